// SPDX-License-Identifier: MIT
//
// How a case ended, and the options by which cases are judged.
#pragma once

#include <string>

#include "conformance/json.hpp"
#include "conformance/subject.hpp"

namespace pico::conformance {

struct Outcome {
  enum class Kind { Passed, Failed, Skipped };
  Kind kind = Kind::Passed;
  std::string reason;  // of the last two

  static Outcome passed() { return {}; }
  static Outcome failed(std::string why) { return {Kind::Failed, std::move(why)}; }
  static Outcome skipped(std::string why) { return {Kind::Skipped, std::move(why)}; }
};

/// An Outcome that says what was expected and what came.
inline Outcome differs(const std::string& what, const std::string& expected,
                       const std::string& actual) {
  return Outcome::failed(what + ": expected " + expected + ", got " + actual);
}

struct Strictness {
  /// Also compares what the records tell but do not demand: texts and columns of parse cases.
  bool is_strict = false;
};

// Each kind of case has its own file; the subject is started and empty. They let Failure pass only
// where no answer of the subject is meant to fail.
Outcome run_expression_case(const Json& test, Subject& subject);
Outcome run_parse_case(const Json& test, Subject& subject, Strictness strictness);
Outcome run_scenario_case(const Json& test, Subject& subject);

}  // namespace pico::conformance
