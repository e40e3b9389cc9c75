// SPDX-License-Identifier: MIT
//
// Paths as members (spec krl-values-and-stdlib.md 3.6, 10, 10.2).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Get, GivesNullWhereThePathMisses) {
  EXPECT_EQ(evaluate(R"([m.get(["a", "b"]), m.get("z"), m.get([]), m.get(), "x".get(0)])",
                     "m = {\"a\": {\"b\": 1}};"),
            "[1,null,null,null,null]");
}

TEST(SetMember, MakesWhatIsMissing) {
  EXPECT_EQ(
      evaluate(R"([{}.set(["a", 0], 1), null.set("a", 1), {"v": [8, 9]}.set(["v", 1, "n"], "z"),
              {"a": 1}.set([], 2), [].set(2, 1)])"),
      R"([{"a":[1]},{"a":1},{"v":[8,{"n":"z"}]},{"a":1},[null,null,1]])");
}

TEST(Put, ActsOnItsNumberOfArguments) {
  EXPECT_EQ(
      evaluate(R"([{"a": 1}.put(), {"a": 1}.put({"b": 2}), [1, 2, 3].put([9]), {"a": 1}.put("x"),
              5.put("a", 1), {"m": 0}.put([null], 1), {"a": 1}.put(toSet = 2)])"),
      R"([{"a":1},{"a":1,"b":2},[9,2,3],"x",5,{"m":0,"null":1},{"a":1,"null":2}])");
}

TEST(Put, MakesMapsOnTheWay) {
  EXPECT_EQ(evaluate(R"([{}.put(["a", 0], 1), {"k": [5, 6]}.put(["k", "2"], 7),
              {"k": [5, 6]}.put(["k", "3"], 7)])"),
            R"([{"a":{"0":1}},{"k":[5,6,7]},{"k":{"0":5,"1":6,"3":7}}])");
}

TEST(Delete, LeavesAHoleInAnArray) {
  EXPECT_EQ(
      evaluate(
          R"([{"a": 1, "b": 2}.delete("a"), [1, 2, 3].delete(1), {"a": 1}.delete(), 5.delete(0)])"),
      R"([{"b":2},[1,null,3],{"a":1},5])");
}

TEST(Paths, LeaveTheirSubjectAlone) {
  EXPECT_EQ(evaluate(R"([m.put("a", 2), m.set("a", 3), m.delete("a"), m])", "m = {\"a\": 1};"),
            R"([{"a":2},{"a":3},{},{"a":1}])");
}

TEST(KeysAndValues, ListTheMembersAtAPath) {
  EXPECT_EQ(evaluate(R"([{"b": 1, "2": 1, "1": 1}.keys(), [5, 6].keys(), {"a": {"b": 1}}.keys("a"),
              {"a": {"b": 1}}.values(["a"]), {"a": 1}.keys("a"), {"a": 1}.keys([])])"),
            R"([["1","2","b"],["0","1"],["b"],[1],[],[]])");
}

TEST(KeysAndValues, TakeAStringApartOnlyAtAPath) {
  EXPECT_EQ(evaluate(R"(["ab".keys(), {"a": "xé"}.keys("a"), {"a": "xé"}.values("a")])"),
            R"([[],["0","1"],["x","é"]])");
}

TEST(KeysAndValues, IgnoreAPathThatIsFalse) {
  EXPECT_EQ(
      evaluate(R"([{"0": {"x": 1}}.keys(0), {"0": {"x": 1}}.keys("0"), {"a": 1}.values("")])"),
      R"([["0"],["x"],[1]])");
}

}  // namespace
}  // namespace pico::krl::testing
