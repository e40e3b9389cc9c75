// SPDX-License-Identifier: MIT
//
// The zone that times are shown in: UTC, or any zone of the IANA database, which ICU knows.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/model/rows.hpp"

namespace pico::engine {

class TimeZone {
 public:
  /// Throws `RangeError: Invalid time zone specified: NAME`.
  explicit TimeZone(std::string_view name);
  ~TimeZone();
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

  /// What clocks are ahead of UTC at `time`, in ms.
  [[nodiscard]] Time offset_at(Time time) const;
  /// The full English name then: "Coordinated Universal Time", "Mountain Daylight Time".
  [[nodiscard]] std::string name_at(Time time) const;
  /// When clocks show `clock`, which is the time as if the zone were UTC.
  [[nodiscard]] Time time_of(Time clock) const;

  /// A time without changes of the clocks.
  struct Stretch {
    Time start;
    Time end;     // the first time that does not belong to it
    Time offset;  // as offset_at()
    Time former;  // the offset before its start
  };
  /// The one that `time` lies in. What was looked up last is at hand.
  [[nodiscard]] Stretch stretch_at(Time time) const;

 private:
  class Calendar;
  std::unique_ptr<Calendar> calendar_;  // null: UTC
  mutable Stretch last_{};              // the stretch that was looked up last
};

}  // namespace pico::engine
