// SPDX-License-Identifier: MIT
//
// Rounding to decimal places (spec modules.md 7): the decimal exponent is shifted in the number's
// text, so that 1.005 rounds to 1.01 though it is a little less.
#pragma once

namespace pico::engine {

/// Halves toward +∞; the sign of zero is kept.
double round_half_up(double number) noexcept;

/// `number` rounded by `to_integer` to `places` decimal places, which may be negative.
double round_to(double number, double places, double (*to_integer)(double));

}  // namespace pico::engine
