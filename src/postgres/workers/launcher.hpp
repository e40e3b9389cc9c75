// SPDX-License-Identifier: MIT
//
// The launcher: starts couriers where nobody else would. After the start of the server, or the
// promotion of a standby, one in each database, which ends at once where there is no work; later
// one in each database whose next timer is due. Only where shared_preload_libraries has pico.
#pragma once

namespace pico::postgres {

/// To be called once, by _PG_init.
void set_up_launcher();

}  // namespace pico::postgres
