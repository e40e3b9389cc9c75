// SPDX-License-Identifier: MIT
//
// Timers as programs make and see them, and what becomes of one that fires (spec engine.md 13).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/environment.hpp"
#include "engine/event/event.hpp"
#include "engine/model/rows.hpp"
#include "engine/module/time_zone.hpp"
#include "krl/run/host.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// Time zones by name, each looked up once.
class TimeZones {
 public:
  /// Throws `RangeError: Invalid time zone specified: NAME`.
  const TimeZone& find(const std::string& name) {
    return zones_.try_emplace(name, name).first->second;
  }

 private:
  std::map<std::string, TimeZone> zones_;
};

/// The timer that a statement asks for, of a checked event. Throws `TypeError: schedule .. at
/// expected a timestamp …` and `schedule .. repeat expected a timespec …`, the latter also where it
/// would never fire.
Timer new_timer(const krl::ScheduledEvent& scheduled, Event event, Environment& environment);

/// The job that programs see:
///
///   {"id": "c…", "type": "at", "time": 1795346396737, "event": {"eci": "c…", "domain": "s",
///    "name": "hit", "data": {"attrs": {}}, "time": 0}}
///
/// or "type": "repeat" and "timespec".
krl::Map job_record(const Timer& timer);

/// What a due timer does.
struct Firing {
  Time due;                  // the last time it was due
  uint64_t missed = 0;       // how many times it was due before that, and did not fire
  std::optional<Time> next;  // nothing: it has ended
  std::string problem;       // why it has, where its row does not say when to repeat it
};

/// For a timer that is due at `now`.
Firing fire(const Timer& timer, Time now, TimeZones& zones);

/// When a timer will fire, at most `count` times. Throws Error where its row does not say.
std::vector<Time> next_runs(const Timer& timer, size_t count);

}  // namespace pico::engine
