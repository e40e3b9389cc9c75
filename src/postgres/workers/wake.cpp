// SPDX-License-Identifier: MIT
//
// Waking workers: see wake.hpp.
//
// That is done when the commit is visible to all. For the courier it is asked whether its lock is
// taken. The courier gives it back before it looks for the last time, so either it sees what was
// committed, or this sees that nobody will.
#include "postgres/workers/wake.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/workers/worker_lock.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// At most one courier a second is started by a process: one that ends at once, because workers are
// paused, must not be followed by another with each commit.
constexpr int kPauseMs = 1000;

bool is_courier_wanted = false;
bool are_watchers_wanted = false;
bool is_courier = false;

/// Wakes at most so many workers of a name in this database; one that is about to come or go looks
/// anyway.
void wake_workers(const char* name, int most) {
  for_each_worker(name, [&](PGPROC* process) {
    SetLatch(&process->procLatch);
    return --most > 0;
  });
}

void start_courier() {
  static TimestampTz last_start = 0;
  const TimestampTz now = GetCurrentTimestamp();
  if (!TimestampDifferenceExceeds(last_start, now, kPauseMs)) return;
  last_start = now;
  BackgroundWorker courier = describe_courier(MyDatabaseId);
  if (BackgroundWorkerHandle* const handle = register_worker(courier)) pfree(handle);
}

void wake_courier() {
  if (is_worker_lock_taken(WorkerLock::Courier)) {
    wake_workers(kCourierName, 1);
  } else {
    start_courier();
  }
}

/// After the commit nothing may fail any more: what does is left to the workers' own looks.
template <class Wake>
void try_to(Wake wake) noexcept {
  try {
    pg_call(wake);
  } catch (...) {
  }
}

void at_end_of_transaction(XactEvent event, void*) {
  if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
    return;
  const bool for_courier = std::exchange(is_courier_wanted, false);
  const bool for_watchers = std::exchange(are_watchers_wanted, false);
  if (event != XACT_EVENT_COMMIT) return;
  if (for_courier && settings().is_enabled && !is_courier) try_to(wake_courier);
  if (for_watchers) try_to([] { wake_workers(kHttpName, kMaxHttpWorkers); });
}

}  // namespace

void wake_courier_at_commit() noexcept { is_courier_wanted = true; }

void wake_watchers_at_commit() noexcept { are_watchers_wanted = true; }

void wake_nobody() noexcept { is_courier = true; }

void set_up_wake() { RegisterXactCallback(at_end_of_transaction, nullptr); }

}  // namespace pico::postgres
