// SPDX-License-Identifier: MIT
//
// What people do with messages and requests that failed. Owners of the picos in whose name they are
// kept may, and administrators; those of a pico that is gone are the administrators' alone.
#pragma once

#include "postgres/call.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Sends it anew, behind what waits already. Throws Error{NotOwner, InvalidArgument}.
void retry_dead_letter(ServerCall& call, int64_t id);
/// Forgets it; throws likewise.
void drop_dead_letter(ServerCall& call, int64_t id);

}  // namespace pico::postgres
