// SPDX-License-Identifier: MIT
//
// Running tests: see run_tests.hpp.
#include "engine/test/run_tests.hpp"

#include "krl/text/error.hpp"

namespace pico::engine {

std::vector<TestResult> run_tests(Engine&, Environment&, std::string_view) {
  throw krl::Error(krl::ErrorClass::Error, "tests are not supported yet",
                   krl::ErrorCode::Unsupported);
}

}  // namespace pico::engine
