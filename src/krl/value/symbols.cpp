// SPDX-License-Identifier: MIT
//
// Counting symbols (unicode.hpp): what a person takes for one character, roughly. Emoji with a
// skin tone or joined to others and letters with one accent are one; spec 8 draws the line.
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

constexpr char32_t kJoiner = 0x200D;

bool is_between(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }
bool is_surrogate(char32_t c) { return is_between(c, 0xD800, 0xDFFF); }
bool is_astral(char32_t c) { return c > 0xFFFF; }
bool is_combining(char32_t c) {
  return is_between(c, 0x0300, 0x036F) || is_between(c, 0x20D0, 0x20FF) ||
         is_between(c, 0xFE20, 0xFE2F);
}
bool is_variation(char32_t c) { return is_between(c, 0xFE0E, 0xFE0F); }
bool is_regional(char32_t c) { return is_between(c, 0x1F1E6, 0x1F1FF); }
bool is_modifier(char32_t c) { return is_combining(c) || is_between(c, 0x1F3FB, 0x1F3FF); }

/// A cursor that takes characters while they are of a kind.
class Symbols {
 public:
  explicit Symbols(std::string_view text) noexcept : text_(text) {}

  [[nodiscard]] bool at_end() const noexcept { return offset_ == text_.size(); }

  void skip_symbol() noexcept {
    skip_base();
    skip_marks();
    while (skip_joined()) skip_marks();
  }

 private:
  using Test = bool (*)(char32_t);

  bool skip_if(Test test) noexcept {
    size_t next = offset_;
    if (at_end() || !test(next_code_point(text_, next))) return false;
    offset_ = next;
    return true;
  }

  /// A flag (two regional indicators), another pair of surrogates, or a unit with its accent.
  void skip_base() noexcept {
    if (skip_if(is_regional)) {
      skip_if(is_regional);
    } else if (!skip_if(is_astral) && !skip_if(is_surrogate)) {
      next_code_point(text_, offset_);
      skip_if(is_combining);
    }
  }

  void skip_marks() noexcept {
    skip_if(is_variation);
    skip_if(is_modifier);
  }

  bool skip_joined() noexcept {
    const size_t start = offset_;
    if (skip_if([](char32_t c) { return c == kJoiner; })) {
      if (skip_if(is_regional)) {
        skip_if(is_regional);
        return true;
      }
      if (skip_if([](char32_t c) { return !is_surrogate(c); })) return true;
    }
    offset_ = start;
    return false;
  }

  std::string_view text_;
  size_t offset_ = 0;
};

bool has_composed_symbols(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    if (is_astral(c) || is_surrogate(c) || is_combining(c) || is_variation(c) || c == kJoiner) {
      return true;
    }
  }
  return false;
}

}  // namespace

size_t symbol_count(std::string_view text) {
  if (is_ascii(text)) return text.size();
  if (!has_composed_symbols(text)) return utf16_length(text);
  size_t count = 0;
  for (Symbols symbols(text); !symbols.at_end(); ++count) symbols.skip_symbol();
  return count;
}

}  // namespace pico::krl
