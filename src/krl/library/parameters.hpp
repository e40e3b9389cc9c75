// SPDX-License-Identifier: MIT
//
// Texts as template arguments: the parameter names of native members, as their rows hold them, and
// names for functions that many members share.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace pico::krl {

/// A literal that can be a template argument.
template <size_t size>
struct Literal {
  char text[size];

  consteval Literal(const char (&characters)[size]) { std::copy_n(characters, size, text); }
  [[nodiscard]] constexpr std::string_view view() const { return {text, size - 1}; }
};

/// The names as an array that lives as long as the process: parameters<"val", "iter">.
template <Literal... names>
inline constexpr std::array<std::string_view, sizeof...(names)> parameters = {names.view()...};

}  // namespace pico::krl
