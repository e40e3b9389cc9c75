// SPDX-License-Identifier: MIT
//
// Waking the courier when there is work for it.
#pragma once

namespace pico::postgres {

/// The running transaction leaves work for the courier of this database: once it is committed, the
/// courier is woken, or started where none runs.
void wake_courier_at_commit() noexcept;

}  // namespace pico::postgres
