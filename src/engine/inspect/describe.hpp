// SPDX-License-Identifier: MIT
//
// What a ruleset has to do with the world, as its source says: see Engine::describe_ruleset.
#pragma once

#include <string_view>

#include "krl/value/map.hpp"

namespace pico::engine {

/// What can be known of a ruleset without running it; `by` are the names of rules and globals, and
/// what is computed is null:
///
///   {"rid": "a.b", "meta": {"name": "…", …},
///    "listens":   [{"domain", "name", "attributes": ["…"], "by": ["…"]}],
///    "raises":    [{"domain", "name", "by"}],
///    "sends":     [{"domain", "name", "by"}],
///    "schedules": [{"domain", "name", "by"}],
///    "shares":    [{"name", "parameters": ["…"]}], where parameters are null for what is no
///    function, "provides":  [{"name", "parameters"}], "uses":      [{"rid", "alias"}], "stores":
///    [{"name", "readers": ["…"], "writers": ["…"]}]}
///
/// The attributes of an event are those that its patterns and its rules name. Throws
/// Error{KrlCompile} where `source` is no ruleset.
krl::Map describe(std::string_view source);

}  // namespace pico::engine
