// SPDX-License-Identifier: MIT
//
// The OIDs of our tables. They change when the extension is dropped and made again, so nobody
// keeps them.
#pragma once

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The OID of `pico.NAME`. May raise; only inside pg_call.
inline Oid relation(const char* name) {
  const Oid found = get_relname_relid(name, get_namespace_oid("pico", false));
  if (!OidIsValid(found))
    ereport(ERROR,
            (errcode(ERRCODE_UNDEFINED_TABLE), errmsg("relation \"pico.%s\" does not exist", name),
             errhint("Is the extension pico installed in this database?")));
  return found;
}

}  // namespace pico::postgres
