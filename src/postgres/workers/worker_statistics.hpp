// SPDX-License-Identifier: MIT
//
// What workers have done, kept in the one row of pico.worker_statistics: counted in the process,
// and added to the row now and then in a transaction of its own. What a process has not added when
// it is killed is not counted.
#pragma once

#include <cstdint>

#include "engine/run/delivery.hpp"

#include "postgres/sql.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

struct WorkerCounts {
  int64_t delivered = 0;
  int64_t retried = 0;
  int64_t dead = 0;
  int64_t timers_fired = 0;
  int64_t lateness_ms = 0;      // of timers, in all
  int64_t max_lateness_ms = 0;  // of one
  int64_t requests_sent = 0;

  void add(const engine::Delivered& delivered);
  friend bool operator==(const WorkerCounts&, const WorkerCounts&) = default;
};

/// Those of this process that are not in the row yet.
WorkerCounts& worker_counts();

/// Whether what was done in the last second can wait.
enum class Flush : uint8_t { Now, IfDue };
/// Adds them to the row, where there are any, in a transaction of its own.
void flush_worker_counts(Flush flush);

/// The courier begins to work. Whether its predecessor has not said that it ends: it was killed, or
/// the server was.
bool enter_courier(Sql& sql);
/// It ends in order.
void leave_courier(Sql& sql);

}  // namespace pico::postgres
