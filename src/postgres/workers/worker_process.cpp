// SPDX-License-Identifier: MIT
//
// Background workers: see worker_process.hpp.
#include "postgres/workers/worker_process.hpp"
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <string>

namespace pico::postgres {
namespace {

bool is_connected = false;

/// A worker whose database is gone, because it was dropped by force, could not connect however
/// often it was started again: the exit code tells the server not to.
void end_for_good_without_database(int, Datum) {
  if (!is_connected) _exit(0);
}

void set_up_signals() {
  pqsignal(SIGHUP, SignalHandlerForConfigReload);
  pqsignal(SIGTERM, die);
  BackgroundWorkerUnblockSignals();
}

/// What the configuration says for sessions of people must not get in the way of a worker.
void override_settings() {
  const auto set = [](const char* name, const char* value) {
    SetConfigOption(name, value, PGC_SUSET, PGC_S_OVERRIDE);
  };
  set("statement_timeout", "0");
  set("lock_timeout", "0");
  set("idle_in_transaction_session_timeout", "0");
  set("default_transaction_isolation", "read committed");
  set("default_transaction_read_only", "off");
}

/// After a wait. Only inside pg_call.
void heed_signals() {
  ResetLatch(MyLatch);
  QueryCancelPending = false;
  CHECK_FOR_INTERRUPTS();
  if (!ConfigReloadPending) return;
  ConfigReloadPending = false;
  ProcessConfigFile(PGC_SIGHUP);
}

}  // namespace

BackgroundWorker describe_worker(const char* name, const char* function, int restart_time) {
  BackgroundWorker worker{};
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
  worker.bgw_restart_time = restart_time;
  strlcpy(worker.bgw_library_name, "pico", sizeof worker.bgw_library_name);
  strlcpy(worker.bgw_function_name, function, sizeof worker.bgw_function_name);
  strlcpy(worker.bgw_name, name, sizeof worker.bgw_name);
  strlcpy(worker.bgw_type, name, sizeof worker.bgw_type);
  return worker;
}

BackgroundWorker describe_courier(Oid database) {
  BackgroundWorker courier = describe_worker(kCourierName, "pico_courier_main", 1);
  courier.bgw_main_arg = ObjectIdGetDatum(database);
  return courier;
}

BackgroundWorkerHandle* register_worker(BackgroundWorker& worker) {
  static bool has_complained = false;
  BackgroundWorkerHandle* handle = nullptr;
  if (RegisterDynamicBackgroundWorker(&worker, &handle)) {
    has_complained = false;
    return handle;
  }
  if (!has_complained)
    ereport(LOG, (errmsg("the server has no place for a %s", worker.bgw_type),
                  errhint("Raise max_worker_processes.")));
  has_complained = true;
  return nullptr;
}

void set_latch_of(int pid) {
  if (PGPROC* const process = BackendPidGetProc(pid)) SetLatch(&process->procLatch);
}

void end_workers() {
  pg_call([] {
    for (const char* const kind : {kCourierName, kHttpName})
      for_each_worker(kind, [](PGPROC* process) {
        kill(process->pid, SIGTERM);
        return true;
      });
  });
}

void begin_worker(Oid database) {
  pg_call([&] {
    on_proc_exit(end_for_good_without_database, 0);
    set_up_signals();
    BackgroundWorkerInitializeConnectionByOid(database, InvalidOid, BGWORKER_BYPASS_ALLOWCONN);
    is_connected = true;
    override_settings();
    pgstat_report_appname(MyBgworkerEntry->bgw_type);
    pgstat_report_activity(STATE_IDLE, nullptr);
  });
}

namespace {

/// After so long who was told to end does not do so by itself: it waits for something that does not
/// come, as for a standby that is to confirm a commit. It is told again by a timer, and heeds that.
constexpr time_t kLongestEnd = 8;
timer_t end_timer;

void request_end(SIGNAL_ARGS) {
  const int former_errno = errno;
  itimerspec left{};
  if (!ShutdownRequestPending) {
    SignalHandlerForShutdownRequest(postgres_signal_arg);
    left.it_value.tv_sec = kLongestEnd;
    timer_settime(end_timer, 0, &left, nullptr);
  } else if (timer_gettime(end_timer, &left) == 0 && left.it_value.tv_sec == 0 &&
             left.it_value.tv_nsec == 0) {
    die(postgres_signal_arg);
  }
  errno = former_errno;
}

}  // namespace

void end_on_request_only() {
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGTERM;
  if (timer_create(CLOCK_MONOTONIC, &event, &end_timer) != 0)
    throw std::runtime_error("the system has no timer for a process");
  pqsignal(SIGTERM, request_end);
}

bool has_extension() {
  return pg_call([] {
    SetCurrentStatementStartTimestamp();
    StartTransactionCommand();
    const bool is_there = OidIsValid(get_extension_oid("pico", true));
    CommitTransactionCommand();
    return is_there;
  });
}

void bound_lock_waits(std::chrono::milliseconds bound) {
  const std::string text = std::to_string(bound.count());
  pg_call([&] { SetConfigOption("lock_timeout", text.c_str(), PGC_SUSET, PGC_S_OVERRIDE); });
}

void begin_worker_without_database() {
  pg_call([] {
    set_up_signals();
    BackgroundWorkerInitializeConnection(nullptr, nullptr, 0);
    pgstat_report_appname(MyBgworkerEntry->bgw_type);
    pgstat_report_activity(STATE_IDLE, nullptr);
  });
}

bool wait_for_work(std::chrono::milliseconds timeout, pgsocket socket) {
  return pg_call([&] {
    const int events = WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH |
                       (socket == PGINVALID_SOCKET ? 0 : WL_SOCKET_READABLE);
    const int happened = WaitLatchOrSocket(MyLatch, events, socket,
                                           static_cast<long>(timeout.count()), PG_WAIT_EXTENSION);
    heed_signals();
    return (happened & WL_LATCH_SET) != 0;
  });
}

WaitSet::WaitSet(pgsocket socket) {
  set_ = pg_call([&] {
    WaitEventSet* const set = create_wait_set(3);
    AddWaitEventToSet(set, WL_LATCH_SET, PGINVALID_SOCKET, MyLatch, nullptr);
    AddWaitEventToSet(set, WL_EXIT_ON_PM_DEATH, PGINVALID_SOCKET, nullptr, nullptr);
    AddWaitEventToSet(set, WL_SOCKET_READABLE, socket, nullptr, nullptr);
    return set;
  });
}

WaitSet::~WaitSet() { FreeWaitEventSet(set_); }

bool WaitSet::wait(std::chrono::milliseconds timeout) const {
  return pg_call([&] {
    WaitEvent events[3];
    const int count =
        WaitEventSetWait(set_, static_cast<long>(timeout.count()), events, 3, PG_WAIT_EXTENSION);
    heed_signals();
    return std::any_of(events, events + count,
                       [](const WaitEvent& event) { return (event.events & WL_LATCH_SET) != 0; });
  });
}

void end_worker() { proc_exit(0); }

}  // namespace pico::postgres
