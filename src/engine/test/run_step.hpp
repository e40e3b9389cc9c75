// SPDX-License-Identifier: MIT
//
// A step of a test: done, and looked at.
#pragma once

#include <string>
#include <vector>

#include "engine/test/test_case.hpp"
#include "engine/test/test_environment.hpp"
#include "engine/test/test_picos.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/value/array.hpp"

namespace pico::engine {

/// What a step works on.
struct StepContext {
  TestPicos& picos;
  TestEnvironment& environment;
  ProgramCache& programs;
  krl::Evaluation& evaluation;  // runs the functions of the test
  krl::Array results;           // of the steps before: directives, or what a query gave
};

/// Adds to the results. What was not as the step expects, a line each; none: all was.
std::vector<std::string> run_step(const TestStep& step, StepContext& context);

}  // namespace pico::engine
