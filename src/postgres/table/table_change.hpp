// SPDX-License-Identifier: MIT
//
// A change of a table, as its trigger is told of it and as events have it.
#pragma once

#include "krl/value/map.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Whether a statement has changed no row, which is no event.
bool has_changed_nothing(const TriggerData& change);

/// The attributes of the event: {"op", "table", "old", "new"}; `old` and `new` are a row as a Map,
/// or an Array of rows where the trigger is one of a statement; Null where there are none.
krl::Map attributes_of(const TriggerData& change, std::string_view table);

}  // namespace pico::postgres
