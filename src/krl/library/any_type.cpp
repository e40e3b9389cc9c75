// SPDX-License-Identifier: MIT
//
// Members for values of any type: conversions, types, logging, JSON
// (spec krl-values-and-stdlib.md 3.3, 7, 8).
#include <algorithm>
#include <cmath>
#include <string>

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/regexp.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

// Conversions ------------------------------------------------------------------------------------

Value as_boolean(const Value& value) {
  return is_true(value) && !(value.is_string() && value.string().view() == "false");
}

Value as_number(const Value& value) {
  const std::optional<double> number = to_number(value);
  return number ? Value(*number) : Value::null();
}

Value as_regexp(const Value& value) {
  const String text = to_string(value);
  std::string source(text.view());
  // The `[Map]` that stands for a value is meant literally; as a pattern it would be a class.
  if (!value.is_string() && source.front() == '[') {
    source = "\\" + source.substr(0, source.size() - 1) + "\\]";
  }
  return RegExp(Pattern::compile(source, ""));
}

/// All the digits that a number has to the base of 16.
std::string hex_text(double number) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  constexpr double kBase = 16;
  std::string text;
  double whole = 0;
  double fraction = std::modf(std::fabs(number), &whole);
  do {
    text.push_back(kDigits[static_cast<size_t>(std::fmod(whole, kBase))]);
    whole = std::trunc(whole / kBase);
  } while (whole > 0);
  if (number < 0) text.push_back('-');
  std::reverse(text.begin(), text.end());

  if (fraction > 0) text.push_back('.');
  while (fraction > 0) {
    double digit = 0;
    fraction = std::modf(fraction * kBase, &digit);
    text.push_back(kDigits[static_cast<size_t>(digit)]);
  }
  return text;
}

Value as_hex(const Value& value) {
  if (value.is_number()) return String(hex_text(value.number()));
  if (value.is_string() || value.is(Kind::Boolean)) return to_string(value);
  return Value::null();
}

Value as(Call& call) {
  if (call.count() < 2) return call.take(0);
  const Value& value = call[0];
  const Value& target = call[1];
  const std::string_view type = name_of(type_of(value));
  const std::string_view wanted = target.is_string() ? target.string().view() : "";
  if (wanted == type) return value;
  if (wanted == "Boolean") return as_boolean(value);
  if (wanted == "String") return to_string(value);
  if (wanted == "Number") return as_number(value);
  if (wanted == "RegExp") return as_regexp(value);
  if (wanted == "Hex") return as_hex(value);

  std::string message = "Cannot use the .as(\"" + javascript_text(target) + "\") operator with ";
  append_string(message, value);
  message.append(" (type ").append(type).append(")");
  throw type_error(std::move(message));
}

// Types ------------------------------------------------------------------------------------------

Value type_name(Call& call) { return name_of(type_of(call[0])); }

Value is_null(Call& call) { return call[0].is_null(); }

Value is_empty(Call& call) {
  const Value& value = call[0];
  if (value.is_string()) return value.string().empty();
  if (value.is_array()) return value.array().empty();
  if (value.is_map()) return value.map().empty();
  return true;
}

Value length(Call& call) {
  const Value& value = call[0];
  if (value.is_array()) return static_cast<double>(value.array().size());
  if (value.is_map()) return static_cast<double>(value.map().size());
  if (!value.is_string()) return 0;
  const String& text = value.string();
  return static_cast<double>(text.is_ascii() ? text.size_bytes() : symbol_count(text.view()));
}

// Logging ----------------------------------------------------------------------------------------

Value klog(Call& call) {
  const Host& host = call.evaluation().host();
  if (host.logs(LogLevel::Klog)) {
    const Value message = call[1].is_null() ? Value("klog") : Value(to_string(call[1]));
    const Map data = {{"val", call[0]}};
    call.evaluation().host().log(LogLevel::Klog, message, data, call.caller());
  }
  return call.take(0);
}

Value defaults_to(Call& call) {
  if (!call[0].is_null()) return call.take(0);
  Host& host = call.evaluation().host();
  if (!call[2].is_null() && host.logs(LogLevel::Debug)) {
    std::string message = "[DEFAULTSTO] ";
    append_string(message, call[2]);
    host.log(LogLevel::Debug, std::string_view(message), Map(), call.caller());
  }
  return call.take(1);
}

// JSON -------------------------------------------------------------------------------------------

/// The integer at the start of a text, as far as it fits the indents there are: 0 to 10.
int leading_indent(std::string_view text) {
  constexpr int kMaxIndent = 10;
  text = trim_leading(text);
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  int indent = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') break;
    indent = std::min(indent * 10 + (c - '0'), kMaxIndent);
  }
  return indent;
}

Value encode_value(Call& call) {
  const int indent = call[1].is_null() ? 0 : leading_indent(javascript_text(call[1]));
  return String(encode(call[0], indent));
}

Value decode(Call& call) {
  if (!call[0].is_string()) return call.take(0);
  std::optional<Value> decoded = try_parse_json(call[0].string().view());
  return decoded ? std::move(*decoded) : call.take(0);
}

// A second run of `defaultsTo` at most repeats a line of the debug log; `klog` is there to log.
constexpr NativeMember kMembers[] = {
    {"as", MemberKind::Function, parameters<"val", "type">, as},
    {"decode", MemberKind::Function, parameters<"val">, decode},
    {"defaultsTo", MemberKind::Function, parameters<"val", "defaultVal", "message">, defaults_to},
    {"encode", MemberKind::Function, parameters<"val", "indent">, encode_value},
    {"isEmpty", MemberKind::Function, parameters<"val">, is_empty},
    {"isnull", MemberKind::Function, parameters<"val">, is_null},
    {"klog", MemberKind::Function, parameters<"val", "message">, klog, false},
    {"length", MemberKind::Function, parameters<"val">, length},
    {"typeof", MemberKind::Function, parameters<"val">, type_name},
};

}  // namespace

std::span<const NativeMember> any_type_members() { return kMembers; }

}  // namespace pico::krl
