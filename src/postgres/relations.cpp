// SPDX-License-Identifier: MIT
//
// The OIDs of our tables: see relations.hpp.
#include "postgres/relations.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

struct Known {
  const char* name;
  Oid relation;
};

constexpr size_t kMaxKnown = 32;
Known known[kMaxKnown];
size_t known_count = 0;

Oid look_up(const char* name) {
  const Oid found = get_relname_relid(name, get_namespace_oid("pico", false));
  if (!OidIsValid(found))
    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_TABLE), errmsg("relation \"pico.%s\" does not exist", name),
             errhint("Is the extension pico installed in this database?")));
  return found;
}

void forget(Datum, Oid changed) {
  const bool is_ours = std::any_of(known, known + known_count, [changed](const Known& each) {
    return each.relation == changed;
  });
  if (changed == InvalidOid || is_ours) known_count = 0;
}

}  // namespace

Oid relation(const char* name) {
  for (size_t i = 0; i < known_count; ++i) {
    if (known[i].name == name) return known[i].relation;  // the same literal
  }
  const Oid found = look_up(name);
  if (known_count < kMaxKnown) known[known_count++] = {name, found};
  return found;
}

void set_up_relations() { CacheRegisterRelcacheCallback(forget, 0); }

}  // namespace pico::postgres
