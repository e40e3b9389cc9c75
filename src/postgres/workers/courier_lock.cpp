// SPDX-License-Identifier: MIT
//
// The lock of the courier: see courier_lock.hpp.
#include "postgres/workers/courier_lock.hpp"
#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// Excludes itself, but not kLooking.
constexpr LOCKMODE kOnlyOne = ShareUpdateExclusiveLock;
constexpr LOCKMODE kPresent = AccessExclusiveLock;
constexpr LOCKMODE kLooking = AccessShareLock;
constexpr bool kOfSession = true;

/// Locks of picos have 0 as the fourth field (locks.cpp).
LOCKTAG courier_tag() {
  LOCKTAG tag{};
  tag.locktag_field1 = MyDatabaseId;
  tag.locktag_field4 = 1;
  tag.locktag_type = LOCKTAG_USERLOCK;
  tag.locktag_lockmethodid = USER_LOCKMETHOD;
  return tag;
}

}  // namespace

bool take_courier_lock() {
  return pg_call([] {
    const LOCKTAG tag = courier_tag();
    if (LockAcquire(&tag, kOnlyOne, kOfSession, true) == LOCKACQUIRE_NOT_AVAIL) return false;
    LockAcquire(&tag, kPresent, kOfSession, false);
    return true;
  });
}

void give_back_courier_lock() {
  pg_call([] {
    const LOCKTAG tag = courier_tag();
    LockRelease(&tag, kPresent, kOfSession);
    LockRelease(&tag, kOnlyOne, kOfSession);
  });
}

bool is_courier_lock_taken() {
  const LOCKTAG tag = courier_tag();
  if (LockAcquire(&tag, kLooking, kOfSession, true) == LOCKACQUIRE_NOT_AVAIL) return true;
  LockRelease(&tag, kLooking, kOfSession);
  return false;
}

}  // namespace pico::postgres
