// SPDX-License-Identifier: MIT
//
// Values as log entries hold them (spec engine.md 14.2, errors.md 7).
#pragma once

#include "krl/value/value.hpp"

namespace pico::engine {

/// A JSON value: functions as `[Function: NAME]`, long strings cut, and of deep or very large
/// collections only the beginning.
krl::Value log_copy(const krl::Value& value);

}  // namespace pico::engine
