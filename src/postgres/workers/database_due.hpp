// SPDX-License-Identifier: MIT
//
// When the next timer of each database is due whose courier has ended: in shared memory, for the
// launcher. Only where shared_preload_libraries has pico.
#pragma once

#include <optional>

#include "engine/model/rows.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Has the launcher start the courier of this database at that time. False where there is no
/// launcher, or no room for another database.
bool remember_due(engine::Time time);

// For the launcher. Only inside pg_call, but for the first.

/// From now on this process is woken when something changes.
void enter_launcher();
/// A database that is due at `now`, which is forgotten; InvalidOid: none.
Oid take_due_database(TimestampTz now);
/// When the next one is due; DT_NOEND: none.
TimestampTz next_due();

/// To be called once, by _PG_init.
void set_up_database_due();

}  // namespace pico::postgres
