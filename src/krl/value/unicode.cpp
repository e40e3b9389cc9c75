// SPDX-License-Identifier: MIT
//
// UTF-8 and UTF-16: see unicode.hpp. Case mapping is case_mapping.cpp's, symbols symbols.cpp's.
#include "krl/value/unicode.hpp"

#include <algorithm>
#include <cstring>

namespace pico::krl {

namespace {

constexpr char32_t kFirstAstral = 0x10000;
constexpr unsigned char kLeadOfFour = 0xF0;

unsigned char byte_at(std::string_view text, size_t at) {
  return static_cast<unsigned char>(text[at]);
}
bool is_continuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }
bool is_high_surrogate(char32_t unit) { return unit >= 0xD800 && unit <= 0xDBFF; }
bool is_low_surrogate(char32_t unit) { return unit >= 0xDC00 && unit <= 0xDFFF; }
char16_t high_surrogate_of(char32_t code_point) {
  return static_cast<char16_t>(0xD800 + ((code_point - kFirstAstral) >> 10));
}
char16_t low_surrogate_of(char32_t code_point) {
  return static_cast<char16_t>(0xDC00 + ((code_point - kFirstAstral) & 0x3FF));
}
/// True when the position is the middle of a character of four bytes.
bool splits_pair(std::string_view text, size_t position) {
  return position < text.size() && is_continuation(byte_at(text, position));
}
/// How many UTF-16 units begin with this byte.
size_t units_of(unsigned char byte) {
  return is_continuation(byte) ? 0 : byte >= kLeadOfFour ? 2 : 1;
}

/// The bytes of a well-formed sequence at `at`, 0 where there is none.
size_t sequence_length(std::string_view text, size_t at, bool allow_surrogates) noexcept {
  const unsigned char lead = byte_at(text, at);
  if (lead < 0x80) return 1;
  const size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length == 0 || text.size() - at < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if (!is_continuation(byte_at(text, at + i))) return 0;
  }
  const unsigned char second = byte_at(text, at + 1);
  const bool is_overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool is_too_large = lead == 0xF4 && second >= 0x90;
  const bool is_surrogate = lead == 0xED && second >= 0xA0;
  return is_overlong || is_too_large || (is_surrogate && !allow_surrogates) ? 0 : length;
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  constexpr uint64_t kHighBits = 0x8080808080808080;
  const char* bytes = text.data();
  size_t left = text.size();
  uint64_t seen = 0;
  for (; left >= sizeof seen; left -= sizeof seen, bytes += sizeof seen) {
    uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    seen |= word;
  }
  uint64_t rest = 0;
  if (left > 0) std::memcpy(&rest, bytes, left);
  return ((seen | rest) & kHighBits) == 0;
}

bool is_valid_utf8(std::string_view text, bool allow_surrogates) noexcept {
  if (is_ascii(text)) return true;
  for (size_t i = 0; i < text.size();) {
    const size_t length = sequence_length(text, i, allow_surrogates);
    if (length == 0) return false;
    i += length;
  }
  return true;
}

char32_t next_code_point(std::string_view text, size_t& offset) noexcept {
  const unsigned char lead = byte_at(text, offset);
  const auto tail = [&](size_t i) -> char32_t { return byte_at(text, offset + i) & 0x3Fu; };
  char32_t code_point;
  if (lead < 0x80) {
    code_point = lead;
    offset += 1;
  } else if (lead < 0xE0) {
    code_point = (lead & 0x1Fu) << 6 | tail(1);
    offset += 2;
  } else if (lead < kLeadOfFour) {
    code_point = (lead & 0x0Fu) << 12 | tail(1) << 6 | tail(2);
    offset += 3;
  } else {
    code_point = (lead & 0x07u) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
    offset += 4;
  }
  return code_point;
}

void append_utf8(std::string& text, char32_t code_point) {
  const auto byte = [&](char32_t bits) { text.push_back(static_cast<char>(bits)); };
  if (code_point < 0x80) {
    byte(code_point);
  } else if (code_point < 0x800) {
    byte(0xC0 | code_point >> 6);
    byte(0x80 | (code_point & 0x3F));
  } else if (code_point < kFirstAstral) {
    byte(0xE0 | code_point >> 12);
    byte(0x80 | (code_point >> 6 & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  } else {
    byte(0xF0 | code_point >> 18);
    byte(0x80 | (code_point >> 12 & 0x3F));
    byte(0x80 | (code_point >> 6 & 0x3F));
    byte(0x80 | (code_point & 0x3F));
  }
}

std::u16string to_utf16(std::string_view text) {
  std::u16string units;
  units.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const char32_t code_point = next_code_point(text, i);
    if (code_point < kFirstAstral) {
      units.push_back(static_cast<char16_t>(code_point));
    } else {
      units.push_back(high_surrogate_of(code_point));
      units.push_back(low_surrogate_of(code_point));
    }
  }
  return units;
}

std::string to_utf8(std::u16string_view units) {
  std::string text;
  text.reserve(units.size());
  for (size_t i = 0; i < units.size(); ++i) {
    char32_t code_point = units[i];
    if (is_high_surrogate(code_point) && i + 1 < units.size() && is_low_surrogate(units[i + 1])) {
      code_point = kFirstAstral + ((code_point - 0xD800) << 10) + (units[++i] - 0xDC00u);
    }
    append_utf8(text, code_point);
  }
  return text;
}

size_t utf16_length(std::string_view text) noexcept {
  size_t units = 0;
  for (const char byte : text) units += units_of(static_cast<unsigned char>(byte));
  return units;
}

size_t byte_offset(std::string_view text, size_t units) noexcept {
  size_t position = 0;
  for (; units > 0 && position < text.size(); --units) position = next_unit(text, position);
  return position;
}

size_t unit_offset(std::string_view text, size_t position) noexcept {
  // Within a pair both units of its first byte have been counted.
  return utf16_length(text.substr(0, position)) - (splits_pair(text, position) ? 1 : 0);
}

size_t next_unit(std::string_view text, size_t position) noexcept {
  const unsigned char byte = byte_at(text, position);
  if (byte < 0x80) return position + 1;
  if (byte >= kLeadOfFour || is_continuation(byte)) return position + 2;
  return position + (byte < 0xE0 ? 2 : 3);
}

std::string cut(std::string_view text, size_t start, size_t end) {
  std::string piece;
  if (start >= end) return piece;
  if (splits_pair(text, start)) {
    append_utf8(piece, unit_at(text, start));
    start += 2;
  }
  const bool ends_within = splits_pair(text, end);
  const size_t whole = ends_within ? end - 2 : end;
  if (start < whole) piece.append(text, start, whole - start);
  if (ends_within && start <= whole) append_utf8(piece, unit_at(text, whole));
  return piece;
}

char16_t unit_at(std::string_view text, size_t position) noexcept {
  const bool is_second = splits_pair(text, position);
  size_t offset = is_second ? position - 2 : position;
  const char32_t code_point = next_code_point(text, offset);
  if (code_point < kFirstAstral) return static_cast<char16_t>(code_point);
  return is_second ? low_surrogate_of(code_point) : high_surrogate_of(code_point);
}

int compare_utf16(std::string_view left, std::string_view right) noexcept {
  const size_t shorter = std::min(left.size(), right.size());
  size_t at = static_cast<size_t>(
      std::mismatch(left.begin(), left.begin() + static_cast<ptrdiff_t>(shorter), right.begin())
          .first -
      left.begin());
  if (at == shorter) return left.size() < right.size() ? -1 : left.size() > right.size() ? 1 : 0;
  if ((byte_at(left, at) | byte_at(right, at)) < 0x80) {
    return byte_at(left, at) < byte_at(right, at) ? -1 : 1;
  }
  // Both texts are equal up to `at`, so the characters that differ begin at the same place.
  while (is_continuation(byte_at(left, at)) && is_continuation(byte_at(right, at))) --at;
  size_t l = at;
  size_t r = at;
  while (l < left.size() && r < right.size()) {
    const char16_t left_unit = unit_at(left, l);
    const char16_t right_unit = unit_at(right, r);
    if (left_unit != right_unit) return left_unit < right_unit ? -1 : 1;
    l = next_unit(left, l);
    r = next_unit(right, r);
  }
  return l < left.size() ? 1 : r < right.size() ? -1 : 0;
}

bool is_space(char32_t code_point) noexcept {
  if (code_point < 0x80) return code_point == ' ' || (code_point >= '\t' && code_point <= '\r');
  switch (code_point) {
    case 0x00A0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
    case 0xFEFF:
      return true;
    default:
      return code_point >= 0x2000 && code_point <= 0x200A;
  }
}

std::string_view trim_leading(std::string_view text) noexcept {
  size_t start = 0;
  while (start < text.size()) {
    size_t next = start;
    if (!is_space(next_code_point(text, next))) break;
    start = next;
  }
  return text.substr(start);
}

std::string_view trim_trailing(std::string_view text) noexcept {
  size_t end = text.size();
  while (end > 0) {
    size_t last = end - 1;
    while (last > 0 && is_continuation(byte_at(text, last))) --last;
    size_t next = last;
    if (!is_space(next_code_point(text, next))) break;
    end = last;
  }
  return text.substr(0, end);
}

std::string_view trim(std::string_view text) noexcept { return trim_trailing(trim_leading(text)); }

}  // namespace pico::krl
