// SPDX-License-Identifier: MIT
//
// Functions, closures, arguments and the evaluation of expressions (spec krl-language.md 2.3, 5.4,
// 6).
#include <gtest/gtest.h>

#include "krl/text/error.hpp"
#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Functions, BindArgumentsByPositionAndName) {
  EXPECT_EQ(evaluate("f(1)", "f = function(a, b = 10, c = a) { [a, b, c] };"), "[1,10,1]");
  EXPECT_EQ(evaluate("f(1, c = 3, b = 2)", "f = function(a, b = 10, c = 0) { [a, b, c] };"),
            "[1,2,3]");
  EXPECT_EQ(evaluate("f(b = 2)", "f = function(a, b) { [a, b] };"), "[null,2]");
  EXPECT_EQ(evaluate("f(1, 2, 3)", "f = function(a) { a };"), "1");
}

TEST(Functions, ADefaultReplacesOnlyTheUndefinedNull) {
  const char* f = "f = function(a = 5) { a };";
  EXPECT_EQ(evaluate("f(null)", f), "5");
  EXPECT_EQ(evaluate("f({}{\"k\"})", f), "null");
}

TEST(Functions, CaptureTheirSurroundings) {
  EXPECT_EQ(evaluate("[add(2)(3), add(10)(3)]", "add = function(a) { function(b) { a + b } };"),
            "[5,13]");
  EXPECT_EQ(
      evaluate("f(3)", "f = function(n) { g = function(m) { m == 0 => 0 | n + g(m - 1) }; g(n) };"),
      "9");
}

TEST(Functions, EachCallHasItsOwnVariables) {
  EXPECT_EQ(
      evaluate("fs.map(function(f) { f() })", "fs = [1, 2].map(function(x) { function() { x } });"),
      "[1,2]");
}

TEST(Functions, NestedCapturesReachThroughFunctionsBetween) {
  EXPECT_EQ(evaluate("f()()()", "x = 7; f = function() { function() { function() { x } } };"), "7");
}

TEST(Functions, RunawayRecursionIsAnError) {
  EXPECT_EQ(evaluation_error("f(1)", "f = function(n) { f(n + 1) + 1 };"),
            "RangeError: Maximum call stack size exceeded");
}

TEST(Functions, CallingAnythingElseIsAnError) {
  EXPECT_EQ(evaluation_error("x(1)", "x = {}{\"k\"};"), "TypeError: null is not a function");
  EXPECT_EQ(evaluation_error("{\"a\": 1}{\"a\"}(1)"), "TypeError: 1 is not a function");
}

TEST(Functions, TheCalleeIsCheckedBeforeArgumentsAreEvaluated) {
  EXPECT_EQ(evaluation_error("x(1 - \"a\")", "x = {}{\"k\"};"),
            "TypeError: null is not a function");
}

TEST(Expressions, LogicGivesAnOperand) {
  EXPECT_EQ(evaluate("[0 || \"x\", 1 && \"y\", \"\" && 1, not [], null || false]"),
            R"(["x","y","",false,false])");
}

TEST(Expressions, BranchesAreLazy) {
  EXPECT_EQ(evaluate("true => 1 | \"a\" - 1"), "1");
  EXPECT_EQ(evaluate("false && (\"a\" - 1)"), "false");
}

TEST(Expressions, ChevronsInterpolate) {
  EXPECT_EQ(evaluate("<<a#{1 + 1}b#{[]}>>"), R"("a2b[Array]")");
}

TEST(Expressions, ErrorsCarryTheirPlace) {
  RulesetUnderTest ruleset(
      "ruleset t { meta { shares q }\nglobal {\n  q = function(x) {\n    y = x * 2;\n    y\n} } }");
  try {
    ruleset.query("q", R"({"x": "six"})");
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.text(), "TypeError: six cannot be multiplied by 2");
    EXPECT_EQ(error.place().rid, "t");
    EXPECT_EQ(error.place().line, 4U);
    EXPECT_EQ(error.place().column, 11U);
  }
}

TEST(Expressions, DivisionByZeroIsZeroAndLogged) {
  RulesetUnderTest ruleset("ruleset t { meta { shares q } global { q = function() { 7 / 0 } } }");
  EXPECT_EQ(ruleset.query("q"), "0");
  EXPECT_EQ(ruleset.host.log_lines, std::vector<std::string>{"debug \"[DIVISION BY ZERO] 7 / 0\""});
}

TEST(Expressions, MembersOfUnknownModulesFailWhenReached) {
  EXPECT_EQ(evaluate("false => nowhere:x | 1"), "1");
  EXPECT_EQ(evaluation_error("nowhere:x").substr(0, 40),
            "TypeError: nowhere:x names no module; br");
}

TEST(Expressions, LongRunningCodePollsTheHost) {
  RulesetUnderTest ruleset(
      "ruleset t { meta { shares q } global { q = function() { 0.range(10000)"
      ".map(function(x) { x + 1 }).length() } } }");
  EXPECT_EQ(ruleset.query("q"), "10001");
  EXPECT_GT(ruleset.host.polls, 10);
}

TEST(Expressions, RecursiveLocalFunctionsDoNotLeak) {
  const size_t before = MemoryMeter::used();
  {
    RulesetUnderTest ruleset(
        "ruleset t { meta { shares q } global { q = function(n) { "
        "f = function(m) { m == 0 => 0 | f(m - 1) }; f(n) } } }");
    EXPECT_EQ(ruleset.query("q", R"({"n": 3})"), "0");
  }
  EXPECT_EQ(MemoryMeter::used(), before);
}

}  // namespace
}  // namespace pico::krl::testing
