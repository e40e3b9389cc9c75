// SPDX-License-Identifier: MIT
//
// Waking the courier: see wake.hpp.
//
// That is done when the commit is visible to all, by asking whether the courier's lock is taken.
// The courier gives its lock back before it looks for the last time, so either it sees what was
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

bool is_wanted = false;
bool is_courier = false;

/// The process that is the courier of this database; null while it is about to come or go.
PGPROC* find_courier() {
  for (uint32 i = 0; i < ProcGlobal->allProcCount; ++i) {
    PGPROC* const process = &ProcGlobal->allProcs[i];
    if (process->pid == 0 || process->databaseId != MyDatabaseId || is_regular_backend(process))
      continue;
    const char* const type = GetBackgroundWorkerTypeByPid(process->pid);
    if (type != nullptr && std::strcmp(type, kCourierName) == 0) return process;
  }
  return nullptr;
}

void start_courier() {
  static TimestampTz last_start = 0;
  const TimestampTz now = GetCurrentTimestamp();
  if (!TimestampDifferenceExceeds(last_start, now, kPauseMs)) return;
  last_start = now;
  BackgroundWorker courier = describe_courier(MyDatabaseId);
  if (BackgroundWorkerHandle* const handle = register_worker(courier)) pfree(handle);
}

/// After the commit nothing may fail any more: what does is left to the courier's own look.
void wake() noexcept {
  try {
    pg_call([] {
      if (!is_worker_lock_taken(WorkerLock::Courier)) {
        start_courier();
      } else if (PGPROC* const courier = find_courier()) {
        SetLatch(&courier->procLatch);
      }
    });
  } catch (...) {
  }
}

void at_end_of_transaction(XactEvent event, void*) {
  if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
    return;
  const bool is_due = is_wanted && event == XACT_EVENT_COMMIT;
  is_wanted = false;
  if (is_due && settings().is_enabled && !is_courier) wake();
}

}  // namespace

void wake_courier_at_commit() noexcept { is_wanted = true; }

void wake_nobody() noexcept { is_courier = true; }

void set_up_wake() { RegisterXactCallback(at_end_of_transaction, nullptr); }

}  // namespace pico::postgres
