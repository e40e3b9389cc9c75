// SPDX-License-Identifier: MIT
//
// Locks of workers: see worker_lock.hpp.
#include "postgres/workers/worker_lock.hpp"
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// Excludes itself, but not kLooking.
constexpr LOCKMODE kOnlyOne = ShareUpdateExclusiveLock;
constexpr LOCKMODE kPresent = AccessExclusiveLock;
constexpr LOCKMODE kLooking = AccessShareLock;
constexpr bool kOfSession = true;

LOCKTAG tag_of(WorkerLock lock) {
  LOCKTAG tag{};
  tag.locktag_field1 = MyDatabaseId;
  tag.locktag_field4 = static_cast<uint16>(lock);
  tag.locktag_type = LOCKTAG_USERLOCK;
  tag.locktag_lockmethodid = USER_LOCKMETHOD;
  return tag;
}

}  // namespace

bool take_worker_lock(WorkerLock lock) {
  return pg_call([&] {
    const LOCKTAG tag = tag_of(lock);
    if (LockAcquire(&tag, kOnlyOne, kOfSession, true) == LOCKACQUIRE_NOT_AVAIL) return false;
    LockAcquire(&tag, kPresent, kOfSession, false);
    return true;
  });
}

void give_back_worker_lock(WorkerLock lock) {
  pg_call([&] {
    const LOCKTAG tag = tag_of(lock);
    LockRelease(&tag, kPresent, kOfSession);
    LockRelease(&tag, kOnlyOne, kOfSession);
  });
}

bool is_worker_lock_taken(WorkerLock lock) {
  const LOCKTAG tag = tag_of(lock);
  if (LockAcquire(&tag, kLooking, kOfSession, true) == LOCKACQUIRE_NOT_AVAIL) return true;
  LockRelease(&tag, kLooking, kOfSession);
  return false;
}

}  // namespace pico::postgres
