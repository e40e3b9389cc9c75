// SPDX-License-Identifier: MIT
//
// Separators and indentation; strings and numbers are written as for values.
#include "krl/syntax/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"

namespace pico::krl {

namespace {

/// Deeper levels are indented no further, so that the size of the text stays in proportion.
constexpr std::size_t kMaxIndentedDepth = 60;

}  // namespace

void JsonText::begin(char bracket) {
  separate();
  text_ += bracket;
  ++depth_;
  is_first_ = true;
}

void JsonText::end(char bracket) {
  --depth_;
  if (!is_first_) new_line();
  text_ += bracket;
  is_first_ = false;
}

void JsonText::key(std::string_view name) {
  separate();
  append_json_string(text_, name);
  text_ += ": ";
  follows_key_ = true;
}

void JsonText::raw(std::string_view json) {
  separate();
  text_ += json;
}

void JsonText::string(std::string_view value) {
  separate();
  append_json_string(text_, value);
}

void JsonText::number(double value) {
  separate();
  if (std::isfinite(value)) {
    append_number(text_, value);
  } else {
    text_ += "null";
  }
}

std::string JsonText::take() {
  text_ += '\n';
  depth_ = 0;
  is_first_ = true;
  return std::exchange(text_, {});
}

void JsonText::separate() {
  if (follows_key_) {
    follows_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!is_first_) text_ += ',';
  is_first_ = false;
  new_line();
}

void JsonText::new_line() {
  text_ += '\n';
  text_.append(2 * std::min(depth_, kMaxIndentedDepth), ' ');
}

}  // namespace pico::krl
