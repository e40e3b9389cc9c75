// SPDX-License-Identifier: MIT
//
// Names, scopes and static checks (spec krl-language.md 4, 5; errors.md 3).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

std::vector<std::string> errors_in_global(std::string_view declarations) {
  return compile_text("ruleset t { global {\n" + std::string(declarations) + "\n} }").errors;
}

using Lines = std::vector<std::string>;

TEST(Names, AnInitialiserSeesOnlyWhatPrecedesIt) {
  EXPECT_EQ(errors_in_global("a = b b = 1"), Lines{"2:5 Undefined id: b"});
  EXPECT_EQ(errors_in_global("a = a"), Lines{"2:5 Undefined id: a"});
  EXPECT_EQ(errors_in_global("y = [1].map(function(v){z}) z = 2"), Lines{"2:25 Undefined id: z"});
}

TEST(Names, AFunctionSeesEveryNameOfItsBlock) {
  EXPECT_EQ(evaluate("even(10)",
                     "even = function(n) { n == 0 => true | odd(n - 1) };"
                     "odd = function(n) { n == 0 => false | even(n - 1) };"),
            "true");
}

TEST(Names, ADefactionDoesNotSeeItself) {
  EXPECT_EQ(errors_in_global("a = defaction(){ a() }"), Lines{"2:18 Undefined id: a"});
}

TEST(Names, AnInnerInitialiserUsesTheOuterVariable) {
  EXPECT_EQ(evaluate("(function() { x = x + 1; x })()", "x = 1;"), "2");
}

TEST(Names, RootNamesMayBeRedeclared) {
  EXPECT_EQ(evaluate("[1].map(9)", "map = function(xs, n) { n };"), "9");
  EXPECT_EQ(evaluate("f([7, 8])", "f = head;"), "7");
}

TEST(Names, ReadingANameTooEarlyIsAnError) {
  EXPECT_EQ(evaluation_error("y", "f = function() { x }; y = f(); x = 1;"),
            "ReferenceError: Cannot access 'x' before initialization");
}

TEST(Names, StaticKindsAreChecked) {
  EXPECT_EQ(errors_in_global("x = noop()"), Lines{"2:5 Not a function: ActionFunction"});
  EXPECT_EQ(errors_in_global("d = defaction(){ noop() } x = d()"),
            Lines{"2:31 Not a function: Action"});
  EXPECT_EQ(errors_in_global("x = __testing()"), Lines{"2:5 Not a function: Map"});
  EXPECT_EQ(errors_in_global("f = function(x){ x } d = defaction(){ f(1) }"), Lines{})
      << "f is of unknown kind in its own block";
}

TEST(Names, AFunctionIsNoAction) {
  const auto compiled = compile_text(
      "ruleset t { global { go = function(x){ x } } rule r { select when a b go(1) } }");
  EXPECT_EQ(compiled.errors, Lines{"1:71 Not an action: Function"});
}

TEST(Names, ArgumentsAndParametersAreChecked) {
  EXPECT_EQ(errors_in_global("f = function(a, b, a){ a }"), Lines{"2:20 Duplicate parameter: a"});
  EXPECT_EQ(errors_in_global("f = function(a = 1, b){ a }"),
            Lines{"2:21 Cannot have a non-default parameter after a defaulted one"});
  EXPECT_EQ(errors_in_global("f = function(a){ a } x = f(a = 1, 2)"),
            Lines{"2:35 Once you used a named arg, all following must be named."});
}

TEST(Names, ArgumentsAreCheckedThoughTheirCalleeDoesNotExist) {
  EXPECT_EQ(errors_in_global("a = nowhere:f(b)"), Lines{"2:15 Undefined id: b"});
  EXPECT_EQ(errors_in_global("a = stdlib:nothing(b)"), Lines{"2:20 Undefined id: b"});
  EXPECT_EQ(errors_in_global("a = stdlib:send_directive(b)"), Lines{"2:27 Undefined id: b"});
  EXPECT_EQ(evaluation_error("stdlib:nothing(-\"a\")"), "TypeError: null is not a function");
}

TEST(Names, SeveralErrorsAreReportedAtOnce) {
  EXPECT_EQ(errors_in_global("a = p\nb = q\nf = function(){ r }"),
            (Lines{"2:5 Undefined id: p", "3:5 Undefined id: q", "4:17 Undefined id: r"}));
}

TEST(Names, RulesMustBeWellFormed) {
  EXPECT_EQ(compile_text("ruleset t { rule r { noop() } }").errors,
            Lines{"1:13 rule r is missing a `select`"});
  EXPECT_EQ(
      compile_text("ruleset t { rule r { select when a b } rule r { select when a c } }").errors,
      Lines{"1:45 Duplicate rule name: r"});
  EXPECT_EQ(compile_text("ruleset t { rule r { select when a b always { app:x := 1 } } }").errors,
            Lines{"1:47 PersistentVariableAssignment - only works on ent:* variables"});
}

TEST(Names, ANameOfTheRuleMustNotBeDeclaredAgain) {
  EXPECT_EQ(compile_text("ruleset t { rule r { select when a b x re#(.)# setting(x)"
                         " pre { x = 1 } } }")
                .errors,
            Lines{"1:65 Duplicate declaration: x"});
  EXPECT_EQ(compile_text("ruleset t { rule r { select when a b pre { x = 1 }"
                         " noop() setting(x) } }")
                .errors,
            Lines{"1:67 Duplicate declaration: x"});
  EXPECT_EQ(compile_text("ruleset t { rule r { select when a b pre { x = 1 }"
                         " fired { x = 2; log info x } } }")
                .errors,
            Lines{})
      << "a branch of the postlude may shadow";
}

TEST(Names, AForeachExpressionDoesNotSeePre) {
  EXPECT_EQ(compile_text("ruleset t { rule r { select when a b foreach xs setting(x)"
                         " pre { xs = 1 } noop() } }")
                .errors,
            Lines{"1:46 Undefined id: xs"});
}

TEST(Names, OlderFormsAreAcceptedWithAWarning) {
  const auto twice = compile_text("ruleset t { global { a = 1 a = a + 1 } }");
  EXPECT_EQ(twice.errors, Lines{});
  EXPECT_EQ(twice.warnings.size(), 1U);

  const auto shares = compile_text("ruleset t { meta { shares f } }");
  EXPECT_EQ(shares.errors, Lines{});
  EXPECT_EQ(shares.warnings, Lines{"1:27 Trying to share: f but it's not defined in global"});
}

TEST(Names, ARepeatedDeclarationIsOneVariable) {
  EXPECT_EQ(evaluate("[x, f()]", "x = 1; f = function() { x }; x = x + 1;"), "[2,2]");
}

TEST(Names, WarningsNameTheModernForm) {
  EXPECT_EQ(compile_text("ruleset t { global { f = function(o) { o.name } } }").warnings,
            Lines{"1:40 DEPRECATED use `{}` or `[]` instead of `.`"});
  EXPECT_EQ(compile_text("ruleset t { rule r is inactive { nonsense() } }").warnings,
            Lines{"1:13 rule r is inactive, i.e. commented out"});
  EXPECT_EQ(compile_text(
                "ruleset t { rule r { select when a b always { ent:m := ent:m.put(\"k\", 1) } } }")
                .warnings,
            Lines{"1:53 Performance Hint: to leverage indexes use `ent:m{key} := value` instead of "
                  ".put(key, value)"});
}

}  // namespace
}  // namespace pico::krl::testing
