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

namespace pico::engine {

/// What was not as the step expects, a line each; none: all was. `evaluation` runs the functions of
/// the test.
std::vector<std::string> run_step(const TestStep& step, TestPicos& picos,
                                  TestEnvironment& environment, ProgramCache& programs,
                                  krl::Evaluation& evaluation);

}  // namespace pico::engine
