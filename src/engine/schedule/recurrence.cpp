// SPDX-License-Identifier: MIT
//
// Searching and counting the times of a recurrence: see recurrence.hpp. Between two changes of the
// clocks, time is what clocks show less a constant; there it is a matter of the calendar alone.
#include "engine/schedule/recurrence.hpp"

#include <algorithm>

namespace pico::engine {

namespace {

constexpr Time kSecond = 1000;
constexpr int kHourSeconds = 3600;
constexpr int kDaySeconds = 24 * kHourSeconds;
/// 29 February on one weekday comes again after at most 40 years.
constexpr Time kHorizon = 100 * 366 * kDayMs;

Time whole_second_after(Time time) { return time - (time % kSecond + kSecond) % kSecond + kSecond; }

uint64_t count_below(const Numbers& numbers, int end) {
  uint64_t count = 0;
  for (int number = 0; number < end; ++number) count += numbers[static_cast<size_t>(number)];
  return count;
}

bool has(const Numbers& numbers, int number) { return numbers[static_cast<size_t>(number)]; }

}  // namespace

// Days and clocks --------------------------------------------------------------------------------

bool Recurrence::matches_year(int64_t year) const {
  return years.empty() || std::any_of(years.begin(), years.end(), [&](const NumberRange& range) {
           return range.first <= year && year <= range.last &&
                  (year - range.first) % range.step == 0;
         });
}

bool Recurrence::matches_day(int64_t day, const Date& date) const {
  const bool is_last = has_last_day && date.day == days_in_month(date.year, date.month);
  const bool is_day = has(days, date.day) || is_last;
  const bool is_weekday = has(weekdays, weekday_of(day));
  return is_either_day ? is_day || is_weekday : is_day && is_weekday;
}

/// The first day from `day` on, before `end`, that it names.
std::optional<int64_t> Recurrence::next_day(int64_t day, int64_t end) const {
  while (day < end) {
    const Date date = date_of(day);
    if (!matches_year(date.year)) {
      day = days_of({date.year + 1, 1, 1});
    } else if (!has(months, date.month)) {
      day += days_in_month(date.year, date.month) - date.day + 1;
    } else if (matches_day(day, date)) {
      return day;
    } else {
      ++day;
    }
  }
  return std::nullopt;
}

/// The first second of a day from `from` on.
std::optional<int> Recurrence::next_second(int from) const {
  for (int hour = from / kHourSeconds; hour < 24; ++hour) {
    if (!has(hours, hour)) continue;
    const int rest = std::max(from - hour * kHourSeconds, 0);
    for (int minute = rest / 60; minute < 60; ++minute) {
      if (!has(minutes, minute)) continue;
      for (int second = std::max(rest - minute * 60, 0); second < 60; ++second) {
        if (has(seconds, second)) return hour * kHourSeconds + minute * 60 + second;
      }
    }
  }
  return std::nullopt;
}

std::optional<Time> Recurrence::next_clock(Time from, Time end) const {
  const int64_t end_day = day_of(end - 1) + 1;
  auto second = static_cast<int>(time_of_day(from) / kSecond);
  for (auto day = next_day(day_of(from), end_day); day; day = next_day(*day + 1, end_day)) {
    if (*day != day_of(from)) second = 0;
    if (const std::optional<int> found = next_second(second)) {
      const Time clock = *day * kDayMs + *found * kSecond;
      return clock < end ? std::optional(clock) : std::nullopt;
    }
  }
  return std::nullopt;
}

/// How many seconds of a day before `end` it names.
uint64_t Recurrence::count_seconds(int end) const {
  const int hour = end / kHourSeconds;
  const int minute = end / 60 % 60;
  uint64_t count = count_below(hours, hour) * minutes.count() * seconds.count();
  if (!has(hours, hour)) return count;
  count += count_below(minutes, minute) * seconds.count();
  return has(minutes, minute) ? count + count_below(seconds, end % 60) : count;
}

uint64_t Recurrence::count_clocks(Time from, Time end) const {
  const int64_t first = day_of(from);
  const int64_t last = day_of(end);
  uint64_t count = 0;
  for (auto day = next_day(first, last + 1); day; day = next_day(*day + 1, last + 1)) {
    count +=
        count_seconds(*day == last ? static_cast<int>(time_of_day(end) / kSecond) : kDaySeconds);
    if (*day == first) count -= count_seconds(static_cast<int>(time_of_day(from) / kSecond));
  }
  return count;
}

// Times ------------------------------------------------------------------------------------------

bool Recurrence::is_every_hour() const { return hours.count() == 24; }

/// What clocks show for the first time in a part of a stretch.
Recurrence::ClockRange Recurrence::shown(const TimeZone::Stretch& stretch, Time from,
                                         Time end) const {
  Time first = from + stretch.offset;
  if (!is_every_hour()) first = std::max(first, stretch.start + stretch.former);
  return {first, std::max(first, end + stretch.offset), stretch.offset};
}

/// What clocks have skipped at the start of a stretch, by the clock as it went before.
Recurrence::ClockRange Recurrence::skipped(const TimeZone::Stretch& stretch, Time from,
                                           Time end) const {
  const Time first = from + stretch.former;
  if (is_every_hour()) return {first, first, stretch.former};
  const Time last = std::min(stretch.start + stretch.offset, end + stretch.former);
  return {first, std::max(first, last), stretch.former};
}

std::optional<Time> Recurrence::next(Time after, const TimeZone& zone) const {
  if (after < -kMaxTime || after > kMaxTime - 2 * kHorizon) return std::nullopt;
  Time from = whole_second_after(after);
  const Time limit = from + kHorizon;
  while (from < limit) {
    const TimeZone::Stretch stretch = zone.stretch_at(from);
    const Time end = std::min(stretch.end, limit);
    Time found = end;
    for (const ClockRange& range : {shown(stretch, from, end), skipped(stretch, from, end)}) {
      if (const auto clock = next_clock(range.from, range.end))
        found = std::min(found, *clock - range.offset);
    }
    if (found < end) return found;
    from = end;
  }
  return std::nullopt;
}

std::optional<Time> Recurrence::last(Time after, Time until, const TimeZone& zone) const {
  std::optional<Time> found = next(after, zone);
  if (!found || *found > until) return std::nullopt;
  for (Time none_after = until; none_after - *found >= kSecond;) {
    const Time middle = *found + (none_after - *found) / 2;
    const std::optional<Time> later = next(middle, zone);
    if (later && *later <= until) {
      found = later;
    } else {
      none_after = middle;
    }
  }
  return found;
}

uint64_t Recurrence::count(Time after, Time until, const TimeZone& zone) const {
  uint64_t count = 0;
  const Time limit = whole_second_after(until);
  for (Time from = whole_second_after(after); from < limit;) {
    const TimeZone::Stretch stretch = zone.stretch_at(from);
    const Time end = std::min(stretch.end, limit);
    const ClockRange regular = shown(stretch, from, end);
    count += count_clocks(regular.from, regular.end);
    const ClockRange late = skipped(stretch, from, end);
    for (auto clock = next_clock(late.from, late.end); clock;
         clock = next_clock(*clock + kSecond, late.end)) {
      const Time same = *clock - late.offset + regular.offset;
      if (count_clocks(same, same + kSecond) == 0) ++count;
    }
    from = end;
  }
  return count;
}

}  // namespace pico::engine
