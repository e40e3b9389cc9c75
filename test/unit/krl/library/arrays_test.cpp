// SPDX-License-Identifier: MIT
//
// Arrays without callbacks (spec krl-values-and-stdlib.md 10).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Append, AddsElementsAndArrays) {
  EXPECT_EQ(evaluate(R"([[1].append(2, [3, [4]]), null.append("q"), null.append([]), 7.append(8),
              [1].append(2, 3, 4, 5, 6, 7)])"),
            R"([[1,2,3,[4]],[null,"q"],[null],[7,8],[1,2,3,4,5,6]])");
}

TEST(Append, LeavesItsSubjectAlone) {
  EXPECT_EQ(evaluate("[a.append(3), a.append(a), a]", "a = [1, 2];"), "[[1,2,3],[1,2,1,2],[1,2]]");
}

TEST(HeadAndTail, CutTheFirstElementOff) {
  EXPECT_EQ(evaluate("[[9, 8].head(), [].head(), 5.head(), [9, 8].tail(), [].tail(), 5.tail()]"),
            "[9,null,5,[8],[],[]]");
}

TEST(Join, UsesTheTextOfEachElement) {
  EXPECT_EQ(
      evaluate(R"([[1, "b", null].join(), [1, [2]].join("--"), [1, 2].join(re#x#g), 5.join("-"),
              [].join()])"),
      R"(["1,b,null","1--[Array]","1re#x#g2","5",""])");
}

TEST(Index, FindsTheFirstEqualElement) {
  EXPECT_EQ(
      evaluate(R"([[1, 2, 1].index(1), ["1"].index(1), [[1]].index([1]), [null].index(null)])"),
      "[0,-1,0,0]");
  EXPECT_EQ(evaluation_error("{}.index(1)"), "TypeError: only works on Arrays");
}

TEST(Reverse, LeavesItsSubjectAlone) {
  EXPECT_EQ(evaluate("[a.reverse(), a]", "a = [1, 2, 3];"), "[[3,2,1],[1,2,3]]");
  EXPECT_EQ(evaluation_error("\"abc\".reverse()"), "TypeError: only works on Arrays");
}

TEST(Slice, HasBothEndsIncluded) {
  EXPECT_EQ(
      evaluate("[a.slice(1, 3), a.slice(3, 1), a.slice(1), a.slice(5), a.slice(6), a.slice(), "
               "a.slice(null), a.slice(1.5, 3.5)]",
               "a = [1, 2, 3, 4, 5];"),
      "[[2,3,4],[2,3,4],[1,2],[1,2,3,4,5],[],[1,2,3,4,5],[1],[2,3,4]]");
  EXPECT_EQ(evaluate("[a.slice(-1), a.slice(-2), a.slice(-7), a.slice(2, -1), a.slice(2, 5), "
                     "[].slice(\"x\")]",
                     "a = [1, 2, 3, 4, 5];"),
            "[[],[1,2,3,4],[],[],[],[]]");
}

TEST(Slice, NamesABadIndex) {
  EXPECT_EQ(evaluation_error("[1].slice(\"x\", \"y\")"),
            "TypeError: The .slice() operator cannot use x as an index");
  EXPECT_EQ(evaluation_error("[1].slice(0, \"x\")"),
            "TypeError: The .slice() operator cannot use x as the other index");
  EXPECT_EQ(evaluation_error("{}.slice(0)"), "TypeError: only works on Arrays");
}

TEST(Splice, ReplacesAPart) {
  EXPECT_EQ(
      evaluate(R"([a.splice(1, 2), a.splice(1, 2, ["x", "y"]), a.splice(1, 0, "i"), a.splice(2, -1),
              a.splice(-3, 1), a.splice(9, 1), a.splice(), a.splice(1.5, 1), a.splice(1, 2, null)])",
               "a = [1, 2, 3, 4];"),
      R"([[1,4],[1,"x","y",4],[1,"i",2,3,4],[1,2],[2,3,4],[1,2,3],[1,2,3,4],[1,3,4],[1,null,4]])");
  EXPECT_EQ(evaluate("[].splice(0, 1, 5)"), "[]");
}

TEST(Splice, NamesABadArgument) {
  EXPECT_EQ(evaluation_error("[1].splice(\"x\", 1)"),
            "TypeError: The .splice() operator cannot use xas an index");
  EXPECT_EQ(evaluation_error("[1].splice(0, \"x\")"),
            "TypeError: The .splice() operator cannot use xas a number of elements");
  EXPECT_EQ(evaluation_error("5.splice(0, 1)"), "TypeError: only works on Arrays");
}

}  // namespace
}  // namespace pico::krl::testing
