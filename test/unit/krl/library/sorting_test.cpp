// SPDX-License-Identifier: MIT
//
// Sorting (spec krl-values-and-stdlib.md 10).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Sort, ComparesTextUnlessTold) {
  EXPECT_EQ(evaluate(R"([[10, 9, 1].sort(), [10, 9, 1].sort("reverse"), [10, 9, 1].sort("nope"),
              ["é", "z", "Z"].sort(), ["😀", "ﬁ", "a"].sort()])"),
            R"([[1,10,9],[9,10,1],[1,10,9],["Z","z","é"],["a","😀","ﬁ"]])");
}

TEST(Sort, ComparesNumbers) {
  EXPECT_EQ(
      evaluate(
          R"([["10", 9, 1].sort("numeric"), [1, 9, "10"].sort("ciremun"), [10, 9].sort(["numeric"]),
              ["b", 1, "a", 10].sort("numeric"), ["1", 1, "01"].sort("numeric")])"),
      R"([[1,9,"10"],["10",9,1],[9,10],[1,10,"a","b"],["1",1,"01"]])");
}

TEST(Sort, PutsUndefinedElementsLast) {
  EXPECT_EQ(evaluate("[[null, 3, -1].sort(\"reverse\"), [{}{\"q\"}, \"z\", \"a\"].sort()]"),
            R"([[3,-1,null],["a",null,"z"]])");
}

TEST(Sort, CallsAFunction) {
  EXPECT_EQ(evaluate("[a.sort(function(x, y) { x - y }), a.sort(function(x, y) { x < y }), a]",
                     "a = [3, 1, 2];"),
            "[[1,2,3],[3,2,1],[3,1,2]]");
}

TEST(Sort, GoesBySignOfTheResult) {
  const auto sorted_by = [](const std::string& result) {
    return evaluate("[3, 1, 2].sort(function(a, b) { " + result + " })");
  };
  for (const char* left : {"0", "-1", "false", "\"-1\"", "{}{\"q\"}", "[]"}) {
    EXPECT_EQ(sorted_by(left), "[3,1,2]") << left;
  }
  for (const char* right : {"1", "true", "\"1\"", "null", "{}", "re#a#"}) {
    EXPECT_EQ(sorted_by(right), "[2,1,3]") << right;
  }
}

TEST(Sort, IsStable) {
  EXPECT_EQ(evaluate("1.range(7).sort(function(a, b) { a % 2 - b % 2 })"), "[2,4,6,1,3,5,7]");
}

TEST(Sort, LeavesOtherValuesAlone) {
  EXPECT_EQ(evaluate(R"(["cba".sort(), {"b": 1, "a": 2}.sort(), [].sort(5), [1].sort(uc)])"),
            R"(["cba",{"b":1,"a":2},[],[1]])");
}

TEST(Cmp, ComparesText) { EXPECT_EQ(evaluate("[30.cmp(4), \"a\".cmp(\"a\")]"), "[-1,0]"); }

}  // namespace
}  // namespace pico::krl::testing
