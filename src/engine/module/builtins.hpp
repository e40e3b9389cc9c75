// SPDX-License-Identifier: MIT
//
// Everything a ruleset of this engine may name without declaring it.
#pragma once

#include "krl/compile/builtins.hpp"

namespace pico::engine {

/// The standard library and all modules; constant for the life of the process.
const krl::Builtins& builtins();

}  // namespace pico::engine
