// SPDX-License-Identifier: MIT
//
// The lock that makes a courier the only one of its database: a user lock of the lock manager, held
// by the session. That it is held says that somebody will look at what is committed from now on.
//
// The courier holds it in a mode in which only one can, and in a second one that excludes those who
// merely look whether there is a courier. So they, who have it for an instant, never keep one away.
#pragma once

namespace pico::postgres {

/// False where another process has it.
bool take_courier_lock();
void give_back_courier_lock();
/// Whether a process has it. Not to be asked by that one. May raise; only inside pg_call.
bool is_courier_lock_taken();

}  // namespace pico::postgres
