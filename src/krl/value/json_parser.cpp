// SPDX-License-Identifier: MIT
//
// JSON text straight into values (json.hpp).
//
// A parser of our own, because the usual libraries refuse escapes of single surrogates ("\ud800"),
// which KRL strings keep. Keys that repeat, as in an array of alike maps, share one string.
#include <algorithm>
#include <array>
#include <charconv>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/interrupts.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

/// Thrown where the text is not JSON. Not an Error: `decode` meets it often and needs no message.
struct Malformed {
  size_t offset;
};

class JsonParser {
 public:
  explicit JsonParser(std::string_view text) noexcept
      : start_(text.data()), at_(text.data()), end_(text.data() + text.size()) {}

  Value parse_document() {
    Value value = parse_value();
    skip_blanks();
    if (at_ != end_) fail();
    return value;
  }

 private:
  [[noreturn]] void fail() const { throw Malformed{static_cast<size_t>(at_ - start_)}; }

  void skip_blanks() noexcept {
    while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
  }

  /// The next character that is no blank; it stays.
  char peek() {
    skip_blanks();
    if (at_ == end_) fail();
    return *at_;
  }

  void expect(char c) {
    if (peek() != c) fail();
    ++at_;
  }

  bool accept(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }

  Value parse_value() {
    switch (peek()) {
      case '{':
        return parse_map();
      case '[':
        return parse_array();
      case '"':
        return String(parse_text());
      case 't':
        return parse_word("true", true);
      case 'f':
        return parse_word("false", false);
      case 'n':
        return parse_word("null", Value::null());
      default:
        return parse_number();
    }
  }

  Value parse_word(std::string_view word, Value value) {
    for (const char c : word) {
      if (at_ == end_ || *at_ != c) fail();
      ++at_;
    }
    return value;
  }

  Value parse_array() {
    check_stack();
    ++at_;
    Array array;
    if (accept(']')) return array;
    Values& items = array.edit();
    do {
      poll_interrupts();
      items.push_back(parse_value());
    } while (accept(','));
    expect(']');
    return array;
  }

  Value parse_map() {
    check_stack();
    ++at_;
    Map map;
    if (accept('}')) return map;
    do {
      poll_interrupts();
      if (peek() != '"') fail();
      const String key = parse_key();
      expect(':');
      map.set(key, parse_value());
    } while (accept(','));
    expect('}');
    return map;
  }

  String parse_key() {
    const std::string_view text = parse_text();
    const uint32_t hash = hash_of(text);
    std::optional<String>& known = keys_[hash % keys_.size()];
    if (!known || known->hash() != hash || known->view() != text) known.emplace(text);
    return *known;
  }

  Value parse_number() {
    const char* start = at_;
    if (*at_ == '-') ++at_;
    if (at_ != end_ && *at_ == '0') {
      ++at_;
    } else {
      skip_digits();
    }
    const char* whole_end = at_;
    if (at_ != end_ && *at_ == '.') {
      ++at_;
      skip_digits();
    }
    if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
      ++at_;
      if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
      skip_digits();
    }
    constexpr ptrdiff_t kExactDigits = 15;
    if (at_ == whole_end && at_ - start <= kExactDigits && *start != '-') {
      int64_t number = 0;
      std::from_chars(start, at_, number);
      return static_cast<double>(number);
    }
    return *krl::parse_number({start, static_cast<size_t>(at_ - start)});
  }

  void skip_digits() {
    const char* start = at_;
    while (at_ != end_ && *at_ >= '0' && *at_ <= '9') ++at_;
    if (at_ == start) fail();
  }

  /// The text of a string literal; valid until the next one is parsed.
  std::string_view parse_text() {
    const char* start = ++at_;
    skip_plain();
    if (*at_ == '"') return {start, static_cast<size_t>(at_++ - start)};

    unescaped_.assign(start, at_);
    while (*at_ != '"') {
      append_escape();
      start = at_;
      skip_plain();
      unescaped_.append(start, at_);
    }
    ++at_;
    return unescaped_;
  }

  /// Goes to the next quote or backslash and checks what lies between.
  void skip_plain() {
    const char* start = at_;
    bool is_ascii = true;
    for (;; ++at_) {
      if (at_ == end_) fail();
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte < 0x20) fail();
      if (byte == '"' || byte == '\\') break;
      if (byte >= 0x80) is_ascii = false;
    }
    if (is_ascii || is_valid_utf8({start, static_cast<size_t>(at_ - start)})) return;
    at_ = start;
    fail();
  }

  void append_escape() {
    ++at_;
    if (at_ == end_) fail();
    constexpr std::string_view kLetters = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const size_t letter = kLetters.find(*at_);
    if (letter != std::string_view::npos) {
      unescaped_.push_back(kMeanings[letter]);
      ++at_;
    } else if (*at_ == 'u') {
      // The two halves of a pair find each other when the String is made.
      append_utf8(unescaped_, parse_unit());
    } else {
      fail();
    }
  }

  char16_t parse_unit() {
    constexpr ptrdiff_t kDigits = 4;
    ++at_;
    uint16_t unit = 0;
    const char* last = end_ - at_ < kDigits ? end_ : at_ + kDigits;
    const auto result = std::from_chars(at_, last, unit, 16);
    if (result.ptr - at_ != kDigits) {
      at_ = result.ptr;
      fail();
    }
    at_ = result.ptr;
    return unit;
  }

  static constexpr size_t kKnownKeys = 64;

  const char* start_;
  const char* at_;
  const char* end_;
  std::string unescaped_;
  std::array<std::optional<String>, kKnownKeys> keys_;
};

Error malformed_json(std::string_view text, size_t offset) {
  std::string message;
  if (offset >= text.size()) {
    message = "Unexpected end of JSON input";
  } else {
    const char c = text[offset];
    message = "Unexpected token ";
    if (c > ' ' && c < '\x7f') message.append(1, c).append(" ");
    message.append("in JSON at position ").append(std::to_string(offset));
  }
  return {ErrorClass::SyntaxError, std::move(message)};
}

}  // namespace

Value parse_json(std::string_view text) {
  try {
    return JsonParser(text).parse_document();
  } catch (const Malformed& malformed) {
    throw malformed_json(text, malformed.offset);
  }
}

std::optional<Value> try_parse_json(std::string_view text) {
  try {
    return JsonParser(text).parse_document();
  } catch (const Malformed&) {
    return std::nullopt;
  }
}

}  // namespace pico::krl
