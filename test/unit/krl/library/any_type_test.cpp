// SPDX-License-Identifier: MIT
//
// Members for values of any type (spec krl-values-and-stdlib.md 3.3, 7, 8).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(As, GivesAValueOfTheSameTypeUnchanged) {
  EXPECT_EQ(evaluate(R"([1].as("Array"))"), "[1]");
  EXPECT_EQ(evaluate(R"([noop].map(function(x) { x.as("ActionFunction").typeof() }))"),
            R"(["ActionFunction"])");
  EXPECT_EQ(evaluate("5.as()"), "5");
}

TEST(As, ConvertsToBoolean) {
  EXPECT_EQ(evaluate(R"(["false", "False", "0", "", 0, -1, null, []].map(function(x) {
              x.as("Boolean") }))"),
            "[false,true,true,false,false,true,false,true]");
}

TEST(As, ConvertsToNumberOrNull) {
  EXPECT_EQ(evaluate(R"(["4.2e1", " ", "0b11", "x", re#1#, [7, 7], true].map(function(x) {
              x.as("Number") }))"),
            "[42,0,3,null,null,2,1]");
}

TEST(As, ConvertsToARegExpOfTheText) {
  EXPECT_EQ(evaluate(R"(["[Map]".match({}.as("RegExp")), "M".match({}.as("RegExp"))])"),
            "[true,false]");
  EXPECT_EQ(evaluate(R"("M".match("[Map]".as("RegExp")))"), "true");
  EXPECT_EQ(evaluation_error(R"("(".as("RegExp"))"),
            "SyntaxError: Invalid regular expression: /(/: Unterminated group");
}

TEST(As, ConvertsToHexWithAllDigits) {
  EXPECT_EQ(evaluate(R"([31, 255.5, -255, 0.1, 0, 12345678901234567890].map(function(x) {
              x.as("Hex") }))"),
            R"(["1f","ff.8","-ff","0.1999999999999a","0","ab54a98ceb1f0800"])");
  EXPECT_EQ(evaluate(R"(["abc", true, null, [], {}, re#a#].map(function(x) { x.as("Hex") }))"),
            R"(["abc","true",null,null,null,null])");
}

TEST(As, RefusesOtherTypes) {
  EXPECT_EQ(evaluation_error(R"(5.as("Array"))"),
            R"(TypeError: Cannot use the .as("Array") operator with 5 (type Number))");
  EXPECT_EQ(evaluation_error(R"("a".as(null))"),
            R"(TypeError: Cannot use the .as("undefined") operator with a (type String))");
  EXPECT_EQ(evaluation_error(R"("a".as(re#a/b#))"),
            R"(TypeError: Cannot use the .as("/a\/b/") operator with a (type String))");
  EXPECT_EQ(evaluation_error(R"("a".as({}))"),
            R"(TypeError: Cannot use the .as("[object Object]") operator with a (type String))");
}

TEST(Typeof, NamesTheTypes) {
  EXPECT_EQ(evaluate(R"([null, true, "0x1F", "x", 1, re#a#, [], noop, uc, send_directive, {}].map(
              typeof))"),
            R"(["Null","Boolean","Hex","String","Number","RegExp","Array","ActionFunction",)"
            R"("Function","Action","Map"])");
  EXPECT_EQ(evaluate("typeof()"), R"("Null")");
}

TEST(Isnull, IsTrueForNullOnly) {
  EXPECT_EQ(evaluate(R"([null, {}{"k"}, 0, ""].map(isnull))"), "[true,true,false,false]");
}

TEST(IsEmpty, IsFalseOnlyForWhatHasParts) {
  EXPECT_EQ(evaluate(R"([null, 5, true, "", [], {}, re#a#, uc, noop].all(isEmpty))"), "true");
  EXPECT_EQ(evaluate(R"(["x", [null], {"a": null}].none(isEmpty))"), "true");
}

TEST(Length, CountsElementsKeysAndSymbols) {
  EXPECT_EQ(evaluate(R"([[1, null].length(), {"a": null}.length(), "abc".length(), 12.length(),
              null.length(), re#abc#.length()])"),
            "[2,1,3,0,0,0]");
  EXPECT_EQ(evaluate(R"(["😀a".length(), "é".length(), "日本".length()])"), "[2,1,2]");
}

TEST(Klog, LogsAndGivesItsSubject) {
  RulesetUnderTest ruleset(
      "ruleset t { meta { shares q } global { q = function() { 7.klog(\"note\") + 1.klog() } } }");

  EXPECT_EQ(ruleset.query("q"), "8");
  EXPECT_EQ(ruleset.host.log_lines,
            (std::vector<std::string>{R"(klog "note" {"val":7})", R"(klog "klog" {"val":1})"}));
}

TEST(DefaultsTo, LogsWhenTheDefaultIsUsed) {
  RulesetUnderTest ruleset(
      "ruleset t { meta { shares q } global { q = function() {"
      " [null.defaultsTo(5, \"why\"), 0.defaultsTo(5, \"not\"), null.defaultsTo(6)] } } }");

  EXPECT_EQ(ruleset.query("q"), "[5,0,6]");
  EXPECT_EQ(ruleset.host.log_lines, std::vector<std::string>{R"(debug "[DEFAULTSTO] why")"});
}

TEST(Encode, TakesItsIndentFromTheLeadingInteger) {
  EXPECT_EQ(evaluate(R"([1].encode("2x"))"), R"("[\n  1\n]")");
  EXPECT_EQ(evaluate("[1].encode([1, 5])"), R"("[\n 1\n]")");
  EXPECT_EQ(evaluate("[1].encode(99) == [1].encode(10)"), "true");
  EXPECT_EQ(evaluate(R"([-1, "x", "0x2", re#2#, {}, null].map(function(i) { [1].encode(i) })
              .unique())"),
            R"(["[1]"])");
}

TEST(Decode, GivesBackWhatIsNoJson) {
  EXPECT_EQ(evaluate(R"(["[1,null]", "01", "{a:1}", 5, null].map(decode))"),
            R"([[1,null],"01","{a:1}",5,null])");
}

}  // namespace
}  // namespace pico::krl::testing
