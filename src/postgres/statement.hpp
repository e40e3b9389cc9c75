// SPDX-License-Identifier: MIT
//
// Statements by SPI with saved plans: the general way to our tables. What every event needs goes
// by keyed_table.hpp.
#pragma once

#include "postgres/postgres.hpp"

namespace pico::postgres {

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

}  // namespace pico::postgres
