// SPDX-License-Identifier: MIT
//
// The role of requests: see web_role.hpp.
#include "postgres/web/web_role.hpp"

#include <fmt/format.h>

#include "krl/text/error.hpp"

#include "postgres/guard.hpp"
#include "postgres/owners.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

struct Role {
  Oid oid;
  bool is_superuser;
};

Role find_http_role() {
  return pg_call([] {
    SetCurrentStatementStartTimestamp();
    StartTransactionCommand();
    const Oid oid = get_role_oid(settings().http_role, true);
    const Role role{oid, OidIsValid(oid) && superuser_arg(oid)};
    CommitTransactionCommand();
    return role;
  });
}

/// The function of a name that only one in schema pico has.
Oid find_function(const char* name) {
  return pg_call([&] {
    const Oid schema = get_namespace_oid("pico", false);
    CatCList* const list = SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(name));
    Oid found = InvalidOid;
    for (int i = 0; i < list->n_members; ++i) {
      const auto* const row = reinterpret_cast<Form_pg_proc>(GETSTRUCT(&list->members[i]->tuple));
      if (row->pronamespace == schema) found = row->oid;
    }
    ReleaseSysCacheList(list);
    return found;
  });
}

}  // namespace

void become_http_role() {
  const Role role = find_http_role();
  if (!OidIsValid(role.oid))
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("there is no role \"{}\" (pico.http_role): call "
                                 "pico.create_roles(), or name another one",
                                 settings().http_role));
  if (role.is_superuser)
    throw krl::Error(krl::ErrorClass::Error,
                     fmt::format("requests must not have the rights of a superuser: the role "
                                 "\"{}\" (pico.http_role) is one",
                                 settings().http_role));
  pg_call([&] { SetSessionAuthorization(role.oid, false); });
}

bool is_http_role() {
  const Role role = find_http_role();
  return !role.is_superuser && role.oid == pg_call([] { return GetSessionUserId(); });
}

void require_execute(Oid role, const char* function) {
  const Oid found = find_function(function);
  if (pg_call([&] { return OidIsValid(found) && may_execute(found, role); })) return;
  throw krl::Error(
      krl::ErrorClass::Error,
      fmt::format("the role {} may not execute pico.{}()", name_of_role(role), function),
      krl::ErrorCode::NotOwner);
}

}  // namespace pico::postgres
