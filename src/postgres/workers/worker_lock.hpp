// SPDX-License-Identifier: MIT
//
// The locks that make a worker the only one of its kind in its database: user locks of the lock
// manager, held by the session. That the courier's is held says that somebody will look at what is
// committed from now on.
//
// A worker holds its lock in a mode in which only one can, and in a second one that excludes those
// who merely look whether there is one. So they, who have it for an instant, never keep one away.
#pragma once

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// As the fourth field of a lock's tag; locks of picos have 0 there (locks.cpp), locks of ports 2
/// (web/listener.cpp).
enum class WorkerLock : uint16 { Courier = 1, HttpServer = 3 };

/// False where another process has it.
bool take_worker_lock(WorkerLock lock);
void give_back_worker_lock(WorkerLock lock);
/// Whether a process has it. Not to be asked by that one. May raise; only inside pg_call.
bool is_worker_lock_taken(WorkerLock lock);

}  // namespace pico::postgres
