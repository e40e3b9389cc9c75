// SPDX-License-Identifier: MIT
//
// Spans of time as maps of units, added to times (spec modules.md 9.2).
#pragma once

#include "engine/model/rows.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// `time` plus all units of `spec`; what is no unit or no number is passed over. Throws
/// `RangeError: Invalid time value` for a time that is too far off.
Time add_span(Time time, const krl::Map& spec);

}  // namespace pico::engine
