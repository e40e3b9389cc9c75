// SPDX-License-Identifier: MIT
//
// What a ruleset has to do with the world, as its source says: see Engine::describe_ruleset.
#pragma once

#include <string_view>

#include "krl/value/map.hpp"

namespace pico::engine {

/// {"rid", "meta", "listens", "raises", "sends", "schedules", "shares", "provides", "uses",
/// "stores"} of a source that compiles.
krl::Map describe(std::string_view source);

}  // namespace pico::engine
