// SPDX-License-Identifier: MIT
//
// The launcher: see launcher.hpp. It is connected to no database, so it keeps none from being
// dropped.
#include "postgres/workers/launcher.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/workers/database_due.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

extern "C" PGDLLEXPORT void pico_launcher_main(Datum);

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;

/// After the server had no place for another worker.
constexpr milliseconds kRetry{1000};
constexpr milliseconds kLongest{3600 * 1000};

/// Databases that one can connect to.
std::vector<Oid> list_databases() {
  std::vector<Oid> databases;
  const auto collect = [&](auto on_each) {
    pg_call([&] {
      SetCurrentStatementStartTimestamp();
      StartTransactionCommand();
      PushActiveSnapshot(GetTransactionSnapshot());
      const Relation relation = table_open(DatabaseRelationId, AccessShareLock);
      const TableScanDesc scan = table_beginscan_catalog(relation, 0, nullptr);
      while (const HeapTuple tuple = heap_getnext(scan, ForwardScanDirection)) {
        const auto* const row = reinterpret_cast<Form_pg_database>(GETSTRUCT(tuple));
        if (row->datallowconn) on_each(row->oid);
      }
      table_endscan(scan);
      table_close(relation, AccessShareLock);
      PopActiveSnapshot();
      CommitTransactionCommand();
    });
  };
  size_t count = 0;
  collect([&](Oid) { ++count; });
  databases.reserve(count);  // so that nothing is allocated where the server may jump out
  collect([&](Oid database) {
    if (databases.size() < databases.capacity()) databases.push_back(database);
  });
  return databases;
}

/// Starts a courier and waits until it runs; false where there is no place for it.
bool start_courier(Oid database) {
  return pg_call([&] {
    BackgroundWorker worker = describe_courier(database);
    worker.bgw_notify_pid = MyProcPid;
    BackgroundWorkerHandle* const handle = register_worker(worker);
    if (handle == nullptr) return false;
    int pid = 0;
    WaitForBackgroundWorkerStartup(handle, &pid);
    pfree(handle);
    return true;
  });
}

/// Until it succeeds: a few at a time, as many as there are places.
void start_courier_for_sure(Oid database) {
  while (settings().is_enabled && !start_courier(database)) wait_for_work(kRetry);
}

milliseconds time_until(TimestampTz time) {
  if (time == DT_NOEND) return kLongest;
  return std::min(kLongest,
                  milliseconds(TimestampDifferenceMilliseconds(GetCurrentTimestamp(), time)));
}

[[noreturn]] void run_launcher() {
  bool has_started_all = false;
  std::string http_listen;  // the setting, as it was for those
  while (true) {
    // Couriers that leave because they are switched off remember nothing.
    if (!settings().is_enabled) has_started_all = false;
    // They start the servers over HTTP.
    if (http_listen != settings().http_listen) has_started_all = false;
    if (settings().is_enabled && !has_started_all) {
      has_started_all = true;
      http_listen = settings().http_listen;
      for (const Oid database : list_databases()) start_courier_for_sure(database);
    }
    while (true) {
      const Oid database = pg_call([] { return take_due_database(GetCurrentTimestamp()); });
      if (database == InvalidOid) break;
      start_courier_for_sure(database);
    }
    wait_for_work(time_until(pg_call([] { return next_due(); })));
  }
}

}  // namespace

void set_up_launcher() {
  if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade) return;
  BackgroundWorker launcher = describe_worker(kLauncherName, "pico_launcher_main", 1);
  RegisterBackgroundWorker(&launcher);
}

}  // namespace pico::postgres

void pico_launcher_main(Datum) {
  pico::postgres::entry([] {
    using namespace pico::postgres;
    begin_worker_without_database();
    enter_launcher();
    run_launcher();
    return Datum{0};
  });
}
