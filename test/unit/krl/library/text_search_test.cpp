// SPDX-License-Identifier: MIT
//
// Searching text (spec krl-values-and-stdlib.md 6.1).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Match, TakesTextForAPattern) {
  EXPECT_EQ(evaluate(R"(["abc".match(re#b#), "abc".match("^a"), "abc".match("^b"), "5".match(5),
              "a".match()])"),
            "[true,true,false,false,false]");
  EXPECT_EQ(evaluation_error(R"("x".match("("))"),
            "SyntaxError: Invalid regular expression: /(/: Unterminated group");
}

TEST(Match, GoesOnWithAGlobalExpression) {
  EXPECT_EQ(evaluate(R"([1, 2, 3].map(function(x) { "a".match(r) }))", "r = re#a#g;"),
            "[true,false,true]");
  EXPECT_EQ(evaluate(R"([1, 2, 3].map(function(x) { "a".match(re#a#g) }))"), "[true,true,true]");
}

TEST(Like, FindsTextOrPattern) {
  EXPECT_EQ(evaluate(R"(["abc".like("b"), "abc".like(re#z#), 12.like(2)])"), "[true,false,true]");
}

TEST(Extract, GivesTheGroupsOfTheFirstMatch) {
  EXPECT_EQ(evaluate(R"("abc".extract(re#(b)(z)?#))"), R"(["b",null])");
  EXPECT_EQ(evaluate(R"(["abc".extract(re#b#), "abc".extract(re#(z)#), "abc".extract(),
              "abc".extract("(b)c")])"),
            R"([[],[],[],["b"]])");
}

TEST(Extract, GivesAllMatchesOfAGlobalExpression) {
  EXPECT_EQ(evaluate(R"(["a1b2".extract(re#([a-z])\d#g), "".extract(re##g),
              "é😀".extract(re#.#g).length()])"),
            R"([["a1","b2"],[""],3])");
}

TEST(Split, CutsAtTextOrPattern) {
  EXPECT_EQ(evaluate(R"(["a,b".split(","), "a1b2".split(re#(\d)#), "a1b".split(re#(x)?\d#),
              "abc".split(re#(?=b)#)])"),
            R"([["a","b"],["a","1","b","2",""],["a",null,"b"],["a","bc"]])");
  EXPECT_EQ(evaluate(R"(["anullb".split(), "3x,3y".split(3), "a.b".split(".")])"),
            R"([["a","b"],["","x,","y"],["a","b"]])");
}

TEST(Split, CutsEmptyTextAndIntoUnits) {
  EXPECT_EQ(evaluate(R"(["".split(","), "".split(""), "".split(re##), "abc".split(""),
              "abc".split(re##), "é😀".split("").length()])"),
            R"([[""],[],[],["a","b","c"],["a","b","c"],3])");
}

TEST(Replace, ReplacesTheFirstOrAllMatches) {
  EXPECT_EQ(evaluate(R"([s.replace("an", "AN"), s.replace(re#an#, "AN"), s.replace(re#an#g, "AN"),
              s.replace(re#an#g), s.replace("an", null), s.replace("z", "x")])",
                     "s = \"banana\";"),
            R"(["bANana","bANana","bANANa","ba","bana","banana"])");
  EXPECT_EQ(evaluate(R"([5.replace(), 5.replace("5"), "abc".replace(re#x*#g, "-")])"),
            R"([5,"","-a-b-c-"])");
}

TEST(Replace, ExpandsReferences) {
  EXPECT_EQ(evaluate(R"([s.replace(re#(a)(n)#, "$2$1"), s.replace(re#nan#, "<$`|$&|$'>"),
              s.replace("an", "$$&"), s.replace(re#(?<x>an)#, "$<x>$<x>"),
              s.replace(re#(?<x>an)#, "[$<y>]")])",
                     "s = \"banana\";"),
            R"(["bnaana","ba<ba|nan|a>a","b$&ana","bananana","b[]ana"])");
}

TEST(Replace, LeavesAloneWhatIsNoReference) {
  EXPECT_EQ(evaluate(R"([s.replace(re#an#, "$0"), s.replace(re#an#, "$1"), s.replace(re#an#, "$"),
              s.replace(re#(an)#, "$1$2"), s.replace(re#(an)#, "$01"), s.replace(re#(an)#, "$10"),
              s.replace(re#an#, "$<x>"), s.replace("an", "$1")])",
                     "s = \"banana\";"),
            R"(["b$0ana","b$1ana","b$ana","ban$2ana","banana","ban0ana","b$<x>ana","b$1ana"])");
}

TEST(Replace, CallsAFunctionForEachMatch) {
  EXPECT_EQ(evaluate(R"("banana".replace(re#(a)(n)#g, function(m, a, n, at, whole) {
              m.uc() + a + n + at + whole.length() }))"),
            R"("bANan16ANan36a")");
  EXPECT_EQ(evaluate(R"(["a.b".replace(".", function(m) { "X" }),
              "ab".replace(re##g, function(m) { "-" }), "é😀x".replace(re#x#, function(m, at) { at })])"),
            R"(["X.b","-a-b-","é😀3"])");
}

TEST(Replace, InsertsTheJavaScriptTextOfResults) {
  EXPECT_EQ(evaluate(R"([null, {}{"q"}, {}, [1, 2]].map(function(r) {
              "an".replace(re#n#, function(m) { r }) }))"),
            R"(["aundefined","anull","a[object Object]","a1,2"])");
}

TEST(Replace, GoesOnAfterAMatchWithTheSameExpression) {
  EXPECT_EQ(evaluate(R"([x, "bab".replace(r, function(m) { "X" }), "bab".replace(r, "X"),
              "bab".replace(r, function(m) { "X" })])",
                     "r = re#b#g; x = \"b\".match(r);"),
            R"([true,"baX","XaX","XaX"])");
}

}  // namespace
}  // namespace pico::krl::testing
