// SPDX-License-Identifier: MIT
//
// Values to JSON text (json.hpp), by either of two rules for what JSON has not.
#include <algorithm>

#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/interrupts.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {

namespace {

enum class Rules : uint8_t { Encode, Plain };

class JsonWriter {
 public:
  JsonWriter(std::string& text, Rules rules, size_t indent) noexcept
      : text_(text), rules_(rules), indent_(indent) {}

  void write(const Value& value) {
    switch (value.kind()) {
      case Kind::Boolean:
        text_.append(value.boolean() ? "true" : "false");
        return;
      case Kind::Number:
        write_number(value);
        return;
      case Kind::String:
        append_json_string(text_, value.string().view());
        return;
      case Kind::RegExp:
        if (rules_ == Rules::Encode) {
          write_as_string(value);
        } else {
          text_.append("{}");
        }
        return;
      case Kind::Array:
        write_array(value.array());
        return;
      case Kind::Map:
        write_map(value.map());
        return;
      case Kind::Function:
      case Kind::Action:
        if (rules_ == Rules::Encode) {
          write_as_string(value);
        } else {
          text_.append("null");
        }
        return;
      case Kind::Undefined:
      case Kind::Null:
      case Kind::ActionFunction:
      case Kind::Cell:
      case Kind::Uninitialized:
        text_.append("null");
        return;
    }
  }

 private:
  /// True when a member of a map with this value leaves no trace.
  [[nodiscard]] bool is_omitted(const Value& value) const noexcept {
    return rules_ == Rules::Encode ? value.is(Kind::ActionFunction)
                                   : value.is_undefined() || value.is_callable();
  }

  void write_number(const Value& value) {
    if (value.is_number()) {
      append_number(text_, value.number());
    } else if (rules_ == Rules::Encode && !value.is_null()) {
      write_as_string(value);
    } else {
      text_.append("null");
    }
  }

  void write_as_string(const Value& value) { append_json_string(text_, to_string(value).view()); }

  void write_array(const Array& array) {
    check_stack();
    text_.push_back('[');
    ++depth_;
    bool is_first = true;
    for (const Value& item : array) {
      begin_item(is_first);
      is_first = false;
      write(item);
    }
    --depth_;
    if (!is_first) break_line();
    text_.push_back(']');
  }

  void write_map(const Map& map) {
    check_stack();
    text_.push_back('{');
    ++depth_;
    bool is_first = true;
    for (const MapEntry& entry : map) {
      if (is_omitted(entry.value)) continue;
      begin_item(is_first);
      is_first = false;
      append_json_string(text_, entry.key.view());
      text_.append(indent_ > 0 ? ": " : ":");
      write(entry.value);
    }
    --depth_;
    if (!is_first) break_line();
    text_.push_back('}');
  }

  void begin_item(bool is_first) {
    // A value that holds the same part in many places can be far longer as text.
    MemoryMeter::require(text_.size());
    poll_interrupts();
    if (!is_first) text_.push_back(',');
    break_line();
  }

  void break_line() {
    if (indent_ == 0) return;
    text_.push_back('\n');
    text_.append(indent_ * depth_, ' ');
  }

  std::string& text_;
  Rules rules_;
  size_t indent_;
  size_t depth_ = 0;
};

bool is_surrogate_at(std::string_view text, size_t at) {
  return text[at] == '\xED' && static_cast<unsigned char>(text[at + 1]) >= 0xA0;
}

void append_unit_escape(std::string& text, unsigned unit) {
  constexpr char kHex[] = "0123456789abcdef";
  text.append("\\u");
  for (int shift = 12; shift >= 0; shift -= 4) text.push_back(kHex[unit >> shift & 0xF]);
}

/// Escapes the character at `at`, if it must be; returns the bytes that it took.
size_t append_escaped(std::string& text, std::string_view value, size_t at) {
  constexpr std::string_view kNamed = "\"\\\b\f\n\r\t";
  constexpr std::string_view kNames = "\"\\bfnrt";
  const char c = value[at];
  const size_t named = kNamed.find(c);
  if (named != std::string_view::npos) {
    text.append({'\\', kNames[named]});
    return 1;
  }
  if (static_cast<unsigned char>(c) < 0x20) {
    append_unit_escape(text, static_cast<unsigned char>(c));
    return 1;
  }
  if (!is_surrogate_at(value, at)) {
    text.push_back(c);
    return 1;
  }
  append_unit_escape(text, 0xD000u | (value[at + 1] & 0x3Fu) << 6 | (value[at + 2] & 0x3Fu));
  return 3;
}

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != '\xED';
}

}  // namespace

void append_json_string(std::string& text, std::string_view value) {
  text.push_back('"');
  size_t at = 0;
  while (at < value.size()) {
    size_t run = at;
    while (run < value.size() && is_plain(value[run])) ++run;
    text.append(value, at, run - at);
    at = run;
    if (at < value.size()) at += append_escaped(text, value, at);
  }
  text.push_back('"');
}

std::string encode(const Value& value, int indent) {
  constexpr int kMaxIndent = 10;
  std::string text;
  JsonWriter(text, Rules::Encode, static_cast<size_t>(std::clamp(indent, 0, kMaxIndent)))
      .write(value);
  return text;
}

std::optional<std::string> to_json(const Value& value) {
  if (value.is_undefined() || value.is_callable()) return std::nullopt;
  return to_json_or_null(value);
}

std::string to_json_or_null(const Value& value) {
  std::string text;
  JsonWriter(text, Rules::Plain, 0).write(value);
  return text;
}

}  // namespace pico::krl
