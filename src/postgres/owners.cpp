// SPDX-License-Identifier: MIT
//
// Owners: see owners.hpp.
#include "engine/ruleset/url.hpp"

#include "postgres/arguments.hpp"
#include "postgres/guard.hpp"
#include "postgres/locks.hpp"
#include "postgres/owners.hpp"
#include "postgres/relations.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

void require_administrator(Oid caller, const char* function) {
  if (is_administrator(caller)) return;
  throw krl::Error(krl::ErrorClass::Error,
                   "only an administrator may call pico." + std::string(function) + "()",
                   krl::ErrorCode::NotOwner);
}

void require_role(std::string_view role) {
  const std::string name(role);
  const char* const characters = name.c_str();
  pg_call([&] { get_role_oid(characters, false); });
}

#define PICO_FAMILY                                         \
  "with recursive family (id, number) as ("                 \
  " select p.id, p.number from pico.pico p where p.id = $1" \
  " union all select p.id, p.number from pico.pico p join family f on p.parent = f.id)"

}  // namespace

std::string name_of_role(Oid role) {
  return pg_call([&] { return GetUserNameFromId(role, false); });
}

bool is_administrator(Oid role) {
  return pg_call(
      [&] { return pg_class_aclcheck(relation("pico"), role, ACL_UPDATE) == ACLCHECK_OK; });
}

Oid role_of_name(std::string_view name) {
  const std::string copy(name);
  const char* const characters = copy.c_str();
  return pg_call([&] { return get_role_oid(characters, true); });
}

bool acts_for(Oid role, std::string_view owner) {
  const Oid found = role_of_name(owner);
  return OidIsValid(found) && pg_call([&] { return has_privs_of_role(role, found); });
}

void set_owner(ServerCall& call, std::string_view pico, std::string_view role) {
  static constinit Statement select{PICO_FAMILY " select number from family order by number"};
  static constinit Statement update{
      PICO_FAMILY " update pico.pico set owner = $2 where id in (select id from family)"};
  require_administrator(call.caller(), "set_owner");
  require_role(role);
  std::vector<int64_t> numbers;
  call.sql().select(select, {pico}, [&](const Row& row) { numbers.push_back(row.number(1)); });
  for (const int64_t number : numbers) lock_pico(number, engine::LockMode::Wait);
  if (call.sql().write(update, {pico, role}) == 0)
    throw krl::Error(krl::ErrorClass::Error, "Pico not found " + std::string(pico),
                     krl::ErrorCode::UnknownPico);
}

void set_ruleset_owner(ServerCall& call, std::string_view url, std::string_view role) {
  static constinit Statement update{"update pico.ruleset_url set owner = $2 where url = $1"};
  require_administrator(call.caller(), "set_ruleset_owner");
  require_role(role);
  const std::string key = engine::normalised_url(url);
  if (call.sql().write(update, {key, role}) == 0)
    throw krl::Error(krl::ErrorClass::Error, "No ruleset is registered as " + key,
                     krl::ErrorCode::UnknownRuleset);
}

}  // namespace pico::postgres

PICO_FUNCTION(pico_may_see) {
  return pico::postgres::entry([&] {
    using pico::postgres::pg_call;
    const bool has_all = pg_call([] {
      return pg_class_aclcheck(pico::postgres::relation("pico"), GetUserId(), ACL_SELECT) ==
             ACLCHECK_OK;
    });
    if (has_all) return BoolGetDatum(true);
    const auto owner = pico::postgres::Arguments(fcinfo).optional_text(0);
    return BoolGetDatum(owner && pico::postgres::acts_for(GetUserId(), *owner));
  });
}
