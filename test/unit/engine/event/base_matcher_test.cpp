// SPDX-License-Identifier: MIT
//
// Attribute tests, their variables, failing tests, aggregators (spec event-expressions.md 3, 4,
// 8.6, 8.8).
#include "engine/event/base_matcher.hpp"

#include <gtest/gtest.h>

#include "unit/engine/event/trace.hpp"

namespace pico::engine {
namespace {

TEST(AttributeTests, SearchTheTextOfTheAttribute) {
  Image image;
  image.install(R"(ruleset t {
    rule half { select when x a n re#^12(\.5)?$# send_directive("half") }
    rule yes  { select when x a n re#^true$# send_directive("yes") }
    rule nul  { select when x a n re#^null$# send_directive("nul") }
    rule list { select when x a n re#^\[Array\]$# send_directive("list") }
    rule map  { select when x a n re#^\[Map\]$# send_directive("map") }
    rule none { select when x a n re#^$# send_directive("none") }
    rule any  { select when x b n re#B#i m re#.*# send_directive("any") }
  })");

  EXPECT_EQ(image.directives("x:a", R"({"n": 12})"), "half");
  EXPECT_EQ(image.directives("x:a", R"({"n": 12.5})"), "half");
  EXPECT_EQ(image.directives("x:a", R"({"n": true})"), "yes");
  EXPECT_EQ(image.directives("x:a", R"({"n": null})"), "nul");
  EXPECT_EQ(image.directives("x:a", R"({"n": [1, 2]})"), "list");
  EXPECT_EQ(image.directives("x:a", R"({"n": {"m": 1}})"), "map");
  EXPECT_EQ(image.directives("x:a", R"({"n": ""})"), "none");
  EXPECT_EQ(image.directives("x:a"), "none");
  EXPECT_EQ(image.directives("x:b", R"({"n": "abc"})"), "any");
  EXPECT_EQ(image.directives("x:b", R"({"n": "acd"})"), "");
}

TEST(AttributeTests, KeepNoPositionBetweenEvents) {
  EXPECT_EQ(trace("when x a n re#a#g", "a(a) a(a) a(a)"), "a(a)! a(a)! a(a)!");
}

TEST(Setting, BindsGroupsByPosition) {
  constexpr std::string_view kSelect = R"(when x a n re#(\w)(\d)?# n re#(.)$# setting(p, q, r, s))";
  constexpr std::string_view kOptions = R"({"p": p, "q": q, "r": r, "s": s})";

  EXPECT_EQ(trace(kSelect, "a(y1) a(y)", kOptions),
            R"(a(y1)!{"p":"y","q":"1","r":"1"} a(y)!{"p":"y","r":"y"})");
}

TEST(Setting, WithoutTestsBindsNull) {
  EXPECT_EQ(trace("when x a setting(p)", "a(1)", R"({"none": p.isnull()})"),
            R"(a(1)!{"none":true})");
}

TEST(Setting, OfABranchThatWasNotTakenIsNull) {
  constexpr std::string_view kSelect = "when x a n re#(.+)# setting(p) or x b";

  EXPECT_EQ(trace(kSelect, "a(1) b a(2) b", R"({"none": p.isnull(), "p": p})"),
            R"(a(1)!{"none":false,"p":"1"} b!{"none":true} )"
            R"(a(2)!{"none":false,"p":"2"} b!{"none":true})");
}

TEST(Setting, SurvivesUntilSelection) {
  constexpr std::string_view kSelect = "when x i n re#(.)# setting(p) and x j n re#(.)# setting(q)";

  EXPECT_EQ(trace(kSelect, "i(1) j(2) j(3) i(4)", R"({"p": p, "q": q})"),
            R"(i(1) j(2)!{"p":"1","q":"2"} j(3) i(4)!{"p":"4","q":"3"})");
}

TEST(Where, SeesTheVariablesOfItsBase) {
  EXPECT_EQ(trace(R"(when x a n re#(\d+)# setting(v) where v.as("Number") > 5)", "a(3) a(7)"),
            "a(3) a(7)!");
}

TEST(Where, TakesWhatIsTrueInAConditionForTrue) {
  EXPECT_EQ(trace("when x a where event:attrs{\"n\"}", "a(1) a() a"), "a(1)! a() a");
}

TEST(FailingTests, WipeTheProgressWhenNothingElseMatches) {
  EXPECT_EQ(trace("when count 3 (x a n re#^(y)#) push(v)", "a(y) a(y) a(no) a(y) a(y) a(y) a(y)",
                  R"({"v": v})"),
            R"(a(y) a(y) a(no) a(y) a(y) a(y)!{"v":["y","y","y"]} a(y))");
  EXPECT_EQ(trace("when repeat 3 (x a n re#bob#)", "a(bob) a(bob) a(bob) a(bob) a(other) a(bob)"),
            "a(bob) a(bob) a(bob)! a(bob)! a(other) a(bob)");
}

TEST(FailingTests, CountOnlyWhereTheyAreMade) {
  EXPECT_EQ(trace("when x d n re#^y# before x e", "d(y) d(no) e"), "d(y) d(no) e!");
}

TEST(FailingTests, ForgetTheVariablesOfTheSequence) {
  constexpr std::string_view kSelect =
      "when x f n re#^(y)# setting(p) before x g n re#^(y)# setting(q)";

  EXPECT_EQ(trace(kSelect, "f(y) g(no) g(y)"), "f(y) g(no) g(y)");
  EXPECT_EQ(trace(kSelect, "f(y) f(no) g(y)", R"({"p": p, "q": q})"),
            R"(f(y) f(no) g(y)!{"p":"y","q":"y"})");
}

TEST(FailingTests, LeaveOtherAlternativesAlone) {
  constexpr std::string_view kSelect =
      "when x a n re#^y(.*)# setting(n) or x a n re#^z(.*)# setting(n)";

  EXPECT_EQ(trace(kSelect, "a(y1) a(z2) a(q)", R"({"n": n})"),
            R"(a(y1)!{"n":"1"} a(z2)!{"n":"2"} a(q))");
}

TEST(FailingTests, OfWhereCountToo) {
  EXPECT_EQ(trace(R"(when x a before x b where event:attrs{"n"} == "1")", "a b(2) b(1) a b(1)"),
            "a b(2) b(1) a b(1)!");
}

TEST(Aggregators, OfRepeatSlide) {
  const auto repeat = [](std::string_view aggregator) {
    return trace("when repeat 3 (x b n re#(\\d+)#) " + std::string(aggregator),
                 "b(1) b(2) b(3) b(4) b(five) b(6) b(7) b(8)", R"({"m": m})");
  };

  EXPECT_EQ(repeat("min(m)"),
            R"(b(1) b(2) b(3)!{"m":1} b(4)!{"m":2} b(five) b(6) b(7) b(8)!{"m":6})");
  EXPECT_EQ(repeat("sum(m)"),
            R"(b(1) b(2) b(3)!{"m":6} b(4)!{"m":9} b(five) b(6) b(7) b(8)!{"m":21})");
  EXPECT_EQ(repeat("avg(m)"),
            R"(b(1) b(2) b(3)!{"m":2} b(4)!{"m":3} b(five) b(6) b(7) b(8)!{"m":7})");
  EXPECT_EQ(repeat("push(m)"), R"(b(1) b(2) b(3)!{"m":["1","2","3"]} b(4)!{"m":["2","3","4"]} )"
                               R"(b(five) b(6) b(7) b(8)!{"m":["6","7","8"]})");
}

TEST(Aggregators, OfCountBeginAnew) {
  EXPECT_EQ(trace("when count 3 (x b n re#(\\d+)#) max(m)", "b(3) b(8) b(5) b(1) b(0) b(0)",
                  R"({"m": m})"),
            R"(b(3) b(8) b(5)!{"m":8} b(1) b(0) b(0)!{"m":1})");
}

TEST(Aggregators, TakeMissingGroupsForNullAndTextForZero) {
  EXPECT_EQ(trace(R"(when count 2 (x b n re#^(\w)(\d)?#) push(l, d))", "b(y1) b(z)",
                  R"({"l": l, "d": d})"),
            R"(b(y1) b(z)!{"l":["y","z"],"d":["1",null]})");
  EXPECT_EQ(trace(R"(when count 2 (x b n re#^(\w)(\d)?#) sum(l, d))", "b(y1) b(z)",
                  R"({"l": l, "d": d})"),
            R"(b(y1) b(z)!{"l":0,"d":1})");
}

TEST(Aggregators, YieldToSetting) {
  EXPECT_EQ(
      trace(R"(when count 2 (x a n re#(\d+)# setting(v)) sum(v))", "a(1) a(2)", R"({"v": v})"),
      R"(a(1) a(2)!{"v":"2"})");
}

TEST(Aggregators, CountAnEventOnceThoughThenLooksTwice) {
  EXPECT_EQ(trace("when x s then count 2 (x a n re#(.)#) push(v)", "s a(1) a(2)", R"({"v": v})"),
            R"(s a(1) a(2)!{"v":["1","2"]})");
}

}  // namespace
}  // namespace pico::engine
