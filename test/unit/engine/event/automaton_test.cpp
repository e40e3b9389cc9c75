// SPDX-License-Identifier: MIT
//
// What event expressions need of states, and the bounds (spec event-expressions.md 2.1, 7.1).
#include "engine/event/automaton.hpp"

#include <gtest/gtest.h>

#include <memory>

#include "krl/text/error.hpp"
#include "unit/engine/event/trace.hpp"

namespace pico::engine {
namespace {

using krl::EventExpression;
using Operator = EventExpression::Operator;

EventExpression base(std::string_view name) {
  auto event = std::make_shared<krl::EventBase>();
  event->domain = krl::String("x");
  event->name = krl::String(name);
  EventExpression expression;
  expression.base = std::move(event);
  return expression;
}

/// Different bases as the operands of `op`.
EventExpression of_bases(Operator op, int operands, double count = 0) {
  EventExpression expression;
  expression.op = op;
  expression.count = count;
  for (int i = 0; i < operands; ++i) expression.operands.push_back(base("e" + std::to_string(i)));
  return expression;
}

size_t transition_count(const Automaton& automaton) {
  size_t count = 0;
  for (const auto& transitions : automaton.states) count += transitions.size();
  return count;
}

std::string construction_error(const EventExpression& expression) {
  return error_of([&] { build_automaton(expression); });
}

TEST(Automaton, OfABaseIsOneTransition) {
  const Automaton automaton = build_automaton(base("a"));

  EXPECT_EQ(automaton.states.size(), 2u);
  EXPECT_EQ(transition_count(automaton), 1u);
}

TEST(Automaton, MergesEqualTransitions) {
  EventExpression twice = of_bases(Operator::Or, 0);
  twice.operands.push_back(base("a"));
  twice.operands.push_back(base("a"));

  EXPECT_EQ(transition_count(build_automaton(twice)), 1u);
}

TEST(Automaton, KeepsBasesWithMatchersApart) {
  EventExpression twice = of_bases(Operator::Or, 0);
  for (int i = 0; i < 2; ++i) {
    auto event = std::make_shared<krl::EventBase>();
    event->setting.emplace_back("v");
    EventExpression operand;
    operand.base = std::move(event);
    twice.operands.push_back(std::move(operand));
  }

  EXPECT_EQ(transition_count(build_automaton(twice)), 2u);
}

TEST(Automaton, OfAndHasAStateForEachSet) {
  EXPECT_EQ(build_automaton(of_bases(Operator::And, 10)).states.size(), 1024u);
}

TEST(Automaton, OfAnyHasAStateForEachSmallerSet) {
  // 1 + 12 + 66 + 220 + 495 sets of fewer than 5, and the end.
  EXPECT_EQ(build_automaton(of_bases(Operator::Any, 12, 5)).states.size(), 795u);
}

TEST(Automaton, OfAndTakesTheOperandsInAnyOrder) {
  constexpr std::string_view kSelect = "when and(x a, x b, x c, x d, x e, x f, x g, x h, x i, x j)";

  EXPECT_EQ(trace(kSelect, "j a i b h c g d f e"), "j a i b h c g d f e!");
  EXPECT_EQ(trace(kSelect, "a b c d e f g h a b i a j"), "a b c d e f g h a b i a j!");
}

TEST(Automaton, OfAnyIgnoresWhatItHasSeen) {
  constexpr std::string_view kSelect =
      "when any 5 (x a, x b, x c, x d, x e, x f, x g, x h, x i, x j, x k, x l)";

  EXPECT_EQ(trace(kSelect, "l a l k b a c d e f g h"), "l a l k b a c! d e f g h!");
}

TEST(Automaton, KeepsOrdersApartWhereOperandsReturnToTheirStart) {
  // After c, `a then b` alone has begun: having fallen back it goes on where it was, without d.
  constexpr std::string_view kSelect = "when and(x a then x b, x c, x d)";

  EXPECT_EQ(trace(kSelect, "c a q a d a b d"), "c a q a d a b d!");
  EXPECT_EQ(trace(kSelect, "c a a d a b"), "c a a d a b");
}

TEST(Automaton, KeepsOrdersApartWhereOperandsLoop) {
  constexpr std::string_view kSelect = "when repeat 2 (x a) and x b";

  EXPECT_EQ(trace(kSelect, "a a a b b a a b a b a a"), "a a a b! b a! a! b a! b a! a!");
}

TEST(Automaton, RefusesWrongCountsOfAny) {
  EXPECT_EQ(construction_error(of_bases(Operator::Any, 2, 2)),
            "TypeError: `any(num, ...eventexs)` expects num to be greater than 0 and less than the "
            "number of eventexs");
  EXPECT_EQ(construction_error(of_bases(Operator::Any, 2, 0.5)),
            "TypeError: `any` expects first arg to be an integer");
  EXPECT_EQ(construction_error(of_bases(Operator::Any, 2, 1)), "");
}

TEST(Automaton, IsBounded) {
  constexpr std::string_view kTooLarge =
      "Error: event expression too large: it needs more than 100000 states and transitions";
  EventExpression many;
  many.op = Operator::Count;
  many.base = base("a").base;
  many.count = 49'999;
  EXPECT_EQ(construction_error(many), "");
  many.count = 50'000;
  EXPECT_EQ(construction_error(many), kTooLarge);
  many.count = 1e300;
  EXPECT_EQ(construction_error(many), kTooLarge);
  EXPECT_EQ(construction_error(of_bases(Operator::And, 14)), kTooLarge);

  EventExpression looping = of_bases(Operator::And, 9);
  looping.operands[0] = of_bases(Operator::Then, 2);
  EXPECT_EQ(construction_error(looping), kTooLarge);

  // Operands that never happen need no transitions, but building them is work all the same.
  EventExpression never = of_bases(Operator::And, 0);
  EventExpression no_count;
  no_count.op = Operator::Count;
  no_count.base = base("a").base;
  for (int i = 0; i < 30; ++i) never.operands.push_back(no_count);
  EXPECT_EQ(construction_error(never), kTooLarge);
}

}  // namespace
}  // namespace pico::engine
