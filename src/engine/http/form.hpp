// SPDX-License-Identifier: MIT
//
// Maps as texts of queries and forms (spec modules.md 5.3).
#pragma once

#include <string>

#include "krl/value/value.hpp"

namespace pico::engine {

/// `a=1&b%5B0%5D=2` for {"a":1,"b":[2]}; empty for anything but a Map.
std::string form_of(const krl::Value& value);

}  // namespace pico::engine
