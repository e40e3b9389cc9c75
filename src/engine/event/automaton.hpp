// SPDX-License-Identifier: MIT
//
// The automaton of an event expression: states, and transitions under conditions
// (spec event-expressions.md 2.1, 7.1).
//
// The spec builds `and` and `any` from one chain for each order of the operands. Where operands
// neither return to where they began nor loop where they end, orders of the same set of operands
// have the same future; then a state stands for the set, and ten operands need 1,024 states
// instead of 3,628,800 chains.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "krl/compile/program.hpp"

namespace pico::engine {

struct Automaton {
  static constexpr uint32_t kStart = 0;
  static constexpr uint32_t kEnd = 1;
  /// The largest automaton: states and transitions together.
  static constexpr size_t kMaxSize = 100'000;

  /// Holds when any of the bases matches; negated, when none does.
  struct Condition {
    std::vector<uint32_t> bases;
    bool is_negated = false;
  };
  struct Transition {
    uint32_t condition;
    uint32_t target;
  };

  /// Owned by the expression. Bases that are the same condition are one.
  std::vector<const krl::EventBase*> bases;
  std::vector<Condition> conditions;
  /// The transitions that leave each state, in the order of construction.
  std::vector<std::vector<Transition>> states;
};

/// Throws `TypeError` for a wrong count of `any`, Error{LimitExceeded} beyond kMaxSize.
Automaton build_automaton(const krl::EventExpression& expression);

}  // namespace pico::engine
