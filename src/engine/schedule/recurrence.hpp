// SPDX-License-Identifier: MIT
//
// When a timer fires again and again: the times at which clocks show certain numbers
// (spec engine.md 13.1). cron.hpp and timespec.hpp make them.
//
// Changes of the clocks: a recurrence of every hour follows real time, so that it neither misses
// nor repeats an hour. One of certain hours fires once for each time of the clock that it names:
// where clocks skip that time, as late as it would have been without the skip; where they show it
// twice, the first time.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/calendar.hpp"
#include "engine/model/rows.hpp"
#include "engine/module/time_zone.hpp"

namespace pico::engine {

/// Some of the numbers of a field.
using Numbers = std::bitset<64>;

/// The numbers `first`, `first` + `step` … up to `last`.
struct NumberRange {
  int64_t first;
  int64_t last;
  int64_t step;
};

struct Recurrence {
  Numbers seconds;            // 0 … 59
  Numbers minutes;            // 0 … 59
  Numbers hours;              // 0 … 23
  Numbers days;               // 1 … 31
  bool has_last_day = false;  // of the month
  Numbers months;             // 1 … 12
  Numbers weekdays;           // 0 for Sunday … 6
  /// Whether the day of the month or the weekday will do, as in cron where neither names all.
  bool is_either_day = false;
  std::vector<NumberRange> years;  // none: all

  /// The first time after `after` that it names; nothing where there is none within 100 years.
  /// Cost: a step for each day in the months that it names, one for each other month.
  [[nodiscard]] std::optional<Time> next(Time after, const TimeZone& zone) const;
  /// The last time up to `until`, where there is one after `after`.
  [[nodiscard]] std::optional<Time> last(Time after, Time until, const TimeZone& zone) const;
  /// How many times it names after `after`, up to `until`. Cost: a step for each day.
  [[nodiscard]] uint64_t count(Time after, Time until, const TimeZone& zone) const;

 private:
  /// Times in terms of what clocks show.
  struct ClockRange {
    Time from;
    Time end;
    Time offset;
  };

  [[nodiscard]] bool is_every_hour() const;
  [[nodiscard]] ClockRange shown(const TimeZone::Stretch& stretch, Time from, Time end) const;
  [[nodiscard]] ClockRange skipped(const TimeZone::Stretch& stretch, Time from, Time end) const;
  [[nodiscard]] bool matches_year(int64_t year) const;
  [[nodiscard]] bool matches_day(int64_t day, const Date& date) const;
  [[nodiscard]] std::optional<int64_t> next_day(int64_t day, int64_t end) const;
  [[nodiscard]] std::optional<Time> next_clock(Time from, Time end) const;
  [[nodiscard]] std::optional<int> next_second(int from) const;
  [[nodiscard]] uint64_t count_clocks(Time from, Time end) const;
  [[nodiscard]] uint64_t count_seconds(int end) const;
};

}  // namespace pico::engine
