// SPDX-License-Identifier: MIT
//
// The OIDs of our tables. They change when the extension is dropped and made again, of which the
// server's invalidation messages tell.
#pragma once

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The OID of `pico.NAME`, a literal. May raise; only inside pg_call.
Oid relation(const char* name);

/// To be called once, by _PG_init.
void set_up_relations();

}  // namespace pico::postgres
