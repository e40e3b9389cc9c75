// SPDX-License-Identifier: MIT
//
// How sequences of events select rules (spec event-expressions.md 2, 8.1-8.5; krl-language.md 9.2).
#include "engine/event/machine.hpp"

#include <gtest/gtest.h>

#include "unit/engine/event/trace.hpp"

namespace pico::engine {
namespace {

TEST(EventOperators, DecideOneStreamEachInItsWay) {
  constexpr std::string_view kStream = "a b b a a c b a";

  EXPECT_EQ(trace("when x a before x b", kStream), "a b! b a a c b! a");
  EXPECT_EQ(trace("when x a and x b", kStream), "a b! b a! a c b! a");
  EXPECT_EQ(trace("when x a then x b", kStream), "a b! b a a c b a");
  EXPECT_EQ(trace("when x a after x b", kStream), "a b b a! a c b a!");
  EXPECT_EQ(trace("when x b between (x a, x c)", kStream), "a b b a a c! b a");
  EXPECT_EQ(trace("when x b not between (x a, x c)", kStream), "a b b a a c! b a");
  EXPECT_EQ(trace("when any 2 (x a, x b, x c)", kStream), "a b! b a! a c! b a!");
  EXPECT_EQ(trace("when count 2 (x a)", kStream), "a b b a! a c b a!");
  EXPECT_EQ(trace("when repeat 2 (x a)", kStream), "a b b a! a! c b a!");
  EXPECT_EQ(trace("when x a before x a", kStream), "a b b a! a c b a!");
}

TEST(EventOperators, PassTheCheckSequencesOfTheLanguage) {
  EXPECT_EQ(trace("when before(x a, x b)", "a b b b a a c b"), "a b! b b a a c b!");
  EXPECT_EQ(trace("when and(x a, x b)", "a c b b a b b b a"), "a c b! b a! b b b a!");
  EXPECT_EQ(trace("when any 2 (x a, x b, x c, x d)", "a a b c a"), "a a b! c a!");
  EXPECT_EQ(trace("when count 3 (x a)", "a a a a a a a"), "a a a! a a a! a");
  EXPECT_EQ(trace("when (x a and x b) or x b", "b a b b a"), "b! a b! b! a");
  EXPECT_EQ(trace("when (x a and x b) or (x c and x a)", "a c a b"), "a c! a b!");
  EXPECT_EQ(trace("when x a not between (x b, x a)", "a b a"), "a b a!");
}

TEST(EventOperators, OrTakesAnyOfItsOperands) {
  EXPECT_EQ(trace("when x a or x b or x c", "a d c b a"), "a! d c! b! a!");
}

TEST(EventOperators, AfterOfSeveralIsTheReverseChain) {
  EXPECT_EQ(trace("when after(x a, x b, x c)", "c b a a b c"), "c b a! a b c");
}

TEST(EventThen, IsNotDisturbedByEventsThatAreNotSalient) {
  EXPECT_EQ(trace("when x a then x b", "a q b"), "a q b!");
  EXPECT_EQ(trace("when x a then x b", "a a b"), "a a b");
  EXPECT_EQ(trace("when x a then x b", "a b"), "a b!");
}

TEST(EventThen, FallsBackWithoutReusingTheEvent) {
  EXPECT_EQ(trace("when then(x a, x b, x c)", "a b b c"), "a b b c");
  EXPECT_EQ(trace("when then(x a, x b, x c)", "a b c"), "a b c!");
  EXPECT_EQ(trace("when then(x a, x b, x c)", "a a b c"), "a a b c");
  EXPECT_EQ(trace("when then(x a, x b, x c)", "b a b c"), "b a b c!");
}

TEST(EventThen, ForgivesWhereBeforeDoes) {
  EXPECT_EQ(trace("when before(x a, x b, x c)", "a b b c"), "a b b c!");
  EXPECT_EQ(trace("when before(x a, x b, x c)", "a a b c"), "a a b c!");
  EXPECT_EQ(trace("when before(x a, x b, x c)", "b a b c"), "b a b c!");
}

TEST(EventThen, FallsBackToItsOwnBeginningWhenNested) {
  constexpr std::string_view kSelect = "when x a before (x b then x c)";

  EXPECT_EQ(trace(kSelect, "a b c"), "a b c!");
  EXPECT_EQ(trace(kSelect, "a b a b c"), "a b a b c!");
}

TEST(EventAnd, NestedIsNotFlat) {
  EXPECT_EQ(trace("when x a and x b and x c", "a b c"), "a b c!");
  EXPECT_EQ(trace("when x a and x b and x c", "a c b"), "a c b");
  EXPECT_EQ(trace("when x a and x b and x c", "c a b"), "c a b!");
  EXPECT_EQ(trace("when x a and x b and x c", "b a c"), "b a c!");
  EXPECT_EQ(trace("when and(x a, x b, x c)", "a b c"), "a b c!");
  EXPECT_EQ(trace("when and(x a, x b, x c)", "a c b"), "a c b!");
  EXPECT_EQ(trace("when and(x a, x b, x c)", "c a b"), "c a b!");
  EXPECT_EQ(trace("when and(x a, x b, x c)", "b a c"), "b a c!");
}

TEST(EventAlternatives, AreDroppedWhenAnotherMoves) {
  EXPECT_EQ(trace("when (x a before x b) or (x a before x c)", "a b c"), "a b! c");
  EXPECT_EQ(trace("when (x a before x b) or (x a before x c)", "a a b"), "a a b!");
  constexpr std::string_view kLong =
      "when (x a before x b before x d) or (x a before x c before x e)";
  EXPECT_EQ(trace(kLong, "a b c e"), "a b c e");
  EXPECT_EQ(trace(kLong, "a c e"), "a c e!");
  EXPECT_EQ(trace("when (x a before x b) or (x c before x d)", "a c d"), "a c d");
  EXPECT_EQ(trace("when (x a and x b) or x c", "a c b"), "a c b!");
}

TEST(EventCounts, OfZeroNeverSelect) {
  EXPECT_EQ(trace("when count 0 (x a)", "a a"), "a a");
  EXPECT_EQ(trace("when repeat 0 (x a)", "a a"), "a a");
  EXPECT_EQ(trace("when any 0 (x a, x b)", "a b a"), "a b a");
  EXPECT_EQ(trace("when x b or repeat 0 (x a)", "b a a b"), "b! a a b!");
}

TEST(EventSelectWhere, SelectsForTrueOnly) {
  EXPECT_EQ(trace("where event:attrs{\"n\"} == \"1\"", "a(1) b(2) c(1)"), "a(1)! b(2) c(1)!");
  EXPECT_EQ(trace("where event:attrs{\"n\"}", "a(1) b"), "a(1) b");
}

TEST(EventProgress, IsStoredOnlyWhereThereIsSome) {
  Trace single("when x a n re#(.)# setting(v)");
  single.run("a(1) a(2)");
  EXPECT_EQ(single.progress(), "");

  Trace sequence("when x a n re#(.)# setting(v) before x b");
  sequence.run("a(1)");
  EXPECT_EQ(sequence.progress(), R"({"states":[2],"setting":{"v":"1"}})");
  sequence.run("b");
  EXPECT_EQ(sequence.progress(), "");
}

TEST(EventProgress, OfAnEditedExpressionIsForgotten) {
  Trace sequence("when x a before x b");
  sequence.run("a");

  sequence.image().install(
      "ruleset t { rule r { select when x a before x c send_directive(\"r\") } }");

  EXPECT_EQ(sequence.run("c"), "c");
  EXPECT_EQ(sequence.run("a c"), "a c!");
}

TEST(EventProgress, IsUndoneWithTheEventThatFails) {
  Trace sequence("when x a before x b", "{\"failing\": 1 - \"one\"}");
  sequence.run("a");

  EXPECT_NE(error_of([&] { sequence.run("b"); }), "");

  EXPECT_EQ(sequence.progress(), R"({"states":[2]})");
}

}  // namespace
}  // namespace pico::engine
