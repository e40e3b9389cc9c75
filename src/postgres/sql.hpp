// SPDX-License-Identifier: MIT
//
// One call's access to our tables: by statements (statement.hpp) and by key (keyed_table.hpp).
//
// What is seen, by the rule of docs/architecture.md, "Isolation":
//
//   a query               the snapshot of the calling statement; nothing may be written
//   READ COMMITTED        the latest committed state, by a snapshot taken after the last lock
//   REPEATABLE READ and   the transaction's snapshot, as long as that shows the latest state: any
//   SERIALIZABLE          difference in what is read or written is error 40001
//
// So an event under the pico's lock works on the latest state or fails, in every isolation level.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "postgres/direct_access.hpp"
#include "postgres/keyed_table.hpp"
#include "postgres/parameter.hpp"
#include "postgres/row.hpp"
#include "postgres/statement.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// From construction to close(); an error ends it as well.
class Sql {
 public:
  enum class Access { Read, Write };

  explicit Sql(Access access);
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;
  void close();

  // By statement ---------------------------------------------------------------------------------

  /// Settings that our statements have other values of.
  struct Settings {
    const char* enable_seqscan;
    const char* jit;
  };

  /// Connects to SPI, which statements do by themselves. To be called before a subtransaction, to
  /// whose end a connection would not last.
  void connect();
  /// What the settings were before that.
  [[nodiscard]] const Settings& former_settings() const noexcept { return connection_.former; }

  /// Calls `on_row` with each row. It must not touch the tables itself.
  template <class OnRow>
  void select(Statement& statement, std::initializer_list<Parameter> parameters, OnRow on_row) {
    SPITupleTable* const table = read(statement, {parameters.begin(), parameters.size()});
    for (uint64_t i = 0; i < table->numvals; ++i) on_row(Row(table->vals[i], table->tupdesc));
    release(table);
  }
  /// How many rows it changed. A `returning` clause gives its rows to `on_row`.
  template <class OnRow>
  uint64_t write(Statement& statement, std::initializer_list<Parameter> parameters, OnRow on_row) {
    SPITupleTable* const table = change(statement, {parameters.begin(), parameters.size()});
    const uint64_t count = SPI_processed;
    for (uint64_t i = 0; table != nullptr && i < table->numvals; ++i)
      on_row(Row(table->vals[i], table->tupdesc));
    release(table);
    return count;
  }
  uint64_t write(Statement& statement, std::initializer_list<Parameter> parameters) {
    return write(statement, parameters, [](const Row&) {});
  }

  // By key ---------------------------------------------------------------------------------------

  /// Calls `on_row` with each row whose key begins with `key`, in the order of keys, at most
  /// `limit`. It must not touch the tables itself.
  template <class OnRow>
  void find(KeyedTable& table, std::initializer_list<Parameter> key, OnRow on_row,
            size_t limit = kNoLimit) {
    const FoundRows found = find_rows(table, {key.begin(), key.size()}, limit);
    for (size_t i = 0; i < found.count; ++i)
      on_row(Row(found.tuples[i], found.columns, found.file));
    release(found.statement_rows);
  }
  /// Inserts a row, or replaces the one with the same key. A value for each column.
  RowVersion put(KeyedTable& table, std::initializer_list<Parameter> values) {
    const RowVersion version = put_row(table, {values.begin(), values.size()});
    release(nullptr);
    return version;
  }
  /// Deletes the rows whose key begins with `key`.
  void erase(KeyedTable& table, std::initializer_list<Parameter> key) {
    erase_rows(table, {key.begin(), key.size()});
    release(nullptr);
  }
  /// Reads by a new snapshot from now on: after waiting for a lock.
  void refresh();
  /// Whether anything was to be changed by this call.
  [[nodiscard]] bool has_written() const noexcept { return has_written_; }
  /// A statement of a program is about to change something.
  void note_write() noexcept { has_written_ = true; }
  [[nodiscard]] Access access() const noexcept { return access_; }

  /// A connection to SPI, which belongs to a level of calls in the server.
  struct Connection {
    bool is_there = false;
    int settings_level = 0;
    Settings former{};
  };
  /// Puts the connection aside for a call from within a statement of a program, which is another
  /// level, or takes it up again.
  Connection exchange_connection(Connection other) noexcept {
    return std::exchange(connection_, other);
  }
  /// Only inside pg_call.
  void disconnect();

 private:
  static constexpr size_t kNoLimit = ~size_t{0};
  struct Snapshots;

  SPITupleTable* read(Statement& statement, std::span<const Parameter> parameters);
  SPITupleTable* change(Statement& statement, std::span<const Parameter> parameters);
  /// Leaves the scratch context as the current one; only inside pg_call.
  void execute(Statement& statement, std::span<const Parameter> parameters, Snapshots snapshots);
  void release(SPITupleTable* table);

  FoundRows find_rows(KeyedTable& table, std::span<const Parameter> key, size_t limit);
  RowVersion put_row(KeyedTable& table, std::span<const Parameter> values);
  void erase_rows(KeyedTable& table, std::span<const Parameter> key);
  OpenTable& open(KeyedTable& table);

  template <class Acquire>
  auto owned(Acquire acquire);

  // Only inside pg_call.
  void prepare(OpenTable& open);
  /// The rows by the rule of the isolation level.
  FoundRows scan_checked(const OpenTable& open, std::span<const Parameter> key, size_t limit);
  Snapshot snapshot();
  void drop_snapshot();

  Access access_;
  Connection connection_;
  bool has_written_ = false;
  ResourceOwner owner_;
  Snapshot snapshot_ = nullptr;  // registered; of READ COMMITTED
  std::vector<OpenTable> tables_;
  MemoryContext home_;
  // Holds the parameters and rows of one operation; current while its rows are read.
  MemoryContext scratch_ = nullptr;
};

}  // namespace pico::postgres
