// SPDX-License-Identifier: MIT
//
// Tests of rulesets, which are written in KRL (docs/testing.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pico::engine {

class Engine;
class Environment;

/// How one test went.
struct TestResult {
  std::string name;
  std::vector<std::string> failures;  // what was not as expected, a line or more each; none: passed
};

/// Runs the tests of a registered ruleset, which make picos and events through `engine`: the caller
/// undoes all that. Throws Error where the tests themselves are malformed.
std::vector<TestResult> run_tests(Engine& engine, Environment& environment,
                                  std::string_view rid_or_url);

}  // namespace pico::engine
