// SPDX-License-Identifier: MIT
//
// Tests of rulesets, which are written in KRL (docs/testing.md).
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace pico::engine {

class Environment;
class ProgramCache;

/// How one test went.
struct TestResult {
  std::string name;
  std::vector<std::string> failures;  // what was not as expected, a line each; none: passed
  std::chrono::nanoseconds time{};
};

/// How the tests of a ruleset went.
struct TestReport {
  std::string rid;
  std::vector<TestResult> results;
};

[[nodiscard]] bool has_passed(const TestReport& report) noexcept;

/// Where tests run.
class TestGround {
 public:
  virtual ~TestGround() = default;
  using Work = std::function<void(Environment&, ProgramCache&)>;
  /// Does `work` in an image, and undoes all that it did there, however it ends.
  virtual void in_isolation(const Work& work) = 0;
};

/// Runs the tests of a registered ruleset, each in isolation. Throws Error where it has none, or
/// cannot be installed; what is wrong with one test is a failure of that.
TestReport run_tests(TestGround& ground, std::string_view rid_or_url);

}  // namespace pico::engine
