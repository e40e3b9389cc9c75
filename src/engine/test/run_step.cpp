// SPDX-License-Identifier: MIT
//
// Running a step: see run_step.hpp.
#include "engine/test/run_step.hpp"

#include <fmt/format.h>

#include <array>

#include "engine/engine.hpp"
#include "engine/test/expectation.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

using Recorded = EventRecorder::Kind;

/// What came of a step.
struct Outcome {
  krl::Value value;   // directives, or the result of a query
  krl::Value error;   // its text; Undefined: none
  std::string place;  // of the error
};

std::string place_of(const krl::Error& error) {
  const krl::ErrorPlace& place = error.place();
  if (place.line == 0) return {};
  return fmt::format(" ({} line {}, column {})", place.rid, place.line, place.column);
}

/// With `key` in place of bare text or a regular expression: "counter:hit" is {"event": …}.
krl::Value spelled_out(const krl::Value& expected, std::string_view key) {
  if (!expected.is_array()) return expected;
  krl::Array all;
  for (const krl::Value& each : expected.array()) {
    const bool is_bare = each.is_string() || each.is(krl::Kind::RegExp);
    all.push_back(is_bare ? krl::Value(krl::Map{{key, each}}) : each);
  }
  return all;
}

class StepRun {
 public:
  StepRun(const TestStep& step, StepContext& context)
      : step_(step),
        context_(context),
        engine_(context.environment, context.programs),
        expectation_(context.evaluation) {}

  std::vector<std::string> run() {
    const std::string eci = channel();
    const krl::Value given = data();
    context_.environment.recorder().clear();
    const Outcome outcome = perform(eci, given);
    context_.results.push_back(outcome.value);
    const krl::Value* error = expected("error");
    if (error == nullptr && !outcome.error.is_undefined())
      return {fmt::format("it failed with {}{}", outcome.error.string().view(), outcome.place)};
    if (error != nullptr) expectation_.compare(*error, outcome.error, "error");
    compare_value(outcome.value);
    compare_effects();
    return expectation_.mismatches();
  }

 private:
  /// What a function of the test gives for the results so far; another value is it already.
  krl::Value resolved(const krl::Value& value) {
    if (!value.is_function()) return value;
    std::array<krl::Value, 1> results{context_.results};
    return context_.evaluation.call(value, results, nullptr);
  }

  /// Also finds the pico. Waiting needs no channel.
  std::string channel() {
    if (step_.eci.is_undefined()) {
      pico_ = context_.picos.find(step_.pico);
      if (step_.kind == TestStep::Kind::Wait) return {};
      return context_.picos.channel(pico_, step_.channel);
    }
    const krl::Value eci = resolved(step_.eci);
    if (!eci.is_string()) throw krl::type_error(fmt::format("the eci is {}", shown(eci)));
    pico_ = context_.picos.pico_at(eci.string().view());
    return std::string(eci.string().view());
  }

  krl::Value data() {
    krl::Value given = resolved(step_.data);
    if (given.is_map()) return given;
    throw krl::type_error(fmt::format("the function gives {}, not a map", shown(given)));
  }

  /// An error undoes what the step did, statements in the application's tables included.
  Outcome perform(const std::string& eci, const krl::Value& given) {
    Outcome outcome;
    try {
      const bool is_done =
          context_.environment.store().try_in_subtransaction([&] { call(eci, given, outcome); });
      if (!is_done) outcome.error = "the database refused what the step did";
    } catch (const krl::Error& error) {
      outcome.error = std::string_view(error.text());
      outcome.place = place_of(error);
    }
    if (outcome.error.is_undefined()) {
      context_.environment.recorder().keep();
    } else {
      context_.environment.recorder().clear();
    }
    return outcome;
  }

  void call(const std::string& eci, const krl::Value& given, Outcome& outcome) {
    switch (step_.kind) {
      case TestStep::Kind::Event:
        outcome.value = tested(engine_.raise_event(eci, step_.first, step_.name, given).directives);
        break;
      case TestStep::Kind::Query:
        outcome.value = engine_.query(eci, step_.first, step_.name, given);
        break;
      case TestStep::Kind::Wait:
        context_.picos.wait(given.map());
        break;
    }
  }

  void compare_value(const krl::Value& value) {
    if (const krl::Value* result = expected("result"))
      expectation_.compare(*result, value, "result");
    if (const krl::Value* directives = expected("directives"))
      expectation_.compare(spelled_out(*directives, "name"), value, "directives");
  }

  void compare_effects() {
    compare_events("raises", Recorded::Raised);
    compare_events("sends", Recorded::Sent);
    compare_events("schedules", Recorded::Scheduled);
    if (const krl::Value* state = expected("state")) {
      const krl::Map wanted = state->is_map() ? state->map() : krl::Map();
      expectation_.compare(*state, context_.picos.state(pico_, wanted), "state");
    }
  }

  void compare_events(std::string_view key, Recorded kind) {
    const krl::Value* events = expected(key);
    if (events == nullptr) return;
    krl::Array found;
    for (const krl::Value& each : context_.environment.recorder().of(kind, pico_)) {
      krl::Map event = each.map();
      if (!context_.picos.is_tested(event.find("rid")->string().view())) continue;
      if (const krl::Value* eci = event.find("eci"))
        event.set("to", context_.picos.name_at(eci->string().view()));
      found.push_back(event);
    }
    expectation_.compare(spelled_out(*events, "event"), found, std::string(key));
  }

  /// {"name", "options", "rid", "rule"} of the directives that are not of system rulesets.
  krl::Array tested(const krl::Array& directives) {
    krl::Array found;
    for (const krl::Value& each : directives) {
      const krl::Map& meta = each.map().find("meta")->map();
      const krl::Value& rid = *meta.find("rid");
      if (!context_.picos.is_tested(rid.string().view())) continue;
      const krl::Value* name = each.map().find("name");
      found.push_back(krl::Map{{"name", name != nullptr ? *name : krl::Value::null()},
                               {"options", *each.map().find("options")},
                               {"rid", rid},
                               {"rule", *meta.find("rule_name")}});
    }
    return found;
  }

  const krl::Value* expected(std::string_view key) const { return step_.expected.find(key); }

  const TestStep& step_;
  StepContext& context_;
  Engine engine_;
  Expectation expectation_;
  std::string pico_;
};

}  // namespace

std::vector<std::string> run_step(const TestStep& step, StepContext& context) {
  return StepRun(step, context).run();
}

}  // namespace pico::engine
