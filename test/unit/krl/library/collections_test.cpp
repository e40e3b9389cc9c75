// SPDX-License-Identifier: MIT
//
// Members that call a function for each element (spec krl-values-and-stdlib.md 5, 10).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Callbacks, GetValueKeyAndCollection) {
  const char* triple = "t = function(v, k, o) { [v, k, o] };";
  EXPECT_EQ(evaluate("[7].map(t)", triple), "[[7,0,[7]]]");
  EXPECT_EQ(evaluate(R"({"p": 1}.map(t))", triple), R"({"p":[1,"p",{"p":1}]})");
}

TEST(Callbacks, MayBeActions) {
  EXPECT_EQ(evaluate("[[1].map(act), [1].map(noop), [2, 1].sort(act), [1].any(noop)]",
                     "act = defaction() { noop() };"),
            "[[null],[null],[1,2],false]");
}

TEST(Callbacks, ThatAreMissingAreNeededOnlyForElements) {
  for (const char* name : {"all", "notall", "none"}) {
    const std::string call = std::string(".") + name + "(5)";
    EXPECT_EQ(evaluation_error("[1]" + call), "TypeError: iter is not a function");
    EXPECT_EQ(evaluate("[[]" + call + "].length()"), "1");
  }
  EXPECT_EQ(evaluation_error("[1].map(5)"), "TypeError: iter is not a function");
  EXPECT_EQ(evaluation_error("[1].filter(\"x\")"), "TypeError: iter is not a function");
  EXPECT_EQ(evaluation_error("[1].collect(5)"), "TypeError: iter is not a function");
}

TEST(Callbacks, NeedACollection) {
  for (const char* name : {"all", "notall", "none", "any", "map", "filter", "collect"}) {
    EXPECT_EQ(evaluation_error(std::string("\"abc\".") + name + "(uc)"),
              "TypeError: only works on collections");
  }
}

TEST(Quantifiers, StopAtTheFirstDecision) {
  EXPECT_EQ(evaluate("[[1, 0, \"x\"].all(f), [1, \"x\"].any(f), [0, 0].none(f), [1, 0].notall(f)]",
                     "f = function(v) { v - 0 };"),
            "[false,true,true,true]");
  EXPECT_EQ(evaluate("[[].all(uc), [].any(uc), {}.none(uc), {}.notall(uc)]"),
            "[true,false,true,false]");
}

TEST(MapFunction, KeepsTheShape) {
  EXPECT_EQ(evaluate(R"([[1, 2].map(f), {"b": 1, "1": 2}.map(f), [1, 2].map(null)])",
                     "f = function(x) { x * 2 };"),
            R"([[2,4],{"1":4,"b":2},[1,2]])");
}

TEST(Filter, KeepsWhatPasses) {
  EXPECT_EQ(
      evaluate(R"([[1, 2, 3].filter(f), {"a": 1, "b": 2}.filter(f), [0, 1, "", "a"].filter()])",
               "f = function(x) { x > 1 };"),
      R"([[2,3],{"b":2},[1,"a"]])");
}

TEST(Collect, GroupsByJavaScriptText) {
  EXPECT_EQ(evaluate("[1, 2, 3].collect(function(x) { x % 2 })"), R"({"0":[2],"1":[1,3]})");
  EXPECT_EQ(evaluate(R"([null, {}{"q"}, {}, [1, 2], re#a#, "1,2"].collect())"),
            R"({"undefined":[null],"null":[null],"[object Object]":[{}],"1,2":[[1,2],"1,2"],)"
            R"("/a/":[{}]})");
}

TEST(Reduce, FoldsFromTheFirstElementOrADefault) {
  EXPECT_EQ(
      evaluate("[[1, 2, 3].reduce(f), [1, 2, 3].reduce(f, 9), [7].reduce(f), [7].reduce(f, 5), "
               "[].reduce(f), [].reduce(f, 5), [].reduce()]",
               "f = function(a, b) { a * 10 + b };"),
      "[123,9123,7,57,0,5,0]");
  EXPECT_EQ(evaluate("[5, 6].reduce(function(a, v, i, c) { a.append([[v, i, c]]) }, [])"),
            "[[5,0,[5,6]],[6,1,[5,6]]]");
}

TEST(Reduce, NeedsAFunctionForElements) {
  constexpr const char* kRefusal = "Error: The .reduce() operator cannot use x as a function";
  EXPECT_EQ(evaluation_error("[7].reduce(\"x\")"), kRefusal);
  EXPECT_EQ(evaluation_error("[1, 2].reduce(\"x\", 0)"), kRefusal);
  EXPECT_EQ(evaluation_error("[1].reduce(\"x\", 0)"), "TypeError: iter is not a function");
  EXPECT_EQ(evaluation_error("[1].reduce(send_directive)"),
            "Error: The .reduce() operator cannot use [Action] as a function");
  EXPECT_EQ(evaluation_error("{}.reduce(uc)"), "TypeError: only works on Arrays");
}

TEST(Reduce, HandsTheResultSoFarOver) {
  EXPECT_EQ(evaluate("[kept, kept.reduce(function(a, b) { a.append(b) }), kept]",
                     "kept = [[1], [2], [3]];"),
            "[[[1],[2],[3]],[1,2,3],[[1],[2],[3]]]");
}

TEST(Pairwise, GoesAlongTheLongestRow) {
  EXPECT_EQ(
      evaluate(
          R"([[[1, 2], [10, 20]].pairwise(f), [[1, 2], "x"].pairwise(f), [[], []].pairwise(f)])",
          "f = function(a, b) { a + b };"),
      R"([[11,22],["1x","2null"],[]])");
  EXPECT_EQ(evaluate("[[1], [2], [3]].pairwise(function(a, b, c) { [a, b, c] })"), "[[1,2,3]]");
}

TEST(Pairwise, RefusesWhatItCannotPair) {
  EXPECT_EQ(evaluation_error("{}.pairwise(uc)"),
            "TypeError: The .pairwise() operator cannot be called on [Map]");
  EXPECT_EQ(evaluation_error("[[1]].pairwise(uc)"),
            "TypeError: The .pairwise() operator needs a longer array");
  EXPECT_EQ(evaluation_error("[[1], [2]].pairwise()"),
            "TypeError: The .pairwise() operator cannot use null as a function");
}

}  // namespace
}  // namespace pico::krl::testing
