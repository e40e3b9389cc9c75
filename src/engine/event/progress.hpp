// SPDX-License-Identifier: MIT
//
// How far a rule's event expression has come in a pico, and its form in the store (machine.hpp
// shows it).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

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

}  // namespace pico::engine
