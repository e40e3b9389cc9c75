// SPDX-License-Identifier: MIT
//
// A step of an event machine: see machine.hpp. Section numbers are those of event-expressions.md.
#include "engine/event/machine.hpp"

#include <algorithm>

#include "engine/event/base_matcher.hpp"
#include "engine/event/event.hpp"
#include "engine/event/literal_pattern.hpp"
#include "engine/event/progress.hpp"
#include "krl/run/rule_run.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

constexpr uint32_t kStart = Automaton::kStart;
constexpr uint32_t kEnd = Automaton::kEnd;

Automaton automaton_of(const krl::Rule& rule) {
  if (!rule.select.when) return {};
  try {
    return build_automaton(*rule.select.when);
  } catch (krl::Error& error) {
    error.locate_rule(rule.name.view());
    throw;
  }
}

/// Whether anything can be pending between two events: a state in between, or a loop at the end.
bool has_progress(const Automaton& automaton) {
  return automaton.states.size() > 2 ||
         (!automaton.states.empty() && !automaton.states[kEnd].empty());
}

/// Whether variables of a selection can be pending for the next one: an empty foreach leaves them,
/// and another base may not bind them anew.
bool has_pending_settings(const krl::Rule& rule, const Automaton& automaton) {
  return !rule.foreach.empty() && !rule.select_variables.empty() && automaton.bases.size() > 1;
}

/// A lone `count` or `repeat` begins its lists anew whenever it starts.
bool restarts_aggregates(const krl::EventExpression& expression) {
  using Operator = krl::EventExpression::Operator;
  return expression.op == Operator::Count || expression.op == Operator::Repeat;
}

/// The variables that a base event binds, if the event is one; without aggregators.
std::optional<krl::Map> match_base(const krl::Rule& rule, const krl::EventBase& base,
                                   const Event& event, const krl::Instance& instance,
                                   krl::Evaluation& evaluation) {
  if (!names_event(base, event)) return std::nullopt;
  const std::optional<krl::Values> captures = capture(base, event);
  if (!captures) return std::nullopt;
  krl::Map bindings = bind(base, *captures);
  if (base.where && !krl::evaluate_where(rule, base, bindings, instance, evaluation))
    return std::nullopt;
  return bindings;
}

/// One event, seen by one rule of one pico.
class StepRun {
 public:
  StepRun(const krl::Rule& rule, const Automaton& automaton, const Event& event, Progress progress,
          const krl::Instance& instance, krl::Evaluation& evaluation)
      : rule_(rule),
        automaton_(automaton),
        event_(event),
        progress_(std::move(progress)),
        instance_(instance),
        evaluation_(evaluation),
        outcomes_(automaton.bases.size(), Outcome::Unknown) {}

  /// Section 2.2: true when the event selects the rule.
  bool run() {
    leave_dead_ends(progress_, automaton_);
    is_at_start_ = occupies(progress_, kStart);
    is_at_end_ = occupies(progress_, kEnd);
    const std::vector<uint32_t> reached = targets();
    const bool is_selected = std::find(reached.begin(), reached.end(), kEnd) != reached.end();
    if (is_selected) {
      progress_.states = {kEnd};
    } else if (!reached.empty()) {
      progress_.states = reached;
    } else if (has_failed_) {
      progress_ = Progress();
    }
    return is_selected;
  }

  /// The variables of a selected rule, pending no more.
  krl::Map take_settings() { return std::exchange(progress_.settings, krl::Map()); }

  /// Null when the next event finds the machine as if it had seen none.
  [[nodiscard]] krl::Value state() const {
    const bool keeps_aggregates =
        !progress_.aggregates.empty() && !restarts_aggregates(*rule_.select.when);
    if (is_at_rest() && progress_.settings.empty() && !keeps_aggregates) return krl::Value::null();
    return write_progress(progress_);
  }

 private:
  enum class Outcome : uint8_t { Unknown, Fails, Matches };

  [[nodiscard]] bool is_at_rest() const {
    if (progress_.states.empty()) return true;
    if (progress_.states.size() > 1) return false;
    if (progress_.states.front() == kStart) return true;
    // The clock of a window goes on in `end`.
    return progress_.states.front() == kEnd && automaton_.states[kEnd].empty() &&
           !rule_.select.within;
  }

  /// Where the event leads from the occupied states, in the order of discovery.
  std::vector<uint32_t> targets() {
    std::vector<uint32_t> reached;
    std::vector<bool> is_reached(automaton_.states.size());
    for (const uint32_t state : progress_.states) {
      evaluation_.poll();
      for (const Automaton::Transition& transition : automaton_.states[state]) {
        if (!holds(automaton_.conditions[transition.condition])) continue;
        if (is_reached[transition.target]) continue;
        is_reached[transition.target] = true;
        reached.push_back(transition.target);
      }
    }
    return reached;
  }

  bool holds(const Automaton::Condition& condition) {
    const bool is_any = std::any_of(condition.bases.begin(), condition.bases.end(),
                                    [&](uint32_t base) { return matches(base); });
    return is_any != condition.is_negated;
  }

  /// Tries each base once in a step, however many transitions it is on.
  bool matches(uint32_t index) {
    Outcome& outcome = outcomes_[index];
    if (outcome == Outcome::Unknown) {
      outcome = try_base(*automaton_.bases[index]) ? Outcome::Matches : Outcome::Fails;
    }
    return outcome == Outcome::Matches;
  }

  /// Section 3. A failing matcher leaves the progress to the other transitions of this step.
  bool try_base(const krl::EventBase& base) {
    if (!names_event(base, event_)) return false;
    if (!base.has_matcher()) return true;
    const std::optional<krl::Values> captures = capture(base, event_);
    if (!captures) return fail();
    const krl::Map bindings = bind(base, *captures);
    if (base.where && !krl::evaluate_where(rule_, base, bindings, instance_, evaluation_)) {
      return fail();
    }
    if (base.aggregator) add_to_aggregates(base, *captures);
    for (const krl::MapEntry& binding : bindings) {
      progress_.settings.set(binding.key, binding.value);
    }
    return true;
  }

  bool fail() {
    has_failed_ = true;
    return false;
  }

  /// Section 4.
  void add_to_aggregates(const krl::EventBase& base, const krl::Values& captures) {
    for (size_t i = 0; i < base.aggregated.size(); ++i) {
      const krl::String& name = base.aggregated[i];
      krl::Value& list = progress_.aggregates.edit(name);
      if (is_at_start_ || !list.is_array()) list = krl::Array();
      krl::Values& items = list.array().edit();
      items.push_back(i < captures.size() ? captures[i] : krl::Value());
      if (is_at_end_ && !is_at_start_) items.erase(items.begin());
      progress_.settings.set(name, aggregate(*base.aggregator, list.array()));
    }
  }

  const krl::Rule& rule_;
  const Automaton& automaton_;
  const Event& event_;
  Progress progress_;
  const krl::Instance& instance_;
  krl::Evaluation& evaluation_;
  std::vector<Outcome> outcomes_;  // of the automaton's bases
  bool is_at_start_ = false;
  bool is_at_end_ = false;
  bool has_failed_ = false;  // a matcher has, though domain and name fit
};

}  // namespace

Machine::Machine(const krl::Rule& rule)
    : rule_(&rule),
      automaton_(automaton_of(rule)),
      is_stateful_(has_progress(automaton_) || has_pending_settings(rule, automaton_)) {
  const std::optional<krl::EventExpression>& when = rule.select.when;
  const bool is_lone = when && when->base && !is_stateful_ && !rule.select.within;
  if (is_lone && !when->base->aggregator) lone_base_ = when->base.get();
}

std::optional<Machine::WantedText> Machine::wanted_text() const {
  if (lone_base_ == nullptr) return std::nullopt;
  for (const krl::EventBase::AttributeTest& test : lone_base_->tests) {
    std::optional<std::string> text = only_text_of(*test.pattern);
    if (text) return WantedText{test.attribute.view(), std::move(*text)};
  }
  return std::nullopt;
}

std::vector<Machine::EventName> Machine::salient_events() const {
  std::vector<EventName> events;
  for (const krl::EventBase* base : automaton_.bases) {
    events.emplace_back(base->domain.view(), base->name.view());
  }
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
  return events;
}

bool Machine::matches_every_event() const noexcept { return rule_->select.where != nullptr; }

Machine::Step Machine::step(const Event& event, const krl::Value& state, double window_ms,
                            const krl::Instance& instance, krl::Evaluation& evaluation) const {
  Step step;
  step.state = krl::Value::null();
  if (matches_every_event()) {
    step.is_selected = krl::evaluate_select_where(*rule_, instance, evaluation);
    if (step.is_selected) step.settings.emplace();
    return step;
  }
  if (lone_base_ != nullptr) {
    step.settings = match_base(*rule_, *lone_base_, event, instance, evaluation);
    step.is_selected = step.settings.has_value();
    return step;
  }
  Progress progress = read_progress(state, automaton_.states.size());
  if (rule_->select.within) check_window(progress, static_cast<double>(event.time), window_ms);
  StepRun run(*rule_, automaton_, event, std::move(progress), instance, evaluation);
  step.is_selected = run.run();
  if (step.is_selected) step.settings = run.take_settings();
  if (is_stateful_) step.state = run.state();
  return step;
}

krl::Value Machine::with_settings(const krl::Value& state, krl::Map settings) const {
  Progress progress = read_progress(state, automaton_.states.size());
  progress.settings = std::move(settings);
  return write_progress(progress);
}

}  // namespace pico::engine
