// SPDX-License-Identifier: MIT
//
// Who may manage what. Picos and rulesets belong to roles, which rows hold by name, so that an
// image can be restored where a role does not exist. A name that no role has leaves what it owns to
// the administrators: those who may write the table pico.pico themselves.
#pragma once

#include <string>
#include <string_view>

#include "postgres/call.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

std::string name_of_role(Oid role);
/// InvalidOid where there is no such role.
Oid role_of_name(std::string_view name);
bool is_administrator(Oid role);
/// Whether `role` has the privileges of the role `owner`. False where there is no such role.
bool acts_for(Oid role, std::string_view owner);

/// Gives a pico with all its descendants to a role. Throws Error{NotOwner} unless an administrator
/// calls.
void set_owner(ServerCall& call, std::string_view pico, std::string_view role);
/// The same for a ruleset.
void set_ruleset_owner(ServerCall& call, std::string_view url, std::string_view role);

}  // namespace pico::postgres
