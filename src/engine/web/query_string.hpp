// SPDX-License-Identifier: MIT
//
// Query strings as Maps, by the extended syntax: `a[b]=1`, `a[]=1`, `a[0]=1` (spec http-api.md
// 2.1).
#pragma once

#include <cstddef>
#include <string_view>

#include "krl/value/map.hpp"

namespace pico::engine {

/// Pairs behind these are not looked at.
constexpr size_t kMaxQueryPairs = 1000;
/// Levels of brackets; what follows is part of the last name.
constexpr size_t kMaxBrackets = 5;

/// What stands behind the `?` of a URL. Never fails: all text means something.
krl::Map parse_query_string(std::string_view text);

}  // namespace pico::engine
