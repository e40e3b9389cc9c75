// SPDX-License-Identifier: MIT
//
// UTF-8 and UTF-16: KRL counts text in UTF-16 code units, we keep it in UTF-8 (string.hpp).
//
// Positions in text are byte offsets. A position between the two surrogates of a character, which
// UTF-16 has and UTF-8 has not, is written as the middle of its four bytes; `cut` understands it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace pico::krl {

bool is_ascii(std::string_view text) noexcept;
/// Well-formed UTF-8, or that plus unpaired surrogates when `allow_surrogates`.
bool is_valid_utf8(std::string_view text, bool allow_surrogates = true) noexcept;
/// UTF-16 code units of valid text, and back; unpaired surrogates survive both ways.
std::u16string to_utf16(std::string_view text);
std::string to_utf8(std::u16string_view units);
/// A surrogate becomes its three-byte form.
void append_utf8(std::string& text, char32_t code_point);

/// The length in UTF-16 units.
size_t utf16_length(std::string_view text) noexcept;
/// The position after the first `units` UTF-16 units; the end when there are fewer.
size_t byte_offset(std::string_view text, size_t units) noexcept;
/// The number of UTF-16 units before a position.
size_t unit_offset(std::string_view text, size_t position) noexcept;
/// The position one UTF-16 unit after `position`, which is not the end.
size_t next_unit(std::string_view text, size_t position) noexcept;
/// The text between two positions.
std::string cut(std::string_view text, size_t start, size_t end);
/// The UTF-16 unit at a position, which is not the end.
char16_t unit_at(std::string_view text, size_t position) noexcept;

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
