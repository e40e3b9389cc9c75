// SPDX-License-Identifier: MIT
//
// Values of SQL as values of KRL. The manual's table "Values of SQL in KRL" (docs/sql.md) is what
// this does.
//
// The conversions leave garbage in the current memory context, for the caller to reset now and
// then. What they raise beyond Error are errors of the server (PgError), after which only a
// subtransaction's end lets one go on.
#pragma once

#include <memory>
#include <vector>

#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

#include "postgres/value/server_type.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A value of type `type`.
krl::Value value_of_datum(Datum datum, bool is_null, Oid type);
krl::Value value_of_datum(Datum datum, bool is_null, const ServerType& type);

/// Makes rows of the same columns into Maps. The columns must live as long as the reader.
class RowReader {
 public:
  /// Throws Error where two columns have the same name, of which a Map can hold one.
  explicit RowReader(TupleDesc columns);

  [[nodiscard]] krl::Map read(HeapTuple row);

 private:
  struct Column {
    int position;
    krl::String name;
    ServerTypePtr type;
  };

  TupleDesc columns_;
  std::vector<Column> kept_;  // those that were not dropped
  std::vector<Datum> values_;
  std::unique_ptr<bool[]> nulls_;
};

}  // namespace pico::postgres
