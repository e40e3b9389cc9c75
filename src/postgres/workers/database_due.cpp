// SPDX-License-Identifier: MIT
//
// Due databases in shared memory: see database_due.hpp.
#include "postgres/workers/database_due.hpp"
#include "postgres/guard.hpp"
#include "postgres/time.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Databases with timers and no courier; those beyond keep theirs.
constexpr int kMaxDatabases = 1000;
constexpr const char* kTranche = "pico_database_due";

struct Due {
  Oid database;
  TimestampTz time;
};

struct SharedDue {
  LWLock* lock;
  int launcher;  // pid; 0: none
  int count;
  Due databases[kMaxDatabases];
};

SharedDue* shared_due = nullptr;  // null unless the library was preloaded

/// Only with the lock held.
Due* find(Oid database) {
  Due* const end = shared_due->databases + shared_due->count;
  Due* const found = std::find_if(shared_due->databases, end,
                                  [&](const Due& due) { return due.database == database; });
  return found == end ? nullptr : found;
}

void leave_launcher(int, Datum) { shared_due->launcher = 0; }

shmem_startup_hook_type former_startup_hook = nullptr;

void request_memory() {
  RequestAddinShmemSpace(MAXALIGN(sizeof(SharedDue)));
  RequestNamedLWLockTranche(kTranche, 1);
}

void attach_memory() {
  if (former_startup_hook != nullptr) former_startup_hook();
  LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
  bool is_known = false;
  shared_due =
      static_cast<SharedDue*>(ShmemInitStruct("pico due databases", sizeof(SharedDue), &is_known));
  if (!is_known) {
    *shared_due = SharedDue{};
    shared_due->lock = &GetNamedLWLockTranche(kTranche)->lock;
  }
  LWLockRelease(AddinShmemInitLock);
}

}  // namespace

bool remember_due(engine::Time time) {
  if (shared_due == nullptr || shared_due->launcher == 0) return false;
  const TimestampTz due = to_timestamp(time);
  return pg_call([&] {
    LWLockAcquire(shared_due->lock, LW_EXCLUSIVE);
    Due* place = find(MyDatabaseId);
    if (place == nullptr && shared_due->count < kMaxDatabases)
      place = &shared_due->databases[shared_due->count++];
    if (place != nullptr) *place = {MyDatabaseId, due};
    const int launcher = shared_due->launcher;
    LWLockRelease(shared_due->lock);
    set_latch_of(launcher);
    return place != nullptr;
  });
}

void enter_launcher() {
  shared_due->launcher = MyProcPid;
  pg_call([] { before_shmem_exit(leave_launcher, 0); });
}

Oid take_due_database(TimestampTz now) {
  Oid database = InvalidOid;
  LWLockAcquire(shared_due->lock, LW_EXCLUSIVE);
  for (int i = 0; i < shared_due->count && database == InvalidOid; ++i) {
    if (shared_due->databases[i].time > now) continue;
    database = shared_due->databases[i].database;
    shared_due->databases[i] = shared_due->databases[--shared_due->count];
  }
  LWLockRelease(shared_due->lock);
  return database;
}

TimestampTz next_due() {
  TimestampTz next = DT_NOEND;
  LWLockAcquire(shared_due->lock, LW_SHARED);
  for (int i = 0; i < shared_due->count; ++i) next = std::min(next, shared_due->databases[i].time);
  LWLockRelease(shared_due->lock);
  return next;
}

void set_up_database_due() {
  if (!process_shared_preload_libraries_in_progress) return;
  request_shared_memory<request_memory>();
  former_startup_hook = shmem_startup_hook;
  shmem_startup_hook = attach_memory;
}

}  // namespace pico::postgres
