// SPDX-License-Identifier: MIT
//
// Where the rows are that this transaction has read or written by a whole primary key. The next
// look at one goes there first: without the index, and past the versions that a transaction heaps
// up when it changes a row many times, each of which a look through the index would have to pass
// over.
//
// That a row is still there is not believed but seen: no more than one version with a key is
// visible.
#pragma once

#include <span>

#include "postgres/direct_access.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// To be called once, by _PG_init.
void set_up_row_places();

// Only inside pg_call. `key`: the columns of the primary key.

/// Remembers where the row with a key has been read or written.
void remember_place(const OpenTable& open, std::span<const Datum> key,
                    const ItemPointerData& place);

/// Reads a row where it was last, into the slot for reading; false where the snapshot does not show
/// it there.
bool read_at_place(const OpenTable& open, std::span<const Datum> key, Snapshot snapshot);

}  // namespace pico::postgres
