// SPDX-License-Identifier: MIT
//
// SQL through SPI with saved plans: the one way to our tables.
//
// What a statement sees, by the rule of docs/architecture.md, "Isolation":
//
//   a query               the snapshot of the calling statement; nothing may be written
//   READ COMMITTED        the latest committed state, by a fresh snapshot for each statement
//   REPEATABLE READ and   the transaction's snapshot, as long as that shows the latest state: any
//   SERIALIZABLE          difference in what is read or written is error 40001
//
// So an event under the pico's lock works on the latest state or fails, in every isolation level.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/rows.hpp"

#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A value for `$n`. Borrows what it is made from.
class Parameter {
 public:
  /// A text. Throws Error where the server cannot hold it: a zero byte, an unpaired surrogate.
  Parameter(std::string_view characters);
  Parameter(const std::string& characters) : Parameter(std::string_view(characters)) {}
  Parameter(int64_t number) : type_(INT8OID), number_(number) {}
  /// An array of texts.
  Parameter(std::span<const std::string> texts);

  /// A text that is part of a key: throws Error where it is too long for an index.
  static Parameter key(std::string_view characters);
  /// A text, or null where it is empty.
  static Parameter text_or_null(std::string_view characters);
  /// JSON text as krl::to_json gives it.
  static Parameter json(std::string_view characters);
  static Parameter time(engine::Time time);

  [[nodiscard]] Oid type() const { return type_; }
  [[nodiscard]] bool is_null() const { return is_null_; }
  /// Allocates in the current memory context; only inside pg_call.
  [[nodiscard]] Datum datum() const;

 private:
  Oid type_;
  bool is_null_ = false;
  int64_t number_ = 0;
  std::string_view characters_;
  std::span<const std::string> texts_;
};

/// The text of a statement with its plan, which is made at first use and kept for the life of the
/// backend. One such object, `static constinit`, for each statement; its parameters have the same
/// types in every call.
class Statement {
 public:
  /// `sees_latest`: by the latest state in every isolation level, for queues.
  constexpr explicit Statement(const char* sql, bool sees_latest = false)
      : sql_(sql), sees_latest_(sees_latest) {}
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

 private:
  friend class Sql;
  const char* sql_;
  bool sees_latest_;
  SPIPlanPtr plan_ = nullptr;
};

/// A row of a result; columns count from 1. Valid until the callback that got it returns.
class Row {
 public:
  Row(HeapTuple tuple, TupleDesc columns) : tuple_(tuple), columns_(columns) {}

  [[nodiscard]] bool is_null(int column) const;
  /// Of a text or json column; empty where null.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
  [[nodiscard]] int64_t number(int column) const;
  [[nodiscard]] engine::Time time(int column) const;
  [[nodiscard]] std::vector<std::string> texts(int column) const;
  [[nodiscard]] krl::Value json(int column) const;

 private:
  /// The value with nothing compressed or out of line; 0 where null.
  [[nodiscard]] Datum value(int column) const;

  HeapTuple tuple_;
  TupleDesc columns_;
};

/// A connection to SPI, from construction to close(); an error closes it as well.
class Sql {
 public:
  enum class Access { Read, Write };

  explicit Sql(Access access);
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;
  void close();

  /// Calls `on_row` with each row. It must not run another statement.
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

 private:
  struct Snapshots;

  SPITupleTable* read(Statement& statement, std::span<const Parameter> parameters);
  SPITupleTable* change(Statement& statement, std::span<const Parameter> parameters);
  /// Leaves the scratch context as the current one; only inside pg_call.
  void execute(Statement& statement, std::span<const Parameter> parameters, Snapshots snapshots);
  void release(SPITupleTable* table);

  Access access_;
  MemoryContext connection_ = nullptr;
  // Holds the parameters and detoasted values of one statement; current while its rows are read.
  MemoryContext scratch_ = nullptr;
};

}  // namespace pico::postgres
