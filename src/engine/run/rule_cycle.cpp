// SPDX-License-Identifier: MIT
//
// The rule evaluation cycle (spec engine.md 9, krl-language.md 10): each ruleset has its turn for
// the incoming event, then for each raised one, in the order of raising.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <optional>

#include "engine/event/machine.hpp"
#include "engine/event/progress.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "engine/test/event_observer.hpp"
#include "krl/run/rule_run.hpp"
#include "krl/text/error.hpp"
#include "krl/value/operators.hpp"

namespace pico::engine {

namespace {

/// The run of a rule, from making one to its end, which an error may bring.
class ObservedRun {
 public:
  ObservedRun(RuleObserver* observer, std::string_view rid, std::string_view rule)
      : observer_(observer), rid_(rid), rule_(rule) {
    if (observer_ != nullptr) started_ = Clock::now();
  }
  ~ObservedRun() {
    if (observer_ == nullptr) return;
    const bool has_failed = std::uncaught_exceptions() > exceptions_;
    observer_->rule_ran(rid_, rule_, Clock::now() - started_, has_failed);
  }
  void forget() noexcept { observer_ = nullptr; }
  ObservedRun(const ObservedRun&) = delete;
  ObservedRun& operator=(const ObservedRun&) = delete;

 private:
  using Clock = std::chrono::steady_clock;

  RuleObserver* observer_;
  std::string_view rid_;  // of the transaction and the program, which outlive the run
  std::string_view rule_;
  int exceptions_ = std::uncaught_exceptions();
  Clock::time_point started_;
};

/// An event as logs show it: without the headers of a request, which hold secrets.
krl::Map event_trace(const Event& event) {
  krl::Map attributes = event.attributes;
  attributes.erase("_headers");
  return {{"eci", event.eci},
          {"domain", event.domain},
          {"name", event.name},
          {"data", krl::Map{{"attrs", std::move(attributes)}}},
          {"time", static_cast<double>(event.time)}};
}

}  // namespace

krl::Array Transaction::run(const std::shared_ptr<const Event>& event, std::string_view only_rid) {
  if (logs(krl::LogLevel::Debug)) {
    trace("txnQueued", {{"txn", krl::Map{{"id", std::string_view(id_)},
                                         {"kind", "event"},
                                         {"event", event_trace(*event)}}}});
    trace("txnStart", {});
  }
  if (is_watched(*event)) recording_.emplace();
  if (session_.instances().is_behind(*this)) upgrade();
  event_ = event;
  if (only_rid.empty()) {
    enqueue(event);
  } else {
    enqueue(only_rid, event);
  }
  take_turns();
  event_ = nullptr;
  rid_.clear();
  if (logs(krl::LogLevel::Debug)) trace("txnDone", {});
  if (recording_)
    session_.unit().add_change({.pico = pico_, .what = recording_->what(*event, id_, directives_)});
  const Pico* pico = session_.unit().pico(pico_);
  if (pico != nullptr && pico->notifies) session_.unit().notify(pico_);
  return directives_;
}

bool Transaction::is_watched(const Event& event) {
  const Pico* pico = session_.unit().pico(pico_);
  return pico != nullptr && pico->watched_until > event.time;
}

/// Takes up new versions of rulesets and lets the rules bring the pico's state along, before the
/// event itself. Where one of them fails, all of it is undone: the pico stays on its last good
/// versions, and says so.
void Transaction::upgrade() {
  Instances& instances = session_.instances();
  std::vector<Instances::Upgrade> upgrades;
  const std::optional<krl::Error> failure = session_.run_undoable([&] {
    upgrades = instances.bring_up_to_date(*this);
    for (const Instances::Upgrade& each : upgrades)
      enqueue(make_event("wrangler", "ruleset_upgraded", upgrade_attributes(each)));
    take_turns();
  });
  event_count_ = 0;  // what upgrading took is not the event's
  if (!failure) return;
  if (upgrades.empty()) throw krl::Error(*failure);  // no rule's: the call itself hit a bound
  turns_.clear();
  next_turn_ = 0;
  directives_ = krl::Array();
  if (recording_) recording_->clear();
  rule_name_ = nullptr;
  instances.keep_back(*this, upgrades, failure->text());
}

krl::Map Transaction::upgrade_attributes(const Instances::Upgrade& upgrade) {
  const auto version_of = [&](const std::string& hash) {
    const krl::Value meta = session_.registry().compiled(hash)->program->meta;
    const krl::Value* version = meta.is_map() ? meta.map().find("version") : nullptr;
    return version != nullptr ? *version : krl::Value::null();
  };
  return {
      {"rid", std::string_view(upgrade.rid)},        {"url", std::string_view(upgrade.url)},
      {"old", std::string_view(upgrade.old_hash)},   {"new", std::string_view(upgrade.new_hash)},
      {"old_version", version_of(upgrade.old_hash)}, {"new_version", version_of(upgrade.new_hash)}};
}

void Transaction::take_turns() {
  while (next_turn_ < turns_.size()) {
    const Turn turn = std::move(turns_[next_turn_++]);
    is_cleared_ = false;
    take_turn(turn);
  }
}

void Transaction::take_turn(const Turn& turn) {
  UnitOfWork& unit = session_.unit();
  const std::vector<InstalledRuleset>& rulesets = turn.rulesets->rulesets();
  std::vector<uint32_t> scratch;
  for (size_t next = turn.first; next < turn.end && !is_cleared_; ++next) {
    // As long as nothing is installed meanwhile, the others need not be looked at.
    if (unit.rulesets(pico_) == turn.rulesets) {
      const std::vector<uint32_t>& concerned =
          session_.instances().concerned(*turn.rulesets, *turn.event, scratch);
      const auto found = std::lower_bound(concerned.begin(), concerned.end(), next);
      if (found == concerned.end() || *found >= turn.end) return;
      next = *found;
    }
    offer(rulesets[next].rid, turn.event);
  }
}

void Transaction::offer(std::string_view rid, const std::shared_ptr<const Event>& event) {
  Instances& instances = session_.instances();
  const std::shared_ptr<const CompiledRuleset> code = instances.code(*this, rid);
  if (!code) return;
  std::vector<uint32_t> scratch;
  const std::vector<uint32_t>& rules = code->selection.candidates(*event, scratch);
  if (rules.empty()) return;
  rid_ = rid;
  event_ = event;
  const std::shared_ptr<const LoadedInstance> loaded = instances.load(*this, rid);
  if (!loaded) return;
  if (used_.empty() || used_.back() != loaded) used_.push_back(loaded);
  run_rules(*loaded, rules, *event);
}

/// Each rule is tried when its predecessors have run, and so sees what they wrote.
void Transaction::run_rules(const LoadedInstance& loaded, const std::vector<uint32_t>& rules,
                            const Event& event) {
  for (const uint32_t index : rules) {
    evaluation_.poll();
    const krl::Rule& rule = loaded.code->program->rules[index];
    const std::optional<krl::Map> settings = select(loaded, index, event);
    if (!settings) continue;
    const krl::RuleEnd end = run_rule(loaded, rule, *settings);
    if (end == krl::RuleEnd::Last) break;
    const Machine& machine = loaded.code->machines[index];
    if (end == krl::RuleEnd::Skipped && machine.is_stateful() && !settings->empty()) {
      put_event_state(rule, machine.with_settings(event_state(rule), *settings));
    }
  }
}

krl::RuleEnd Transaction::run_rule(const LoadedInstance& loaded, const krl::Rule& rule,
                                   const krl::Map& settings) {
  ObservedRun run(environment().rule_observer(), loaded.code->program->rid, rule.name.view());
  try {
    return krl::run_rule(rule, settings, *loaded.instance, evaluation_);
  } catch (const FetchNeeded&) {
    run.forget();  // it will run again
    throw;
  }
}

/// Whether the event selects the rule; then the variables that its event expression has bound.
std::optional<krl::Map> Transaction::select(const LoadedInstance& loaded, uint32_t index,
                                            const Event& event) {
  const krl::Rule& rule = loaded.code->program->rules[index];
  const Machine& machine = loaded.code->machines[index];
  const krl::Value state = machine.is_stateful() ? event_state(rule) : krl::Value::null();
  Machine::Step step =
      machine.step(event, state, loaded.windows[index], *loaded.instance, evaluation_);
  if (machine.is_stateful() && !krl::equals(step.state, state)) {
    put_event_state(rule, std::move(step.state));
  }
  if (!step.is_selected) return std::nullopt;
  return std::move(step.settings);
}

krl::Value Transaction::event_state(const krl::Rule& rule) {
  return progress_in_row(session_.unit().event_state(pico_, rid_, rule.name.view()),
                         rule.select_fingerprint);
}

void Transaction::put_event_state(const krl::Rule& rule, krl::Value state) {
  if (!is_installed(rid_)) return;
  session_.unit().put_event_state(pico_, rid_, rule.name.view(),
                                  row_of_progress(std::move(state), rule.select_fingerprint));
}

// Raising ----------------------------------------------------------------------------------------

void Transaction::count_event() {
  const size_t limit = environment().limits().events;
  if (++event_count_ > limit) {
    throw krl::limit_error(fmt::format("more than {} events in one transaction", limit));
  }
}

void Transaction::enqueue(const std::shared_ptr<const Event>& event) {
  count_event();
  std::shared_ptr<const RulesetList> rulesets = session_.unit().rulesets(pico_);
  const size_t count = rulesets->size();
  enqueue({std::move(rulesets), 0, count, event});
}

void Transaction::enqueue(std::string_view rid, const std::shared_ptr<const Event>& event) {
  std::shared_ptr<const RulesetList> rulesets = session_.unit().rulesets(pico_);
  const size_t position = rulesets->position(rid);
  if (position != RulesetList::kNone) enqueue({std::move(rulesets), position, position + 1, event});
}

void Transaction::enqueue(Turn turn) {
  if (logs(krl::LogLevel::Debug)) {
    for (size_t i = turn.first; i < turn.end; ++i) {
      trace("event added to schedule", {{"event", event_trace(*turn.event)}});
    }
  }
  turns_.push_back(std::move(turn));
}

std::shared_ptr<const Event> Transaction::make_event(const krl::Value& domain,
                                                     const krl::Value& name,
                                                     const krl::Value& attributes) {
  Event event = clean_event(eci_, domain, name, attributes, environment());
  if (event_) event.timer = event_->timer;
  return std::make_shared<const Event>(std::move(event));
}

void Transaction::raise(krl::RaisedEvent raised) {
  std::shared_ptr<const Event> event = make_event(raised.domain, raised.name, raised.attributes);
  if (EventObserver* observer = environment().event_observer())
    observer->raised(pico_, rid_, *event);
  if (!raised.for_rids) return enqueue(event);
  count_event();
  const auto enqueue_for = [&](const krl::Value& rid) {
    if (rid.is_string()) enqueue(rid.string().view(), event);
  };
  if (!raised.for_rids->is_array()) return enqueue_for(*raised.for_rids);
  for (const krl::Value& rid : raised.for_rids->array()) enqueue_for(rid);
}

void Transaction::raise_error(krl::LogLevel level, krl::Value data) {
  if (level == krl::LogLevel::Error) {
    turns_.resize(next_turn_);
    is_cleared_ = true;
    if (logs(krl::LogLevel::Debug)) trace("schedule cleared", {});
  }
  const krl::Value rule = rule_name_ != nullptr ? krl::Value(*rule_name_) : krl::Value::null();
  const krl::Map attributes{{"level", krl::name_of(level)},
                            {"data", std::move(data)},
                            {"rid", std::string_view(rid_)},
                            {"rule_name", rule},
                            {"genus", "user"}};
  count_event();
  enqueue(rid_, make_event("system", "error", attributes));
}

}  // namespace pico::engine
