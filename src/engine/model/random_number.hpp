// SPDX-License-Identifier: MIT
//
// Numbers from the cryptographic random source of the process.
#pragma once

#include <cstdint>

#include "engine/environment.hpp"

namespace pico::engine {

uint64_t random_bits(Environment& environment);
/// Uniform in [0, 1).
double random_fraction(Environment& environment);

}  // namespace pico::engine
