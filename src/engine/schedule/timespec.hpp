// SPDX-License-Identifier: MIT
//
// What `schedule … repeat` takes (spec engine.md 13.1): the text of cron; a date String, which
// fires once; or a Map of what clocks show then,
//
//   {"second": 0, "minute": [0, 30], "hour": {"start": 8, "end": 18, "step": 2}, "date": 1,
//    "month": 0, "year": 2027, "dayOfWeek": 1, "tz": "Europe/Vienna"}
//
// with at least one member beside `tz`. Months are counted from 0. A second that is not given is 0,
// of the rest all will do; all members must match.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "engine/model/rows.hpp"
#include "engine/schedule/recurrence.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// The time that a Number (of ms since 1970) or a date String means, or nothing. One that names no
/// zone is of `zone`, one without a date of the day of `now`.
std::optional<Time> parse_timestamp(const krl::Value& value, const TimeZone& zone, Time now);

/// A repetition as a program gives it.
class Timespec {
 public:
  /// Nothing where the value means nothing. `time_zone` is in force where it names no other.
  static std::optional<Timespec> parse(const krl::Value& value, const std::string& time_zone,
                                       Time now);

  /// In which it is reckoned.
  [[nodiscard]] const std::string& time_zone() const noexcept { return time_zone_; }
  /// When it fires for the first time, looked at from `now`; nothing: never.
  [[nodiscard]] std::optional<Time> first(Time now, const TimeZone& zone) const;
  /// The recurrence; null where it fires once.
  [[nodiscard]] const Recurrence* recurrence() const { return std::get_if<Recurrence>(&when_); }

 private:
  Timespec(std::variant<Recurrence, Time> when, std::string time_zone)
      : when_(std::move(when)), time_zone_(std::move(time_zone)) {}

  std::variant<Recurrence, Time> when_;
  std::string time_zone_;
};

}  // namespace pico::engine
