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

/// A row of a table or a result; columns count from 1. Valid until the callback that got it
/// returns.
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

}  // namespace pico::postgres
