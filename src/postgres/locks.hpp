// SPDX-License-Identifier: MIT
//
// Locks of picos: who runs an event of a pico holds its lock to the end of the transaction.
//
// They are user locks of the lock manager, keyed by the pico's number: they show in pg_locks, know
// deadlocks and lock_timeout, and never collide with advisory locks. As the lock table is finite,
// a transaction that needs more than pico.max_pico_locks takes the table pico.pico instead, in a
// mode that conflicts with the one that every holder of a pico's lock also has there.
#pragma once

#include "engine/store/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Locks the pico with this number until the end of the transaction; false only in mode Try, where
/// another holds it or the bound is reached.
bool lock_pico(int64_t number, engine::LockMode mode);

/// Undoes one lock_pico, under which nothing was written.
void unlock_pico(int64_t number);

/// To be called once, by _PG_init.
void set_up_locks();

}  // namespace pico::postgres
