// SPDX-License-Identifier: MIT
//
// What surrounds a statement of a program: its role, its settings, its connection to SPI, and the
// memory that it leaves behind.
#pragma once

#include "postgres/sql.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// From construction to close(); an error ends it as well, with the subtransaction it stands in.
class StatementScope {
 public:
  /// As `role`, with the settings of the session but for search_path.
  StatementScope(Oid role, const Sql::Settings& session);
  ~StatementScope();
  StatementScope(const StatementScope&) = delete;
  StatementScope& operator=(const StatementScope&) = delete;
  void close();
  /// After an error: what lies in the scope's memory, the error itself too, is not needed.
  void discard();

 private:
  Oid user_ = InvalidOid;
  int security_context_ = 0;
  int settings_level_ = 0;
  MemoryContext home_;
  MemoryContext scratch_;  // current as long as the scope lives
};

}  // namespace pico::postgres
