// SPDX-License-Identifier: MIT
//
// An event that a pico processes, checked (run/incoming.hpp makes them).
#pragma once

#include "engine/model/rows.hpp"
#include "krl/value/map.hpp"
#include "krl/value/string.hpp"

namespace pico::engine {

struct Event {
  krl::String eci;
  krl::String domain;
  krl::String name;
  krl::Map attributes;
  Time time = 0;
  krl::Value timer;  // what fired it, as `schedule:fired`; Undefined: no timer
};

}  // namespace pico::engine
