// SPDX-License-Identifier: MIT
//
// What errors and notices in a function in KRL say about where they come from.
#pragma once

#include "krl/text/error.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Adds `KRL function f(integer), line 3, column 5` to the context of whatever the server reports
/// between begin() and end(); of an error in the source, its place in the statement that brought
/// it. Lives in a frame that the server's jumps may leave: it has no destructor.
struct FunctionContext {
  void begin();
  void end() const;

  /// From here on it is known what runs: "function f(integer)". What is too long is cut.
  void set_name(const char* name);
  /// Takes the place out of an error, which itself would say it otherwise.
  krl::Error without_place(const krl::Error& error);

  ErrorContextCallback callback;
  char name[256];
  const char* compiled_source;  // null: it runs
  const char* part;             // what is being done besides running it; null: nothing
  unsigned line;                // 0: unknown
  unsigned column;
};

}  // namespace pico::postgres
