// SPDX-License-Identifier: MIT
//
// Patterns of one text: see literal_pattern.hpp.
#include "engine/event/literal_pattern.hpp"

namespace pico::engine {

std::optional<std::string> only_text_of(const krl::Pattern& pattern) {
  constexpr std::string_view kSyntax = "\\^$.*+?()[]{}|/";
  const std::string_view source = pattern.source();
  if (pattern.ignores_case() || source.size() < 3 || source.front() != '^' || source.back() != '$')
    return std::nullopt;
  std::string text;
  for (size_t i = 1; i + 1 < source.size(); ++i) {
    const bool is_escaped = source[i] == '\\';
    if (is_escaped) ++i;
    const bool is_syntax = kSyntax.find(source[i]) != std::string_view::npos;
    // An escaped letter is a class, a control character or the like; an escaped `$` ends nothing.
    if (is_escaped != is_syntax || i + 1 == source.size()) return std::nullopt;
    text.push_back(source[i]);
  }
  return text;
}

}  // namespace pico::engine
