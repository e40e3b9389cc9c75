// SPDX-License-Identifier: MIT
//
// Numbers to text and back (conversion.hpp): the digits are the standard library's shortest ones,
// the layout is ECMAScript's (spec krl-values-and-stdlib.md 3.2, 3.4).
#include <algorithm>
#include <charconv>
#include <cmath>

#include "krl/value/conversion.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

// The longest text: 21 digits before the point or 5 zeros and 17 digits after it, sign and all.
constexpr size_t kMaxNumberText = 32;
// Integers up to here are exact and have no exponent.
constexpr double kMaxExactInteger = 9007199254740992;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The significant digits of a positive number and the power of ten of 0.DIGITS.
struct Decimal {
  char digits[kMaxNumberText];
  int count = 0;
  int exponent = 0;
};

Decimal shortest_decimal(double number) {
  char text[kMaxNumberText];
  const char* end =
      std::to_chars(text, text + sizeof text, number, std::chars_format::scientific).ptr;
  const char* mark = std::find<const char*>(text, end, 'e');
  Decimal decimal;
  for (const char* p = text; p != mark; ++p) {
    if (*p != '.') decimal.digits[decimal.count++] = *p;
  }
  const char* exponent = mark + 1;
  if (*exponent == '+') ++exponent;
  std::from_chars(exponent, end, decimal.exponent);
  ++decimal.exponent;
  return decimal;
}

/// Lays digits out as ECMAScript's Number::toString does.
void append_decimal(std::string& text, const Decimal& decimal) {
  constexpr int kMaxFixedExponent = 21;
  constexpr int kMinFixedExponent = -5;
  const int point = decimal.exponent;
  const auto digits = [&](int from, int to) {
    text.append(decimal.digits + from, decimal.digits + to);
  };
  const auto zeros = [&](int count) { text.append(static_cast<size_t>(count), '0'); };

  if (decimal.count <= point && point <= kMaxFixedExponent) {
    digits(0, decimal.count);
    zeros(point - decimal.count);
  } else if (0 < point && point <= kMaxFixedExponent) {
    digits(0, point);
    text.push_back('.');
    digits(point, decimal.count);
  } else if (kMinFixedExponent <= point && point <= 0) {
    text.append("0.");
    zeros(-point);
    digits(0, decimal.count);
  } else {
    digits(0, 1);
    if (decimal.count > 1) text.push_back('.');
    digits(1, decimal.count);
    text.append(point > 0 ? "e+" : "e-").append(std::to_string(std::abs(point - 1)));
  }
}

/// An unsigned literal in a base of 2, 8 or 16, rounded once: only the bits that a double can feel
/// are kept, and the last of them stands for all that were cut off.
std::optional<double> parse_power_of_two(std::string_view digits, int bits_per_digit) noexcept {
  if (digits.empty()) return std::nullopt;
  constexpr uint64_t kRoom = uint64_t{1} << 58;
  uint64_t mantissa = 0;
  int exponent = 0;
  for (const char c : digits) {
    const char lower = static_cast<char>(c | 0x20);
    const int digit = is_digit(c) ? c - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 16;
    if (digit >= 1 << bits_per_digit) return std::nullopt;
    if (mantissa < kRoom) {
      mantissa = mantissa << bits_per_digit | static_cast<uint64_t>(digit);
    } else {
      if (digit != 0) mantissa |= 1;
      // Beyond this it is infinite anyway.
      if (exponent < 2000) exponent += bits_per_digit;
    }
  }
  return std::ldexp(static_cast<double>(mantissa), exponent);
}

/// What from_chars does not tell of a number outside the range of doubles: whether it is too large
/// or too small. The power of ten of its first digit says it.
double out_of_range_value(std::string_view mantissa, std::string_view exponent_text) noexcept {
  constexpr int64_t kFarAway = int64_t{1} << 40;  // more than any count of digits
  int64_t exponent = 0;
  if (!exponent_text.empty()) {
    const bool is_negative = exponent_text[0] == '-';
    if (is_negative || exponent_text[0] == '+') exponent_text.remove_prefix(1);
    const char* end = exponent_text.data() + exponent_text.size();
    if (std::from_chars(exponent_text.data(), end, exponent).ec != std::errc()) exponent = kFarAway;
    if (is_negative) exponent = -exponent;
  }
  const auto point = static_cast<int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  const auto first = static_cast<int64_t>(mantissa.find_first_not_of("0."));
  const int64_t power = first < point ? point - first : point - first + 1;
  return power + exponent > 0 ? HUGE_VAL : 0.0;
}

/// A decimal literal without sign: digits, fraction and exponent, none of them alone.
std::optional<double> parse_decimal(std::string_view text) noexcept {
  size_t i = 0;
  const auto skip_digits = [&] {
    const size_t start = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i - start;
  };
  size_t digits = skip_digits();
  if (i < text.size() && text[i] == '.') {
    ++i;
    digits += skip_digits();
  }
  if (digits == 0) return std::nullopt;
  const size_t mantissa_end = i;
  std::string_view exponent;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    exponent = text.substr(i);
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (skip_digits() == 0) return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;

  double number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec == std::errc::result_out_of_range) {
    return out_of_range_value(text.substr(0, mantissa_end), exponent);
  }
  return number;
}

}  // namespace

std::optional<double> parse_number(std::string_view text) noexcept {
  text = trim(text);
  if (text.empty()) return 0.0;
  if (text.size() > 2 && text[0] == '0') {
    const char base = static_cast<char>(text[1] | 0x20);
    const int bits = base == 'x' ? 4 : base == 'o' ? 3 : base == 'b' ? 1 : 0;
    if (bits != 0) return parse_power_of_two(text.substr(2), bits);
  }
  const bool is_negative = text[0] == '-';
  if (is_negative || text[0] == '+') text.remove_prefix(1);
  const std::optional<double> number = parse_decimal(text);
  return number && is_negative ? -*number : number;
}

void append_number(std::string& text, double number) {
  if (std::isnan(number)) {
    text.append("NaN");
    return;
  }
  if (number < 0) {
    text.push_back('-');
    number = -number;
  }
  if (std::isinf(number)) {
    text.append("Infinity");
  } else if (number <= kMaxExactInteger && number == std::trunc(number)) {
    char digits[kMaxNumberText];
    const auto end = std::to_chars(digits, digits + sizeof digits, static_cast<int64_t>(number));
    text.append(digits, end.ptr);
  } else {
    append_decimal(text, shortest_decimal(number));
  }
}

std::string number_text(double number) {
  std::string text;
  append_number(text, number);
  return text;
}

int32_t to_int32(double number) noexcept {
  constexpr double kRange = 4294967296;
  if (!std::isfinite(number)) return 0;
  double units = std::fmod(std::trunc(number), kRange);
  if (units < 0) units += kRange;
  return static_cast<int32_t>(static_cast<uint32_t>(units));
}

}  // namespace pico::krl
