// SPDX-License-Identifier: MIT
//
// Waking the courier: see wake.hpp.
#include "postgres/workers/wake.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

bool is_wanted = false;

}  // namespace

void wake_courier_at_commit() noexcept { is_wanted = true; }

}  // namespace pico::postgres
