// SPDX-License-Identifier: MIT
//
// Decimal rounding: see rounding.hpp.
#include "engine/module/rounding.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "krl/value/conversion.hpp"

namespace pico::engine {

namespace {

/// number · 10^places, without an error of multiplication.
double shift(double number, int places) {
  std::string text = krl::number_text(std::abs(number));
  int exponent = places;
  const size_t mark = text.find('e');
  if (mark != std::string::npos) {
    exponent += std::stoi(text.substr(mark + 1));
    text.resize(mark);
  }
  text += 'e' + std::to_string(exponent);
  return std::copysign(krl::parse_number(text).value_or(0), number);
}

}  // namespace

double round_half_up(double number) noexcept {
  const double below = std::floor(number);
  return std::copysign(number - below >= 0.5 ? below + 1 : below, number);
}

double round_to(double number, double places, double (*to_integer)(double)) {
  // Beyond these places a number is zero or has none to lose.
  constexpr double kMaxPlaces = 400;
  const int shifted = static_cast<int>(std::clamp(places, -kMaxPlaces, kMaxPlaces));
  if (shifted == 0 || !std::isfinite(number)) return to_integer(number);
  const double scaled = shift(number, shifted);
  return std::isfinite(scaled) ? shift(to_integer(scaled), -shifted) : number;
}

}  // namespace pico::engine
