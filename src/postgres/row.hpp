// SPDX-License-Identifier: MIT
//
// Rows on their way out of the server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/model/rows.hpp"
#include "krl/value/value.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// One version of a row. The same version has the same content: a place is given to another row
/// only when this one is long gone, and that row is of another transaction. (A transaction that
/// writes a row twice does so in two places, and a table that is rewritten becomes another file;
/// while that file is new it counts as none.)
struct RowVersion {
  Oid file = InvalidOid;  // of the table; none for a row of a statement or a new file
  BlockNumber block = 0;
  OffsetNumber offset = 0;
  TransactionId writer = InvalidTransactionId;

  [[nodiscard]] bool is_known() const noexcept { return file != InvalidOid; }
  friend bool operator==(const RowVersion&, const RowVersion&) = default;
};

/// A row of a table or a result; columns count from 1. Valid until the callback that got it
/// returns.
class Row {
 public:
  /// `file`: of the table it was read from directly.
  Row(HeapTuple tuple, TupleDesc columns, Oid file = InvalidOid)
      : tuple_(tuple), columns_(columns), file_(file) {}

  [[nodiscard]] RowVersion version() const;

  [[nodiscard]] bool is_null(int column) const;
  /// Of a text or json column; empty where null.
  [[nodiscard]] std::string_view text(int column) const;
  [[nodiscard]] std::string string(int column) const { return std::string(text(column)); }
  [[nodiscard]] int64_t number(int column) const;
  [[nodiscard]] bool boolean(int column) const;
  [[nodiscard]] engine::Time time(int column) const;
  [[nodiscard]] std::vector<std::string> texts(int column) const;
  [[nodiscard]] krl::Value json(int column) const;

 private:
  /// The value with nothing compressed or out of line; 0 where null.
  [[nodiscard]] Datum value(int column) const;

  HeapTuple tuple_;
  TupleDesc columns_;
  Oid file_;
};

}  // namespace pico::postgres
