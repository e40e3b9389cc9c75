// SPDX-License-Identifier: MIT
//
// Separators, strings and numbers of JSON.
#include "krl/syntax/json_writer.hpp"

#include <charconv>
#include <cmath>
#include <iterator>
#include <utility>

namespace pico::krl {

void JsonWriter::begin(char bracket) {
  separate();
  text_ += bracket;
  ++depth_;
  is_first_ = true;
}

void JsonWriter::end(char bracket) {
  --depth_;
  if (!is_first_) new_line();
  text_ += bracket;
  is_first_ = false;
}

void JsonWriter::key(std::string_view name) {
  separate();
  quote(name);
  text_ += ": ";
  follows_key_ = true;
}

void JsonWriter::raw(std::string_view json) {
  separate();
  text_ += json;
}

void JsonWriter::string(std::string_view value) {
  separate();
  quote(value);
}

void JsonWriter::number(double value) {
  if (!std::isfinite(value)) return raw("null");
  char digits[32];
  const bool is_short_integer = value == std::floor(value) && std::fabs(value) < 1e15;
  const auto end = is_short_integer
                       ? std::to_chars(digits, std::end(digits), static_cast<long long>(value))
                       : std::to_chars(digits, std::end(digits), value);
  raw(std::string_view(digits, static_cast<std::size_t>(end.ptr - digits)));
}

std::string JsonWriter::take() {
  text_ += '\n';
  depth_ = 0;
  is_first_ = true;
  return std::exchange(text_, {});
}

void JsonWriter::separate() {
  if (follows_key_) {
    follows_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!is_first_) text_ += ',';
  is_first_ = false;
  new_line();
}

void JsonWriter::new_line() {
  text_ += '\n';
  text_.append(depth_ * 2, ' ');
}

void JsonWriter::quote(std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  text_ += '"';
  for (char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      text_ += '\\';
      text_ += c;
    } else if (c == '\n') {
      text_ += "\\n";
    } else if (byte < 0x20) {
      text_ += "\\u00";
      text_ += kHex[byte >> 4];
      text_ += kHex[byte & 15];
    } else {
      text_ += c;
    }
  }
  text_ += '"';
}

}  // namespace pico::krl
