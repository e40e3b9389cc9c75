// SPDX-License-Identifier: MIT
//
// What all our background workers have in common: how they are registered, how they begin, and how
// they wait.
//
// A worker ends with exit code 0, after which the server forgets it, or is started again a second
// later where it was registered so: after an error, and when somebody has terminated it.
#pragma once

#include <chrono>

#include "postgres/postgres.hpp"

namespace pico::postgres {

// As pg_stat_activity shows them.
inline constexpr const char* kLauncherName = "pico launcher";
inline constexpr const char* kCourierName = "pico courier";
inline constexpr const char* kExecutorName = "pico executor";
inline constexpr const char* kHttpName = "pico http";

/// A worker with the main function `function` of this library.
BackgroundWorker describe_worker(const char* name, const char* function, int restart_time);

/// The courier of a database. Only inside pg_call.
BackgroundWorker describe_courier(Oid database);

/// Has a dynamic worker started; null where the server has no place for one, which the log says
/// once. Only inside pg_call.
BackgroundWorkerHandle* register_worker(BackgroundWorker& worker);

/// Sets the latch of a process of this server, if it is one that still runs. Only inside pg_call.
void set_latch_of(int pid);

/// Calls `on_each` with each worker of a name in this database, as long as it gives true. Those
/// that are about to come or go may not be among them. Only inside pg_call.
template <class OnEach>
void for_each_worker(const char* name, OnEach on_each) {
  for (uint32 i = 0; i < ProcGlobal->allProcCount; ++i) {
    PGPROC* const process = &ProcGlobal->allProcs[i];
    if (process->pid == 0 || process->databaseId != MyDatabaseId || is_regular_backend(process))
      continue;
    const char* const type = GetBackgroundWorkerTypeByPid(process->pid);
    if (type != nullptr && std::strcmp(type, name) == 0 && !on_each(process)) return;
  }
}

/// Tells the workers of this database to end; all but executors come back in a second.
void end_workers();

/// Begins a worker that works in a database, as the bootstrap superuser; its calls run as the
/// extension's owner. Where there is no such database it ends for good.
void begin_worker(Oid database);
/// From here on it does not end in the middle of something when it is told to: it sees
/// ShutdownRequestPending, and has some seconds to end by itself.
void end_on_request_only();
/// Begins one that looks at shared catalogs only.
void begin_worker_without_database();

/// Whether the worker's database has the extension, now.
bool has_extension();

/// From here on, waiting longer for a lock is an error, SQLSTATE 55P03.
void bound_lock_waits(std::chrono::milliseconds bound);

/// Waits until the latch is set, `timeout` is over or, unless that is PGINVALID_SOCKET, `socket`
/// can be read from; then heeds signals and changed settings. Whether the latch was set. There is
/// nothing to be cancelled meanwhile.
bool wait_for_work(std::chrono::milliseconds timeout, pgsocket socket = PGINVALID_SOCKET);

/// The same with a socket again and again: what is waited for is told to the system once.
class WaitSet {
 public:
  explicit WaitSet(pgsocket socket);
  ~WaitSet();
  WaitSet(const WaitSet&) = delete;
  WaitSet& operator=(const WaitSet&) = delete;
  /// See wait_for_work().
  [[nodiscard]] bool wait(std::chrono::milliseconds timeout) const;

 private:
  WaitEventSet* set_;
};

/// Ends the process for good, in order.
[[noreturn]] void end_worker();

}  // namespace pico::postgres
