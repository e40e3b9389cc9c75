// SPDX-License-Identifier: MIT
//
// Waking workers when there is something for them: the courier when there is work, those who serve
// HTTP when there is something to tell to who watches picos.
#pragma once

namespace pico::postgres {

/// The running transaction leaves work for the courier of this database: once it is committed, the
/// courier is woken, or started where none runs. Of a prepared transaction only the next look of
/// the courier tells, as whoever commits it has not this library at hand.
void wake_courier_at_commit() noexcept;

/// What who watches picos gets to know may change by the running transaction: once it is committed,
/// all are woken who serve HTTP for this database. Of a prepared one their next look tells, too.
void wake_watchers_at_commit() noexcept;

/// This process is the courier, which looks anew after its own work.
void wake_nobody() noexcept;

/// To be called once, by _PG_init.
void set_up_wake();

}  // namespace pico::postgres
