// SPDX-License-Identifier: MIT
//
// Types, truth and conversions: see conversion.hpp. Numbers as text are number_text.cpp's.
#include "krl/value/conversion.hpp"

#include <algorithm>
#include <cmath>

#include "krl/value/array.hpp"
#include "krl/value/map.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {

namespace {

bool is_hex(std::string_view text) noexcept {
  constexpr std::string_view kDigits = "0123456789abcdefABCDEF";
  return text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' &&
         text.find_first_not_of(kDigits, 2) == std::string_view::npos;
}

void append_flags(std::string& text, const Pattern& pattern) {
  if (pattern.is_global()) text.push_back('g');
  if (pattern.ignores_case()) text.push_back('i');
}

void append_javascript_text(std::string& text, const Value& value) {
  switch (value.kind()) {
    case Kind::Undefined:
      text.append("undefined");
      return;
    case Kind::Number:
      append_number(text, value.number());
      return;
    case Kind::RegExp:
      text.append("/").append(value.regexp().pattern().source()).append("/");
      append_flags(text, value.regexp().pattern());
      return;
    case Kind::Array:
      check_stack();
      for (size_t i = 0; i < value.array().size(); ++i) {
        // Parts that are shared many times over make short values with endless texts.
        MemoryMeter::require(text.size());
        if (i > 0) text.push_back(',');
        const Value& item = value.array()[i];
        if (item.kind() > Kind::Null) append_javascript_text(text, item);
      }
      return;
    case Kind::Map:
      text.append("[object Object]");
      return;
    default:
      append_string(text, value);
  }
}

}  // namespace

Type type_of(const Value& value) noexcept {
  switch (value.kind()) {
    case Kind::Boolean:
      return Type::Boolean;
    case Kind::Number:
      return value.is_null() ? Type::Null : value.is_number() ? Type::Number : Type::JSObject;
    case Kind::String:
      return is_hex(value.string().view()) ? Type::Hex : Type::String;
    case Kind::RegExp:
      return Type::RegExp;
    case Kind::Array:
      return Type::Array;
    case Kind::Map:
      return Type::Map;
    case Kind::Function:
      return Type::Function;
    case Kind::Action:
      return Type::Action;
    case Kind::ActionFunction:
      return Type::ActionFunction;
    case Kind::Undefined:
    case Kind::Null:
    case Kind::Cell:
    case Kind::Uninitialized:
      break;
  }
  return Type::Null;
}

std::string_view name_of(Type type) noexcept {
  switch (type) {
    case Type::Null:
      return "Null";
    case Type::Boolean:
      return "Boolean";
    case Type::Hex:
      return "Hex";
    case Type::String:
      return "String";
    case Type::Number:
      return "Number";
    case Type::RegExp:
      return "RegExp";
    case Type::Array:
      return "Array";
    case Type::ActionFunction:
      return "ActionFunction";
    case Type::Function:
      return "Function";
    case Type::Action:
      return "Action";
    case Type::Map:
      return "Map";
    case Type::JSObject:
      return "JSObject";
  }
  return "Null";
}

bool is_true(const Value& value) noexcept {
  switch (value.kind()) {
    case Kind::Undefined:
    case Kind::Null:
      return false;
    case Kind::Boolean:
      return value.boolean();
    case Kind::Number:
      return value.number() != 0 && !std::isnan(value.number());
    case Kind::String:
      return !value.string().empty();
    default:
      return true;
  }
}

String to_string(const Value& value) {
  if (value.is_string()) return value.string();
  std::string text;
  append_string(text, value);
  return String(text);
}

void append_string(std::string& text, const Value& value) {
  if (value.is_string()) {
    text.append(value.string().view());
  } else if (value.is_null()) {
    text.append("null");
  } else if (value.is(Kind::Boolean)) {
    text.append(value.boolean() ? "true" : "false");
  } else if (value.is_number()) {
    append_number(text, value.number());
  } else if (value.is(Kind::RegExp)) {
    text.append("re#").append(value.regexp().pattern().source()).append("#");
    append_flags(text, value.regexp().pattern());
  } else {
    text.append("[").append(name_of(type_of(value))).append("]");
  }
}

std::optional<double> to_number(const Value& value) noexcept {
  switch (value.kind()) {
    case Kind::Undefined:
    case Kind::Null:
      return 0.0;
    case Kind::Boolean:
      return value.boolean() ? 1.0 : 0.0;
    case Kind::Number:
      if (value.is_number()) return value.number();
      return value.is_null() ? std::optional(0.0) : std::nullopt;
    case Kind::String:
      return parse_number(value.string().view());
    case Kind::Array:
      return static_cast<double>(value.array().size());
    case Kind::Map:
      return static_cast<double>(value.map().size());
    default:
      return std::nullopt;
  }
}

std::string javascript_text(const Value& value) {
  std::string text;
  append_javascript_text(text, value);
  return text;
}

}  // namespace pico::krl
