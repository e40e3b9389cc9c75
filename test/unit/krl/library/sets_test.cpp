// SPDX-License-Identifier: MIT
//
// Arrays as sets (spec krl-values-and-stdlib.md 10).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Sets, CompareByEquality) {
  EXPECT_EQ(evaluate(R"([[1, 2].union([2, "1"]), [3, 2, 1, 1].intersection([1, 3]),
              [1, 1, 2].difference([2]), [{"a": 1, "b": 2}].union([{"b": 2, "a": 1}]).length()])"),
            R"([[1,2,"1"],[3,1],[1,1],1])");
  EXPECT_EQ(
      evaluate("[[null].union([{}{\"k\"}]), [0].union([-0]), [[1, [2]]].intersection([[1, [2]]])]"),
      "[[null],[0],[[1,[2]]]]");
}

TEST(Sets, TellDeepValuesApart) {
  EXPECT_EQ(evaluate("[[[[[[1]]]]], [[[[[2]]]]], [[[[[1]]]]]].unique()"),
            "[[[[[[1]]]]],[[[[[2]]]]]]");
}

TEST(Sets, WrapWhatIsNoArray) {
  EXPECT_EQ(
      evaluate(
          "[1.union(1), null.union(1), 1.intersection([1, 2]), 1.difference(1), 1.has([1, 1])]"),
      "[[1],[null,1],[1],[],true]");
}

TEST(Sets, DependOnTheNumberOfArguments) {
  EXPECT_EQ(evaluate("[[1, 1].union(), [1].intersection(), 1.difference(), [].has(), [].has([])]"),
            "[[1,1],[],1,false,true]");
}

TEST(Has, WantsEveryElement) {
  EXPECT_EQ(evaluate("[[1, 2, 3].has([3, 1]), [1].has([1, 9]), [null].has(null)]"),
            "[true,false,true]");
}

TEST(Unique, KeepsTheFirstOfEachClass) {
  EXPECT_EQ(
      evaluate(
          R"([[1, "1", 1, true].unique(), {"a": 1}.unique(), 5.unique(), [uc, lc, uc].unique().length()])"),
      R"([[1,"1",true],{"a":1},5,2])");
}

TEST(OnceAndDuplicates, GroupByJavaScriptText) {
  EXPECT_EQ(
      evaluate(
          R"([[3, 1, 2, "b", "a", 1].once(), ["1", 1].duplicates(), [{"a": 1}, {"b": 1}].once(),
              [[1, 2], "1,2"].duplicates(), [null, null].duplicates()])"),
      R"([[2,3,"b","a"],["1"],[],[[1,2]],[null]])");
  EXPECT_EQ(evaluate("[5.once(), 5.duplicates()]"), "[5,[]]");
}

}  // namespace
}  // namespace pico::krl::testing
