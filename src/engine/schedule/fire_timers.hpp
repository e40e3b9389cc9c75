// SPDX-License-Identifier: MIT
//
// Timers that are due become messages to their picos (spec engine.md 13.2): from then on they are
// delivered, counted and buried as all messages are.
#pragma once

#include <cstddef>

#include "engine/schedule/timer.hpp"

namespace pico::engine {

class Session;

/// Makes a message of a timer that is due at `now`.
void fire_timer(Session& session, Timer timer, Time now, TimeZones& zones);

/// Moves at most `limit` due timers into the outbox, in the order in which they were due; how many.
/// A repeating one stays, to fire again; if it was due more than once, it fires once all the same,
/// for the last time. Timers that another transaction fires or removes are left out.
size_t fire_timers(Session& session, size_t limit);

}  // namespace pico::engine
