// SPDX-License-Identifier: MIT
//
// The picos of a test: see test_picos.hpp.
#include "engine/test/test_picos.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/module/time_span.hpp"
#include "engine/ruleset/builtin_rulesets.hpp"
#include "engine/schedule/fire_timers.hpp"
#include "engine/test/test_session.hpp"
#include "krl/text/error.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

namespace {

krl::Error refusal(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::InvalidArgument};
}

/// The members of `map`, each of which must be a Map.
const krl::Map& map_of(const krl::MapEntry& entry, std::string_view what) {
  if (entry.value.is_map()) return entry.value.map();
  throw refusal(fmt::format("\"{}\" of {} is not a map", what, entry.key.view()));
}

/// As wrangler knows it, or whoever made the pico.
std::string name_of(Session& session, const std::string& pico) {
  const krl::Value name = session.unit().entity(pico, "io.picolabs.wrangler", "name");
  return name.is_string() ? std::string(name.string().view()) : session.require_pico(pico).name;
}

}  // namespace

std::string url_beside(std::string_view base, std::string_view name) {
  const bool is_relative = name.ends_with(".krl") && name.find(':') == std::string_view::npos;
  if (!is_relative) return std::string(name);
  constexpr std::string_view kUp = "../";
  std::string_view folder = base.substr(0, base.rfind('/'));
  for (; name.starts_with(kUp); name.remove_prefix(kUp.size()))
    folder = folder.substr(0, folder.rfind('/'));
  return fmt::format("{}/{}", folder, name);
}

// Making it --------------------------------------------------------------------------------------

TestPicos::TestPicos(TestEnvironment& environment, ProgramCache& programs, const TestCase& test,
                     std::string_view base)
    : environment_(environment), programs_(programs), engine_(environment, programs) {
  if (test.time) environment.set_time(*test.time);
  environment.set_answers(test.answers);
  for (const GivenPico& given : test.picos) make(given, base);
}

void TestPicos::make(const GivenPico& given, std::string_view base) {
  const std::string pico = engine_.create_pico(given.name, std::nullopt, std::nullopt);
  roots_.push_back(pico);
  krl::Map config = given.config;
  for (const std::string& name : given.rulesets) install(pico, name, base, config);
  if (!config.empty()) {
    throw refusal(fmt::format("\"config\" names {}, which is none of the \"rulesets\"",
                              config.begin()->key.view()));
  }
  set_state(pico, given.state);
}

/// Rules that prepare their pico wait for the event by which wrangler tells of installations.
void TestPicos::install(const std::string& pico, const std::string& name, std::string_view base,
                        krl::Map& config) {
  RulesetUrl entry;
  {
    TestSession session(environment_, programs_);
    const std::string owner = environment_.caller();
    entry = session->registry().find(url_beside(base, name), owner, owner);
    session->finish();
  }
  const krl::Value* own = config.find(entry.rid);
  engine_.install_ruleset(pico, entry.url, own != nullptr ? *own : krl::Map());
  engine_.raise_event(open_channel(pico), "wrangler", "ruleset_installed",
                      krl::Map{{"rids", krl::Array{std::string_view(entry.rid)}}});
  config.erase(entry.rid);
  rids_.push_back(entry.rid);
}

void TestPicos::set_state(const std::string& pico, const krl::Map& state) {
  TestSession session(environment_, programs_);
  session->lock(pico);
  for (const krl::MapEntry& of_ruleset : state) {
    const std::string_view rid = of_ruleset.key.view();
    if (session->unit().rulesets(pico)->find(rid) == nullptr)
      throw refusal(fmt::format("\"state\" names {}, which is not installed", rid));
    for (const krl::MapEntry& variable : map_of(of_ruleset, "state"))
      session->unit().edit_entity(pico, rid, variable.key.view()) = krl::json_copy(variable.value);
  }
  session->finish();
}

// Finding ----------------------------------------------------------------------------------------

/// Parents before their children, these in order of creation.
std::vector<std::string> TestPicos::family() {
  TestSession session(environment_, programs_);
  std::vector<std::string> picos = roots_;
  for (size_t i = 0; i < picos.size(); ++i) {
    for (const Channel& to_child : session->unit().child_channels(picos[i]))
      picos.push_back(to_child.pico);
  }
  return picos;
}

std::string TestPicos::find(std::string_view name) {
  if (name.empty()) return roots_.front();
  const std::vector<std::string> picos = family();
  TestSession session(environment_, programs_);
  const auto found = std::find_if(picos.begin(), picos.end(), [&](const std::string& pico) {
    return name_of(*session, pico) == name;
  });
  if (found != picos.end()) return *found;
  throw refusal(fmt::format("no pico is called {}", name));
}

std::string TestPicos::pico_at(std::string_view eci) {
  TestSession session(environment_, programs_);
  const ChannelPtr channel = session->unit().channel(eci);
  return channel != nullptr ? channel->pico : std::string();
}

std::string TestPicos::channel(const std::string& pico, const std::string& tag) {
  if (tag.empty()) return open_channel(pico);
  TestSession session(environment_, programs_);
  for (const Channel& each : session->unit().channels(pico)) {
    if (std::find(each.tags.begin(), each.tags.end(), tag) != each.tags.end()) return each.eci;
  }
  throw refusal(fmt::format("the pico has no channel with the tag {}", tag));
}

const std::string& TestPicos::open_channel(const std::string& pico) {
  std::string& eci = open_channels_[pico];
  if (eci.empty()) eci = engine_.create_channel(pico, krl::Array{"test"}, {}, {}).eci;
  return eci;
}

krl::Value TestPicos::name_at(std::string_view eci) {
  TestSession session(environment_, programs_);
  const ChannelPtr channel = session->unit().channel(eci);
  const std::string pico = channel != nullptr ? channel->pico : std::string(eci);
  if (session->unit().pico(pico) == nullptr) return krl::Value::null();
  return std::string_view(name_of(*session, pico));
}

krl::Map TestPicos::state(const std::string& pico, const krl::Map& wanted) {
  TestSession session(environment_, programs_);
  krl::Map state;
  for (const krl::MapEntry& of_ruleset : wanted) {
    krl::Map variables;
    for (const krl::MapEntry& each : map_of(of_ruleset, "state")) {
      const std::string_view name = each.key.view();
      variables.set(name,
                    krl::json_copy(session->unit().entity(pico, of_ruleset.key.view(), name)));
    }
    state.set(of_ruleset.key, std::move(variables));
  }
  return state;
}

bool TestPicos::is_tested(std::string_view rid) const {
  return builtin_ruleset(rid) == nullptr ||
         std::find(rids_.begin(), rids_.end(), rid) != rids_.end();
}

// Time -------------------------------------------------------------------------------------------

void TestPicos::wait(const krl::Map& span) {
  const Time until = add_span(environment_.now(), span);
  if (until < environment_.now()) throw refusal("time does not go back");
  const size_t limit = environment_.limits().events;
  for (size_t fired = 0; const std::optional<Timer> timer = next_timer(until); ++fired) {
    if (fired == limit) throw krl::limit_error(fmt::format("more than {} timers fire", limit));
    environment_.poll();
    environment_.set_time(std::max(environment_.now(), timer->due));
    fire(*timer);
  }
  environment_.set_time(until);
}

/// The first that is due; of several the one that was made first.
std::optional<Timer> TestPicos::next_timer(Time until) {
  const std::vector<std::string> picos = family();
  TestSession session(environment_, programs_);
  std::optional<Timer> next;
  for (const std::string& pico : picos) {
    for (const InstalledRuleset& ruleset : session->unit().rulesets(pico)->rulesets()) {
      for (Timer& timer : session->unit().timers(pico, ruleset.rid)) {
        if (timer.due <= until && (!next || timer.due < next->due)) next = std::move(timer);
      }
    }
  }
  return next;
}

void TestPicos::fire(const Timer& timer) {
  {
    TestSession session(environment_, programs_);
    TimeZones zones;
    fire_timer(*session, timer, environment_.now(), zones);
    session->finish();
  }
  engine_.deliver_to(timer.pico, {.limit = 1, .lock = LockMode::Wait});
  environment_.recorder().keep();
}

}  // namespace pico::engine
