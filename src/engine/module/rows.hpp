// SPDX-License-Identifier: MIT
//
// Rows of the tables of modules whose members depend on the pico, the event or the world.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "krl/compile/builtins.hpp"

namespace pico::engine {

/// A text as a template argument: names a member to the function that many members share.
template <size_t Size>
struct FixedText {
  constexpr FixedText(const char (&text)[Size]) {
    for (size_t i = 0; i < Size; ++i) characters[i] = text[i];
  }
  [[nodiscard]] constexpr std::string_view view() const { return {characters, Size - 1}; }
  char characters[Size] = {};
};

using NativeFunction = krl::Value (*)(krl::Call&);

constexpr krl::NativeMember member(std::string_view name, krl::MemberKind kind,
                                   std::span<const std::string_view> parameters,
                                   NativeFunction function) {
  return {name, kind, parameters, function, false};
}

constexpr krl::NativeMember property(std::string_view name, NativeFunction function) {
  return member(name, krl::MemberKind::Property, {}, function);
}

}  // namespace pico::engine
