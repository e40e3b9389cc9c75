// SPDX-License-Identifier: MIT
//
// What executors do for their owners.
#pragma once

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The first byte of a job; what follows is its data.
enum class JobKind : char {
  /// Delivers what waits for a pico: its id (executor_delivery.hpp).
  Deliver = 'd',
  /// Serves a request over HTTP (../web/web_executor.hpp).
  Answer = 'a',
};

/// What an executor is told when it is registered; its main argument is the owner's pipe.
struct ExecutorOrder {
  Oid database;
  Oid role;  // the owner's, in which the executor works as well
};
static_assert(sizeof(ExecutorOrder) <= BGW_EXTRALEN);

}  // namespace pico::postgres
