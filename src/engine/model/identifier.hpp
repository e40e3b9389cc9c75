// SPDX-License-Identifier: MIT
//
// Identifiers of picos, channels and transactions (spec engine.md 1). An ECI is a capability, so
// they must not be guessable.
#pragma once

#include <string>

#include "engine/environment.hpp"

namespace pico::engine {

/// `c` and 25 characters of base 36: 129 random bits. Programs must not read anything into it.
std::string new_identifier(Environment& environment);

}  // namespace pico::engine
