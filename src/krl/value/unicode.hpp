// SPDX-License-Identifier: MIT
//
// UTF-8 and UTF-16: KRL counts text in UTF-16 code units, we keep it in UTF-8 (string.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pico::krl {

/// Well-formed UTF-8, or that plus unpaired surrogates when `allow_surrogates`.
bool is_valid_utf8(std::string_view text, bool allow_surrogates = true) noexcept;
/// UTF-16 code units of valid text, and back; unpaired surrogates survive both ways.
std::u16string to_utf16(std::string_view text);
std::string to_utf8(std::u16string_view units);
void append_utf8(std::string& text, char32_t code_point);
/// The length in UTF-16 units.
size_t utf16_length(std::string_view text) noexcept;
/// -1, 0, 1 by UTF-16 code units (not the same as by bytes beyond the BMP).
int compare_utf16(std::string_view left, std::string_view right) noexcept;
/// The code point at byte `offset`, which moves behind it. The text must be valid.
char32_t next_code_point(std::string_view text, size_t& offset) noexcept;
/// JavaScript's `\s`: blanks, line ends, U+00A0, U+FEFF, Zs.
bool is_space(char32_t code_point) noexcept;
std::string_view trim_leading(std::string_view text) noexcept;
std::string_view trim_trailing(std::string_view text) noexcept;
std::string_view trim(std::string_view text) noexcept;
/// Full, locale-independent case mapping ("ß" to "SS"), spec 6.
std::string to_upper(std::string_view text);
std::string to_lower(std::string_view text);
/// Number of symbols as `.length()` counts them, spec 8.
size_t symbol_count(std::string_view text);

}  // namespace pico::krl
