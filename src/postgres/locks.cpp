// SPDX-License-Identifier: MIT
//
// Locks over the lock manager: see locks.hpp.
#include "postgres/locks.hpp"
#include "postgres/guard.hpp"
#include "postgres/relations.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// Picos locked one by one in this transaction. A rolled back subtransaction gives locks back that
// stay counted, which only makes the bound come earlier.
int locked_picos = 0;

void forget_at_end_of_transaction(XactEvent event, void*) {
  if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
    locked_picos = 0;
}

LOCKTAG tag_of(int64_t number) {
  LOCKTAG tag{};
  tag.locktag_field1 = MyDatabaseId;
  tag.locktag_field2 = static_cast<uint32>(static_cast<uint64_t>(number) >> 32);
  tag.locktag_field3 = static_cast<uint32>(number);
  tag.locktag_type = LOCKTAG_USERLOCK;
  tag.locktag_lockmethodid = USER_LOCKMETHOD;
  return tag;
}

}  // namespace

bool lock_pico(int64_t number, engine::LockMode mode) {
  return pg_call([&] {
    const Oid picos = relation("pico");
    if (mode == engine::LockMode::Wait) {
      LockRelationOid(picos, RowExclusiveLock);
    } else if (!ConditionalLockRelationOid(picos, RowExclusiveLock)) {
      return false;  // another transaction has all picos
    }

    const LOCKTAG tag = tag_of(number);
    if (locked_picos >= settings().max_pico_locks && !LockHeldByMe(&tag, ExclusiveLock)) {
      if (mode == engine::LockMode::Try) return false;
      LockRelationOid(picos, ShareRowExclusiveLock);
      return true;
    }
    const auto result = LockAcquire(&tag, ExclusiveLock, false, mode == engine::LockMode::Try);
    if (result == LOCKACQUIRE_OK) ++locked_picos;
    return result != LOCKACQUIRE_NOT_AVAIL;
  });
}

void unlock_pico(int64_t number) {
  pg_call([&] {
    const Oid picos = relation("pico");
    UnlockRelationOid(picos, RowExclusiveLock);
    const LOCKTAG tag = tag_of(number);
    if (!LockHeldByMe(&tag, ExclusiveLock)) {  // the whole table was locked instead
      UnlockRelationOid(picos, ShareRowExclusiveLock);
      return;
    }
    LockRelease(&tag, ExclusiveLock, false);
    if (!LockHeldByMe(&tag, ExclusiveLock)) --locked_picos;
  });
}

void set_up_locks() { RegisterXactCallback(forget_at_end_of_transaction, nullptr); }

}  // namespace pico::postgres
