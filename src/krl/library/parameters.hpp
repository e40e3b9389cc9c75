// SPDX-License-Identifier: MIT
//
// Parameter names of native members, as their rows hold them: parameters<"val", "iter">.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace pico::krl {

/// A literal that can be a template argument.
template <size_t size>
struct ParameterName {
  char text[size];

  consteval ParameterName(const char (&name)[size]) { std::copy_n(name, size, text); }
};

/// The names as an array that lives as long as the process.
template <ParameterName... names>
inline constexpr std::array<std::string_view, sizeof...(names)> parameters = {
    std::string_view(names.text, sizeof(names.text) - 1)...};

}  // namespace pico::krl
