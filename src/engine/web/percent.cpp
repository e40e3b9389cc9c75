// SPDX-License-Identifier: MIT
//
// Percent-encoding: see percent.hpp.
#include "engine/web/percent.hpp"

#include "engine/module/encoding.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

int digit_of(char c) {
  if ('0' <= c && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return 'a' <= lower && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The byte that the escape at the beginning of the text stands for; -1 where it is none.
int escaped_byte(std::string_view text) {
  if (text.size() < 3) return -1;
  const int high = digit_of(text[1]);
  const int low = digit_of(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace

std::optional<std::string> decode_percent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    if (text.front() != '%') {
      decoded.push_back(text.front());
      text.remove_prefix(1);
      continue;
    }
    const int byte = escaped_byte(text);
    if (byte < 0) return std::nullopt;
    decoded.push_back(static_cast<char>(byte));
    text.remove_prefix(3);
  }
  if (!krl::is_valid_utf8(decoded, false)) return std::nullopt;
  return decoded;
}

std::string decode_form_text(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    const int byte = text.front() == '%' ? escaped_byte(text) : -1;
    if (byte >= 0) {
      decoded.push_back(static_cast<char>(byte));
    } else {
      decoded.push_back(text.front() == '+' ? ' ' : text.front());
    }
    text.remove_prefix(byte >= 0 ? 3 : 1);
  }
  return encode_bytes(decoded, "utf8");
}

}  // namespace pico::engine
