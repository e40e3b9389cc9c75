// SPDX-License-Identifier: MIT
//
// The version of the registry: see registry_version.hpp.
#include "postgres/registry_version.hpp"
#include "postgres/guard.hpp"
#include "postgres/relations.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

uint64_t version = 1;
Oid registry = InvalidOid;  // the table as it was last

void count_change(Datum, Oid changed) {
  if (changed == InvalidOid || changed == registry) ++version;
}

}  // namespace

uint64_t registry_version() {
  pg_call([] {
    const Oid found = relation("ruleset_url");
    if (found == registry) return;
    registry = found;
    ++version;
  });
  return version;
}

void set_up_registry_version() { CacheRegisterRelcacheCallback(count_change, 0); }

}  // namespace pico::postgres

PICO_FUNCTION(pico_registry_changed) {
  return pico::postgres::entry([&] {
    if (!CALLED_AS_TRIGGER(fcinfo))
      throw pico::krl::Error(pico::krl::ErrorClass::Error,
                             "pico.registry_changed() is for triggers",
                             pico::krl::ErrorCode::InvalidArgument);
    const auto* trigger = reinterpret_cast<TriggerData*>(fcinfo->context);
    pico::postgres::pg_call([&] { CacheInvalidateRelcache(trigger->tg_relation); });
    return PointerGetDatum(nullptr);
  });
}
