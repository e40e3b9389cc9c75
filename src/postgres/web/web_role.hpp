// SPDX-License-Identifier: MIT
//
// Whose rights requests have: those of pico.http_role, which a process that serves them is, whole
// and for good. What a ServerCall does there is done as the extension's owner, as for any caller.
#pragma once

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Makes this process the role. Throws Error where there is none of that name, or a superuser.
void become_http_role();
/// Whether this process is still what become_http_role() would make it.
bool is_http_role();

/// Throws Error{NotOwner} unless `role` may execute the function of this name in schema pico. Only
/// in a transaction.
void require_execute(Oid role, const char* function);

}  // namespace pico::postgres
