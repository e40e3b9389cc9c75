// SPDX-License-Identifier: MIT
//
// Reading the leaves of the tree in place. Most operands and arguments are variables or literals:
// this spares half of all virtual calls.
#pragma once

#include "krl/run/closure.hpp"

namespace pico::krl {

/// The value of a leaf, where it stands; null for anything else, captured variables among it.
inline const Value* leaf_value(const Node& node, const Frame& frame) noexcept {
  switch (node.leaf) {
    case Leaf::Local: {
      const Value& value = frame.slots[static_cast<const LocalNode&>(node).slot];
      return value.is(Kind::Cell) ? nullptr : &value;
    }
    case Leaf::Literal:
      return &static_cast<const LiteralNode&>(node).value;
    case Leaf::Global: {
      const Value& value = frame.instance.global(static_cast<const GlobalNode&>(node).index);
      return value.is(Kind::Uninitialized) ? nullptr : &value;
    }
    case Leaf::None:
      break;
  }
  return nullptr;
}

/// What node.evaluate(frame) gives. Inlined by force: a call of it would cost what it saves.
[[gnu::always_inline]] inline Value value_of(const Node& node, Frame& frame) {
  if (node.leaf == Leaf::Local) {
    const auto& local = static_cast<const LocalNode&>(node);
    Value& value = frame.slots[local.slot];
    if (!value.is(Kind::Cell)) return local.is_last ? std::move(value) : value;
  }
  if (node.leaf == Leaf::Literal) return static_cast<const LiteralNode&>(node).value;
  return node.evaluate(frame);
}

}  // namespace pico::krl
