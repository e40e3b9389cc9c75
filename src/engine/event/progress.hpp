// SPDX-License-Identifier: MIT
//
// How far a rule's event expression has come in a pico, and its form in the store (machine.hpp
// shows it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/event/automaton.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

struct Progress {
  std::vector<uint32_t> states;  // occupied ones, in the order of discovery
  krl::Map settings;             // pending variables
  krl::Map aggregates;           // variable to the Array of its captures
  double start_time = 0;         // of `within`, in ms; 0 when its clock stands
};

/// What was stored, in a machine with so many states; none for Null.
Progress read_progress(const krl::Value& stored, size_t state_count);
krl::Value write_progress(const Progress& progress);

/// The progress in a row of the store, which counts only for the expression that made it, and such
/// a row; Undefined where there is nothing to keep.
krl::Value progress_in_row(const krl::Value& row, std::string_view fingerprint);
krl::Value row_of_progress(krl::Value progress, std::string_view fingerprint);

// What happens before a step.
/// A window of `within` that is over ends what came of it; true then (event-expressions.md 5).
bool check_window(Progress& progress, double now, double window_ms);
/// Leaves the states that lead nowhere, for `start` where there are no others (section 2.2).
void leave_dead_ends(Progress& progress, const Automaton& automaton);
[[nodiscard]] bool occupies(const Progress& progress, uint32_t state) noexcept;

}  // namespace pico::engine
