// SPDX-License-Identifier: MIT
//
// A number that tells a session whether the registry of rulesets may have changed since it last
// looked, so that an event need not read a row for each ruleset. A trigger on pico.ruleset_url
// sends the server's invalidation message for that table, which every session hears of when the
// change commits, and the changing one at once and again when it rolls back.
//
// A change shows in a snapshot shortly before its message arrives. So the number only ever says
// that nothing need be read; who finds a difference reads the rows.
#pragma once

#include <cstdint>

namespace pico::postgres {

/// Never 0.
uint64_t registry_version();

/// To be called once, by _PG_init.
void set_up_registry_version();

}  // namespace pico::postgres
