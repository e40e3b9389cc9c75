// SPDX-License-Identifier: MIT
//
// Bytes to text and back: see encoding.hpp.
#include "engine/module/encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

unsigned byte_at(std::string_view bytes, size_t position) {
  return static_cast<unsigned char>(bytes[position]);
}

std::string base64_by(std::string_view alphabet, std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() / 3 * 4 + 4);
  unsigned bits = 0;
  unsigned pending = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bits = (bits << 8 | byte_at(bytes, i)) & 0xFFFF;
    for (pending += 8; pending >= 6;) {
      pending -= 6;
      text += alphabet[bits >> pending & 63];
    }
  }
  if (pending > 0) text += alphabet[bits << (6 - pending) & 63];
  return text;
}

std::string base64url_of(std::string_view bytes) { return base64_by(kBase64Url, bytes); }

constexpr std::array<int8_t, 256> digits_of_base64() {
  std::array<int8_t, 256> digits{};
  digits.fill(-1);
  for (const std::string_view alphabet : {kBase64, kBase64Url}) {
    for (size_t i = 0; i < alphabet.size(); ++i) {
      digits[static_cast<unsigned char>(alphabet[i])] = static_cast<int8_t>(i);
    }
  }
  return digits;
}

/// Either alphabet.
std::string from_base64(std::string_view text) {
  static constexpr std::array<int8_t, 256> kDigits = digits_of_base64();
  std::string bytes;
  unsigned bits = 0;
  unsigned pending = 0;
  for (const char c : text) {
    const int8_t digit = kDigits[static_cast<unsigned char>(c)];
    if (digit < 0) continue;
    bits = (bits << 6 | static_cast<unsigned>(digit)) & 0xFFFF;
    pending += 6;
    if (pending < 8) continue;
    pending -= 8;
    bytes += static_cast<char>(bits >> pending & 0xFF);
  }
  return bytes;
}

std::string from_hex(std::string_view text) {
  const auto digit = [](char c) {
    const char lower = static_cast<char>(c | 0x20);
    if ('0' <= c && c <= '9') return c - '0';
    return 'a' <= lower && lower <= 'f' ? lower - 'a' + 10 : -1;
  };
  std::string bytes;
  for (size_t i = 0; i + 1 < text.size(); i += 2) {
    const int high = digit(text[i]);
    const int low = digit(text[i + 1]);
    if (high < 0 || low < 0) break;
    bytes += static_cast<char>(high << 4 | low);
  }
  return bytes;
}

/// The low byte of each UTF-16 unit.
std::string from_latin1(std::string_view text) {
  std::string bytes;
  for (const char16_t unit : krl::to_utf16(text)) bytes += static_cast<char>(unit & 0xFF);
  return bytes;
}

std::string latin1_of(std::string_view bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size(); ++i) krl::append_utf8(text, byte_at(bytes, i));
  return text;
}

std::string ascii_of(std::string_view bytes) {
  std::string text(bytes);
  for (char& c : text) c = static_cast<char>(c & 0x7F);
  return text;
}

std::string from_utf16le(std::string_view text) {
  std::string bytes;
  for (const char16_t unit : krl::to_utf16(text)) {
    bytes += static_cast<char>(unit & 0xFF);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

std::string utf16le_of(std::string_view bytes) {
  std::u16string units;
  for (size_t i = 0; i + 1 < bytes.size(); i += 2) {
    units += static_cast<char16_t>(byte_at(bytes, i) | byte_at(bytes, i + 1) << 8);
  }
  return krl::to_utf8(units);
}

/// The length of the sequence that a byte of UTF-8 begins; 0 for none.
size_t sequence_length(unsigned lead) {
  if (lead < 0x80) return 1;
  if (0xC2 <= lead && lead < 0xE0) return 2;
  if (0xE0 <= lead && lead < 0xF0) return 3;
  return 0xF0 <= lead && lead < 0xF5 ? 4 : 0;
}

/// Whether a second byte may follow the lead: excludes long forms, surrogates, beyond U+10FFFF.
bool may_follow(unsigned lead, unsigned second) {
  const unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  return low <= second && second <= high;
}

/// The longest beginning of a sequence becomes one U+FFFD where the sequence breaks off.
std::string text_of_utf8(std::string_view bytes) {
  std::string text;
  for (size_t i = 0; i < bytes.size();) {
    const unsigned lead = byte_at(bytes, i);
    const size_t length = sequence_length(lead);
    size_t found = 1;
    while (found < length && i + found < bytes.size()) {
      const unsigned next = byte_at(bytes, i + found);
      if (found == 1 ? !may_follow(lead, next) : (next & 0xC0) != 0x80) break;
      ++found;
    }
    text += found == length ? bytes.substr(i, length) : kReplacement;
    i += found;
  }
  return text;
}

struct Encoding {
  std::string_view name;
  std::string (*decode)(std::string_view text);
  std::string (*encode)(std::string_view bytes);
};

constexpr Encoding kEncodings[] = {
    {"utf8", utf8_of, text_of_utf8},       {"utf-8", utf8_of, text_of_utf8},
    {"latin1", from_latin1, latin1_of},    {"binary", from_latin1, latin1_of},
    {"ascii", from_latin1, ascii_of},      {"hex", from_hex, hex_of},
    {"base64", from_base64, base64_of},    {"base64url", from_base64, base64url_of},
    {"utf16le", from_utf16le, utf16le_of}, {"utf-16le", from_utf16le, utf16le_of},
    {"ucs2", from_utf16le, utf16le_of},    {"ucs-2", from_utf16le, utf16le_of},
};

/// Letter case does not matter.
const Encoding& encoding_named(std::string_view name) {
  const std::string lower = krl::to_lower(name);
  const auto* const found = std::find_if(std::begin(kEncodings), std::end(kEncodings),
                                         [&](const Encoding& each) { return each.name == lower; });
  if (found != std::end(kEncodings)) return *found;
  throw krl::type_error("Unknown encoding: " + std::string(name));
}

}  // namespace

std::string decode_text(std::string_view text, std::string_view encoding) {
  return encoding_named(encoding).decode(text);
}

std::string encode_bytes(std::string_view bytes, std::string_view encoding) {
  return encoding_named(encoding).encode(bytes);
}

std::string hex_of(std::string_view bytes) {
  std::string text;
  text.reserve(2 * bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    text += "0123456789abcdef"[byte_at(bytes, i) >> 4];
    text += "0123456789abcdef"[byte_at(bytes, i) & 15];
  }
  return text;
}

std::string base64_of(std::string_view bytes) {
  std::string text = base64_by(kBase64, bytes);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

std::string utf8_of(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  for (size_t offset = 0; offset < text.size();) {
    const size_t start = offset;
    const char32_t code_point = krl::next_code_point(text, offset);
    const bool is_surrogate = 0xD800 <= code_point && code_point < 0xE000;
    bytes += is_surrogate ? kReplacement : text.substr(start, offset - start);
  }
  return bytes;
}

}  // namespace pico::engine
