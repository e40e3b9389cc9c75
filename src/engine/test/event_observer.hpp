// SPDX-License-Identifier: MIT
//
// Is told what programs cause, as they do: for tests of rulesets.
#pragma once

#include <string_view>

#include "engine/event/event.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

class EventObserver {
 public:
  virtual ~EventObserver() = default;

  /// A call begins. It may be one that was ended for want of a source, and is run again.
  virtual void call_begins() = 0;
  /// A rule of `rid` raises an event in its own pico.
  virtual void raised(std::string_view pico, std::string_view rid, const Event& event) = 0;
  /// Code of `rid` sends an event to a pico.
  virtual void sent(std::string_view pico, std::string_view rid, const Event& event) = 0;
  /// A rule of `rid` schedules an event for its own pico; `job` as programs see it
  /// (schedule/timer.hpp).
  virtual void scheduled(std::string_view pico, std::string_view rid, const krl::Map& job) = 0;
};

}  // namespace pico::engine
