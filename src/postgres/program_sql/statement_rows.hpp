// SPDX-License-Identifier: MIT
//
// Running the statements of programs: what they give and how many rows they change.
#pragma once

#include <cstddef>
#include <cstdint>

#include "krl/value/array.hpp"

#include "postgres/program_sql/prepared_statement.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The rows of a statement that gives some, as Maps. Read by the caller's snapshot, where that is
/// to be kept, else by a new one. Throws Error{LimitExceeded} where there are more than `limit`.
krl::Array fetch_rows(const PreparedStatement& statement, StatementParameters& parameters,
                      bool is_snapshot_kept, size_t limit);

/// Runs a statement that gives no rows; how many it has changed.
uint64_t execute(const PreparedStatement& statement, StatementParameters& parameters);

}  // namespace pico::postgres
