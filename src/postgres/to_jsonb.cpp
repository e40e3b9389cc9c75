// SPDX-License-Identifier: MIT
//
// pico.to_jsonb(json): text that the type json accepts, made into text that jsonb accepts as well.
// It is filtered, not parsed into values, so that all else stays as it is written: digits, order,
// duplicates.
#include <charconv>

#include "krl/text/error.hpp"

#include "postgres/arguments.hpp"
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Deeper than anybody nests, and far from where the server's own recursion ends.
constexpr int kMaxDepth = 1000;
/// A number has at most 131,072 digits before the point and 16,383 behind it.
constexpr int kMaxDigits = 16'000;

class JsonbFilter {
 public:
  explicit JsonbFilter(std::string_view input) : input_(input) {}

  std::string run() {
    output_.reserve(input_.size());
    while (at_ < input_.size()) step();
    return std::move(output_);
  }

 private:
  void step() {
    const char c = input_[at_];
    if (c == '[' || c == '{') {
      if (depth_ == kMaxDepth) return skip_collection();
      ++depth_;
    } else if (c == ']' || c == '}') {
      --depth_;
    } else if (c == '"') {
      return copy_string();
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      return copy_number();
    }
    output_.push_back(c);
    ++at_;
  }

  /// Leaves `null` in its place.
  void skip_collection() {
    int depth = 0;
    do {
      const char c = input_[at_];
      if (c == '[' || c == '{') ++depth;
      if (c == ']' || c == '}') --depth;
      at_ = c == '"' ? end_of_string() : at_ + 1;
    } while (depth > 0);
    output_.append("null");
  }

  /// Behind the string that begins here.
  [[nodiscard]] size_t end_of_string() const {
    size_t end = at_ + 1;
    while (input_[end] != '"') end += input_[end] == '\\' ? 2 : 1;
    return end + 1;
  }

  void copy_string() {
    const size_t end = end_of_string();
    output_.push_back('"');
    ++at_;
    while (at_ < end) {
      if (input_[at_] != '\\') {
        output_.push_back(input_[at_++]);
      } else if (input_[at_ + 1] == 'u') {
        copy_unicode_escape();
      } else {
        output_.append(input_.substr(at_, 2));
        at_ += 2;
      }
    }
  }

  /// The code unit of an escape `\uXXXX` at `at`; -1 if there is none.
  [[nodiscard]] int unit_at(size_t at) const {
    if (at + 6 > input_.size() || input_[at] != '\\' || input_[at + 1] != 'u') return -1;
    int unit = -1;
    std::from_chars(input_.data() + at + 2, input_.data() + at + 6, unit, 16);
    return unit;
  }

  void copy_unicode_escape() {
    auto is_high = [](int unit) { return unit >= 0xD800 && unit < 0xDC00; };
    auto is_low = [](int unit) { return unit >= 0xDC00 && unit < 0xE000; };
    const int unit = unit_at(at_);
    const size_t length = is_high(unit) && is_low(unit_at(at_ + 6)) ? 12 : 6;
    const bool is_held = unit != 0 && (length == 12 || !(is_high(unit) || is_low(unit)));
    output_.append(is_held ? input_.substr(at_, length) : "\\ufffd");
    at_ += length;
  }

  void copy_number() {
    const size_t end = std::min(input_.find_first_not_of("+-.0123456789eE", at_), input_.size());
    const std::string_view number = input_.substr(at_, end - at_);
    output_.append(is_in_range(number) ? number : "null");
    at_ = end;
  }

  static bool is_in_range(std::string_view number) {
    if (number.size() > kMaxDigits) return false;
    const size_t e = number.find_first_of("eE");
    if (e == std::string_view::npos) return true;
    std::string_view digits = number.substr(e + 1);
    if (digits.starts_with('+')) digits.remove_prefix(1);
    int exponent = 0;
    const auto [rest, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), exponent);
    return error == std::errc() && exponent > -kMaxDigits && exponent < kMaxDigits;
  }

  std::string_view input_;
  size_t at_ = 0;
  int depth_ = 0;
  std::string output_;
};

}  // namespace
}  // namespace pico::postgres

PICO_FUNCTION(pico_to_jsonb) {
  using namespace pico::postgres;
  return entry([&] {
    const std::string filtered = JsonbFilter(Arguments(fcinfo).text(0, "value")).run();
    const char* const characters = filtered.c_str();
    return pg_call([&] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(characters)); });
  });
}
