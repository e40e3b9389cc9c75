// SPDX-License-Identifier: MIT
//
// The lead's side of followers, and theirs: see web_followers.hpp.
#include "postgres/web/web_followers.hpp"

#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/web/listener.hpp"
#include "postgres/web/web_metrics.hpp"
#include "postgres/web/web_role.hpp"
#include "postgres/web/web_worker.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

extern "C" PGDLLEXPORT void pico_http_follower_main(Datum database);

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kPause{1000};
/// Longer than a process takes to answer what has come in (web_worker.cpp).
constexpr milliseconds kLongestEnd{3000};

/// Those there are or were; static, as they are ended also where the process ends by an error.
std::array<BackgroundWorkerHandle*, kMaxHttpWorkers> processes{};

bool is_there(BackgroundWorkerHandle* process) {
  pid_t pid = 0;
  return process != nullptr && GetBackgroundWorkerPid(process, &pid) != BGWH_STOPPED;
}

void end_processes() {
  for (BackgroundWorkerHandle* const process : processes)
    if (process != nullptr) TerminateBackgroundWorker(process);
}

void end_processes_at_exit(int, Datum) { end_processes(); }

BackgroundWorkerHandle* start_process(dsm_handle metrics) {
  BackgroundWorker worker =
      describe_worker(kHttpName, "pico_http_follower_main", BGW_NEVER_RESTART);
  const FollowerOrder order{MyDatabaseId, MyProcPid, metrics};
  static_assert(sizeof order <= BGW_EXTRALEN);
  std::memcpy(worker.bgw_extra, &order, sizeof order);
  worker.bgw_notify_pid = MyProcPid;
  const MemoryContext former = MemoryContextSwitchTo(TopMemoryContext);
  BackgroundWorkerHandle* const process = register_worker(worker);
  MemoryContextSwitchTo(former);
  return process;
}

}  // namespace

WebFollowers::WebFollowers() : metrics_(web_metrics().create()) {
  pg_call([] { before_shmem_exit(end_processes_at_exit, 0); });
}

void WebFollowers::keep(size_t count) {
  const Clock::time_point now = Clock::now();
  if (now < next_start_) return;
  next_start_ = now + kPause;
  pg_call([&] {
    for (size_t i = 0; i < count; ++i) {
      if (is_there(processes[i])) continue;
      if (processes[i] != nullptr) pfree(processes[i]);
      processes[i] = start_process(metrics_);
    }
  });
}

void WebFollowers::end() const {
  pg_call([] { end_processes(); });
}

void WebFollowers::wait_for_end() const {
  const Clock::time_point end = Clock::now() + kLongestEnd;
  while (pg_call([] { return std::any_of(processes.begin(), processes.end(), is_there); }) &&
         Clock::now() < end)
    wait_for_work(std::chrono::ceil<milliseconds>(end - Clock::now()));
}

namespace {

/// The process is there only while its lead is, and the settings are those it has begun with.
void run_follower(const FollowerOrder& order) {
  const WebSettings begun_with = web_settings();
  const std::optional<ListenAddress> address = listen_address(begun_with.listen);
  if (!address) return;
  if (!web_metrics().attach(order.metrics)) return;
  become_http_role();
  WebWorker worker(open_listener(*address), begun_with);
  worker.run([&] {
    return !ShutdownRequestPending && web_settings() == begun_with &&
           pg_call([&] { return BackendPidGetProc(order.lead) != nullptr; });
  });
}

}  // namespace
}  // namespace pico::postgres

void pico_http_follower_main(Datum) {
  pico::postgres::entry([] {
    using namespace pico::postgres;
    FollowerOrder order;
    std::memcpy(&order, MyBgworkerEntry->bgw_extra, sizeof order);
    begin_worker(order.database);
    end_on_request_only();
    run_follower(order);
    return Datum{0};
  });
  pico::postgres::end_worker();
}
