// SPDX-License-Identifier: MIT
//
// Running tests: see run_tests.hpp.
#include "engine/test/run_tests.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/test/run_step.hpp"
#include "engine/test/test_case.hpp"
#include "engine/test/test_environment.hpp"
#include "engine/test/test_picos.hpp"
#include "engine/test/test_ruleset.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

/// What is wrong with a test itself needs no class.
std::string text_of(const krl::Error& error) {
  return error.error_class() == krl::ErrorClass::Error ? error.message() : error.text();
}

/// Steps build on each other: those behind one that fails would tell nothing.
std::vector<std::string> run_test(const TestCase& test, TestRuleset& ruleset,
                                  TestEnvironment& environment, ProgramCache& programs) {
  TestPicos picos(environment, programs, test, ruleset.url());
  StepContext context{picos, environment, programs, ruleset.evaluation(), {}};
  for (const TestStep& step : test.steps) {
    environment.take_errors();
    std::vector<std::string> failures;
    try {
      failures = run_step(step, context);
    } catch (const krl::Error& error) {
      failures.push_back(text_of(error));
    }
    if (failures.empty()) continue;
    for (std::string& line : failures) line = fmt::format("{}: {}", step.title, line);
    for (std::string& line : environment.take_errors()) failures.push_back(std::move(line));
    return failures;
  }
  return {};
}

using Clock = std::chrono::steady_clock;

/// The tests of a ruleset, of which each isolation sees one.
class TestsRun {
 public:
  TestsRun(TestGround& ground, std::string_view rid_or_url)
      : ground_(ground), rid_or_url_(rid_or_url) {}

  TestReport run() {
    do {
      run_next();
    } while (report_.results.size() < count_);
    return std::move(report_);
  }

 private:
  void run_next() {
    const Clock::time_point started = Clock::now();
    const size_t index = report_.results.size();
    TestResult result;
    try {
      ground_.in_isolation([&](Environment& around, ProgramCache& programs) {
        TestEnvironment environment(around);
        TestRuleset ruleset(environment, programs, rid_or_url_);
        report_.rid = ruleset.rid();
        count_ = ruleset.tests().size();
        if (index >= count_)
          throw krl::Error(krl::ErrorClass::Error, "the tests become fewer while they run");
        const krl::Value& test = ruleset.tests()[index];
        result.name = test_name(test, index + 1);
        result.failures = run_test(test_case(test, index + 1), ruleset, environment, programs);
      });
    } catch (const krl::Error& error) {
      if (result.name.empty()) throw;  // the test was not reached
      result.failures.push_back(text_of(error));
    }
    result.time = Clock::now() - started;
    report_.results.push_back(std::move(result));
  }

  TestGround& ground_;
  std::string_view rid_or_url_;
  size_t count_ = 0;  // of the tests, once it is known
  TestReport report_;
};

}  // namespace

bool has_passed(const TestReport& report) noexcept {
  return std::all_of(report.results.begin(), report.results.end(),
                     [](const TestResult& result) { return result.failures.empty(); });
}

TestReport run_tests(TestGround& ground, std::string_view rid_or_url) {
  return TestsRun(ground, rid_or_url).run();
}

}  // namespace pico::engine
