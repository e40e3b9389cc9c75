// SPDX-License-Identifier: MIT
//
// Values of KRL as values of SQL, by the type that is wanted: see docs/sql.md, "Values of SQL in
// KRL".
//
// Results and garbage lie in the current memory context. What cannot become the type is Error, or
// an error of the type's input function (PgError), after which only a subtransaction's end lets one
// go on.
#pragma once

#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// `value` as `type`, with that modifier (the 10 of varchar(10)) or -1. Null becomes null. Numbers
/// become numbers of any type that holds them, Arrays arrays, Maps composites and ranges; json and
/// jsonb take everything. For anything else the text of a String, Number or Boolean is read by the
/// type, and string types take Maps and Arrays as JSON.
NullableDatum datum_of_value(const krl::Value& value, Oid type, int32 typmod = -1);

/// A row with the members of `map` under the columns' names, null where there is none. Throws Error
/// for a member that no column is named like. The columns must be those of a registered type.
HeapTuple row_of_map(const krl::Map& map, TupleDesc columns);

}  // namespace pico::postgres
