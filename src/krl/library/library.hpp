// SPDX-License-Identifier: MIT
//
// The standard library: every function of krl-values-and-stdlib.md 6-11, as one table.
#pragma once

#include <span>

#include "krl/run/native.hpp"

namespace pico::krl {

/// All members, sorted by name; constant for the life of the process.
std::span<const NativeMember> standard_library();

}  // namespace pico::krl
