// SPDX-License-Identifier: MIT
//
// The tables of the application, as programs reach them by the module `sql`. The engine has no
// tables of its own among them: those are the Store's.
#pragma once

#include <string_view>

#include "krl/value/array.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class Session;

/// A statement of a program.
struct SqlStatement {
  std::string_view text;
  krl::Array arguments;    // of $1, $2, …
  std::string_view owner;  // the pico's: whose rights decide
  bool writes = false;     // sql:execute
  Session* session;        // that the calls join which come from within the statement
};

class ProgramSql {
 public:
  virtual ~ProgramSql() = default;

  /// Runs a statement in the running transaction. The rows of a query as an Array of Maps; what a
  /// statement that writes did as {"count", "rows"}. Throws Error{SqlFailed}, Error{SqlRefused},
  /// Error{LimitExceeded}; what ends the whole call (cancellation, 40001) is the server's own.
  /// After an error of a statement that writes, the part of the call that it stands in must be
  /// undone; of a query nothing is left.
  virtual krl::Value run(const SqlStatement& statement) = 0;

  // A part of the call that may fail by itself: what statements did in it is undone then. In the
  // order of a stack. Without statements a part costs nothing.
  virtual void begin_undoable() = 0;
  virtual void keep() = 0;
  /// True where statements have run in it: the locks that were taken meanwhile are gone as well.
  [[nodiscard]] virtual bool undo() = 0;
};

}  // namespace pico::engine
