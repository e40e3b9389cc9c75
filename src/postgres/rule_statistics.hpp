// SPDX-License-Identifier: MIT
//
// How often each rule ran, failed, and how long it took: for the view pico.stat_rules.
//
// With pico in shared_preload_libraries the counters lie in shared memory and are those of all
// backends since the start of the server; otherwise each backend has its own. Counting touches no
// table and takes no lock, but for the first run of a rule in a backend.
#pragma once

#include "engine/environment.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The counters of this backend, or those it shares with all others.
engine::RuleObserver& rule_statistics();

/// To be called once, by _PG_init: asks for shared memory while the postmaster starts.
void set_up_rule_statistics();

}  // namespace pico::postgres
