// SPDX-License-Identifier: MIT
//
// Access to our tables: see sql.hpp.
#include "postgres/sql.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

constexpr size_t kMaxParameters = 16;
constexpr size_t kMaxTables = 16;

/// Only inside pg_call.
void set_for_call(const char* setting, const char* value) {
  set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/// Of a setting that is on or off. Only inside pg_call.
const char* value_of_setting(const char* setting) { return GetConfigOption(setting, false, false); }

/// True when both results are the same, row by row, in content.
bool are_equal(const SPITupleTable& left, const SPITupleTable& right) {
  if (left.numvals != right.numvals) return false;
  const TupleDesc columns = left.tupdesc;
  for (uint64_t i = 0; i < left.numvals; ++i) {
    for (int column = 0; column < columns->natts; ++column) {
      const auto* attribute = TupleDescAttr(columns, column);
      bool left_null = false;
      bool right_null = false;
      const Datum a = SPI_getbinval(left.vals[i], columns, column + 1, &left_null);
      const Datum b = SPI_getbinval(right.vals[i], columns, column + 1, &right_null);
      if (left_null != right_null) return false;
      if (!left_null && !datum_image_eq(a, b, attribute->attbyval, attribute->attlen)) return false;
    }
  }
  return true;
}

}  // namespace

Sql::Sql(Access access)
    : access_(access), owner_(CurrentResourceOwner), home_(CurrentMemoryContext) {
  tables_.reserve(kMaxTables);
  // Kept between calls, of which there is one at a time: making it would cost as much as a read.
  static MemoryContext context = nullptr;
  scratch_ = pg_call([] {
    if (context == nullptr)
      context = AllocSetContextCreate(TopMemoryContext, "pico statement", ALLOCSET_DEFAULT_SIZES);
    MemoryContextReset(context);  // where an error has ended the last call
    return context;
  });
}

void Sql::close() {
  pg_call([&] {
    drop_snapshot();
    for (OpenTable& table : tables_) close_directly(table);
    disconnect();
    // An error that was survived while rows were looked at has left their context current.
    MemoryContextSwitchTo(home_);
  });
  tables_.clear();
}

void Sql::disconnect() {
  if (!connection_.is_there) return;
  SPI_finish();
  AtEOXact_GUC(true, connection_.settings_level);
  connection_ = {};
}

void Sql::release(SPITupleTable* table) {
  pg_call([&] {
    if (table != nullptr) SPI_freetuptable(table);
    MemoryContextSwitchTo(home_);
    MemoryContextReset(scratch_);
  });
}

// Snapshots --------------------------------------------------------------------------------------

void Sql::refresh() {
  pg_call([&] { drop_snapshot(); });
}

void Sql::drop_snapshot() {
  if (snapshot_ != nullptr) UnregisterSnapshotFromOwner(snapshot_, owner_);
  snapshot_ = nullptr;
}

Snapshot Sql::snapshot() {
  if (access_ == Access::Read) return GetActiveSnapshot();
  if (snapshot_ == nullptr) {
    snapshot_ = RegisterSnapshotOnOwner(GetTransactionSnapshot(), owner_);
  }
  return snapshot_;
}

// By key -----------------------------------------------------------------------------------------

/// What `acquire` acquires belongs to the call, and outlasts a subtransaction. Only inside pg_call.
template <class Acquire>
auto Sql::owned(Acquire acquire) {
  const ResourceOwner current = CurrentResourceOwner;
  CurrentResourceOwner = owner_;
  const auto result = acquire();
  CurrentResourceOwner = current;
  return result;
}

OpenTable& Sql::open(KeyedTable& table) {
  for (OpenTable& each : tables_) {
    if (each.table == &table) return each;
  }
  if (tables_.size() == kMaxTables) throw std::logic_error("more tables than a call can open");
  tables_.push_back(pg_call([&] {
    const MemoryContext context = MemoryContextSwitchTo(home_);
    const OpenTable opened = owned([&] { return open_directly(table); });
    MemoryContextSwitchTo(context);
    return opened;
  }));
  return tables_.back();
}

void Sql::prepare(OpenTable& open) {
  const MemoryContext context = MemoryContextSwitchTo(home_);
  owned([&] {
    prepare_to_write(open);
    return 0;
  });
  MemoryContextSwitchTo(context);
}

FoundRows Sql::scan_checked(const OpenTable& open, std::span<const Parameter> key, size_t limit) {
  if (access_ == Access::Read || !IsolationUsesXactSnapshot())
    return scan_directly(open, key, snapshot(), limit);
  const FoundRows latest = scan_directly(open, key, GetLatestSnapshot(), limit);
  if (open.table->sees_latest()) return latest;
  const FoundRows found = scan_directly(open, key, GetTransactionSnapshot(), limit);
  if (!are_same(found, latest)) raise_serialization_failure();
  return found;
}

FoundRows Sql::find_rows(KeyedTable& table, std::span<const Parameter> key, size_t limit) {
  OpenTable& opened = open(table);
  if (opened.is_readable && settings().direct_access) {
    return pg_call([&] {
      MemoryContextSwitchTo(scratch_);
      return scan_checked(opened, key, limit);
    });
  }
  std::vector<Parameter> parameters(key.begin(), key.end());
  parameters.emplace_back(static_cast<int64_t>(std::min(limit, size_t{INT32_MAX})));
  SPITupleTable* const rows = read(table.select(key.size()), parameters);
  return {rows->vals, rows->numvals, rows->tupdesc, rows, InvalidOid};
}

RowVersion Sql::put_row(KeyedTable& table, std::span<const Parameter> values) {
  OpenTable& opened = open(table);
  if (!opened.is_writable || !settings().direct_access) {
    change(table.upsert(), values);
    return {};
  }
  has_written_ = true;
  std::vector<Parameter> key;
  for (const AttrNumber column : table.key())
    key.push_back(values[static_cast<size_t>(column - 1)]);
  return pg_call([&] {
    prepare(opened);
    MemoryContextSwitchTo(scratch_);
    const FoundRows found = scan_checked(opened, key, 1);
    const RowVersion version = found.count == 0 ? insert_directly(opened, values)
                                                : update_directly(opened, found.tuples[0], values);
    CommandCounterIncrement();
    drop_snapshot();
    return version;
  });
}

void Sql::erase_rows(KeyedTable& table, std::span<const Parameter> key) {
  OpenTable& opened = open(table);
  if (!opened.is_writable || !settings().direct_access) {
    change(table.erase(key.size()), key);
    return;
  }
  has_written_ = true;
  pg_call([&] {
    prepare(opened);
    MemoryContextSwitchTo(scratch_);
    const FoundRows found = scan_checked(opened, key, kNoLimit);
    if (found.count == 0) return;
    for (size_t i = 0; i < found.count; ++i) delete_directly(opened, found.tuples[i]);
    CommandCounterIncrement();
    drop_snapshot();
  });
}

// By statement -----------------------------------------------------------------------------------

/// Null stands for SPI's choice: the caller's snapshot for a query, else the transaction's, renewed
/// for each statement in READ COMMITTED. Rows that are changed must be visible to `crosscheck`.
struct Sql::Snapshots {
  Snapshot snapshot = nullptr;
  Snapshot crosscheck = nullptr;
};

void Sql::connect() {
  if (connection_.is_there) return;
  pg_call([&] {
    const MemoryContext context = CurrentMemoryContext;
    connection_.former = {value_of_setting("enable_seqscan"), value_of_setting("jit")};
    connection_.settings_level = NewGUCNestLevel();
    // Saved plans are made again for another search path, which could be the caller's.
    set_for_call("search_path", "pg_catalog, pg_temp");
    // One that was made for a small table must not scan it when it has grown.
    set_for_call("enable_seqscan", "off");
    // Where there is no other way, as for a table that a user's trigger reads, that looks so costly
    // that the plan would be compiled, for half a second.
    set_for_call("jit", "off");
    if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
    MemoryContextSwitchTo(context);
  });
  connection_.is_there = true;
}

void Sql::execute(Statement& statement, std::span<const Parameter> parameters,
                  Snapshots snapshots) {
  if (parameters.size() > kMaxParameters)
    elog(ERROR, "too many parameters for \"%s\"", statement.sql_);
  const int count = static_cast<int>(parameters.size());
  if (statement.plan_ == nullptr) {
    Oid types[kMaxParameters];
    for (int i = 0; i < count; ++i) types[i] = parameters[static_cast<size_t>(i)].type();
    const SPIPlanPtr plan =
        SPI_prepare_cursor(statement.sql_, count, types, CURSOR_OPT_GENERIC_PLAN);
    if (plan == nullptr) elog(ERROR, "cannot prepare \"%s\"", statement.sql_);
    SPI_keepplan(plan);
    statement.plan_ = plan;
  }
  MemoryContextSwitchTo(scratch_);
  Datum values[kMaxParameters];
  char nulls[kMaxParameters];
  for (int i = 0; i < count; ++i) {
    const Parameter& parameter = parameters[static_cast<size_t>(i)];
    values[i] = parameter.datum();
    nulls[i] = parameter.is_null() ? 'n' : ' ';
  }
  const int result = SPI_execute_snapshot(statement.plan_, values, nulls, snapshots.snapshot,
                                          snapshots.crosscheck, access_ == Access::Read, true, 0);
  if (result < 0) elog(ERROR, "\"%s\": %s", statement.sql_, SPI_result_code_string(result));
  MemoryContextSwitchTo(scratch_);
}

SPITupleTable* Sql::read(Statement& statement, std::span<const Parameter> parameters) {
  connect();
  return pg_call([&] {
    const bool keeps_snapshot = access_ == Access::Write && IsolationUsesXactSnapshot();
    if (keeps_snapshot && statement.sees_latest_) {
      execute(statement, parameters, {GetLatestSnapshot()});
      return SPI_tuptable;
    }
    execute(statement, parameters, {});
    SPITupleTable* const table = SPI_tuptable;
    if (!keeps_snapshot) return table;

    execute(statement, parameters, {GetLatestSnapshot()});
    if (!are_equal(*table, *SPI_tuptable)) raise_serialization_failure();
    SPI_freetuptable(SPI_tuptable);
    return table;
  });
}

SPITupleTable* Sql::change(Statement& statement, std::span<const Parameter> parameters) {
  connect();
  has_written_ = true;
  return pg_call([&] {
    if (IsolationUsesXactSnapshot()) {
      // As the server's foreign keys do: find the rows by the latest state, and fail with 40001
      // where the transaction cannot see them.
      const Snapshot crosscheck = statement.sees_latest_ ? nullptr : GetTransactionSnapshot();
      execute(statement, parameters, {GetLatestSnapshot(), crosscheck});
    } else {
      execute(statement, parameters, {});
    }
    drop_snapshot();
    return SPI_tuptable;
  });
}

}  // namespace pico::postgres
