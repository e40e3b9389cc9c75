// SPDX-License-Identifier: MIT
//
// The value of a query before it becomes JSON, written with the tags of the cases' README: the two
// flavours of Null, negative zero, functions and regular expressions stay apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "conformance/json.hpp"

namespace pico::conformance {

/// The result of the query `name` of a ruleset, run by the language alone. Nothing when that does
/// not work without a pico.
std::optional<Json> live_value(const std::string& krl, std::string_view name);

}  // namespace pico::conformance
