// SPDX-License-Identifier: MIT
//
// Results of statements: see statement_rows.hpp.
#include <fmt/format.h>

#include "krl/text/error.hpp"

#include "postgres/garbage_scope.hpp"
#include "postgres/guard.hpp"
#include "postgres/program_sql/statement_rows.hpp"
#include "postgres/value/value_of_datum.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Rows that are held in the server's form.
constexpr size_t kBatch = 100;

/// The next rows; how many.
size_t read_batch(Portal portal, RowReader& reader, const GarbageScope& garbage, size_t limit,
                  krl::Array& rows) {
  SPITupleTable* const batch = pg_call([&] {
    SPI_cursor_fetch(portal, true, static_cast<long>(limit));
    return SPI_tuptable;
  });
  const size_t count = batch->numvals;
  for (size_t i = 0; i < count; ++i) {
    rows.push_back(reader.read(batch->vals[i]));
    garbage.clear();
  }
  pg_call([&] { SPI_freetuptable(batch); });
  return count;
}

}  // namespace

krl::Array fetch_rows(const PreparedStatement& statement, StatementParameters& parameters,
                      bool is_snapshot_kept, size_t limit) {
  const Portal portal = pg_call([&] {
    return SPI_cursor_open(nullptr, statement.plan(), parameters.values(), parameters.nulls(),
                           is_snapshot_kept);
  });
  RowReader reader(portal->tupDesc);
  krl::Array rows;
  {
    const GarbageScope garbage;
    size_t wanted = 0;
    do {
      wanted = std::min(kBatch, limit + 1 - rows.size());
    } while (read_batch(portal, reader, garbage, wanted, rows) == wanted && rows.size() <= limit);
  }
  if (rows.size() > limit)
    throw krl::limit_error(
        fmt::format("a statement gives more than {} rows: have it give fewer, by a condition, an "
                    "aggregate or LIMIT, or raise pico.max_sql_rows",
                    limit));
  pg_call([&] { SPI_cursor_close(portal); });
  return rows;
}

uint64_t execute(const PreparedStatement& statement, StatementParameters& parameters) {
  return pg_call([&] {
    const int result =
        SPI_execute_plan(statement.plan(), parameters.values(), parameters.nulls(), false, 0);
    if (result < 0) elog(ERROR, "%s", SPI_result_code_string(result));
    return SPI_processed;
  });
}

}  // namespace pico::postgres
