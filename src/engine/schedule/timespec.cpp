// SPDX-License-Identifier: MIT
//
// Repetitions as values of programs: see timespec.hpp.
#include "engine/schedule/timespec.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "engine/module/iso8601.hpp"
#include "engine/schedule/cron.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

using krl::Value;

/// A member of the Map and the part of the recurrence that it is about.
struct Member {
  std::string_view name;
  int first;
  int last;
  Numbers Recurrence::*numbers;
  int base = 0;  // what its numbers are less than the recurrence's
};

constexpr std::array kMembers = {Member{"second", 0, 59, &Recurrence::seconds},
                                 Member{"minute", 0, 59, &Recurrence::minutes},
                                 Member{"hour", 0, 23, &Recurrence::hours},
                                 Member{"date", 1, 31, &Recurrence::days},
                                 Member{"month", 0, 11, &Recurrence::months, 1},
                                 Member{"dayOfWeek", 0, 6, &Recurrence::weekdays}};

constexpr int kFirstYear = 1970;
constexpr int kLastYear = 9999;

std::optional<int> integer_of(const Value* value, int first, int last) {
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const double number = value->number();
  const bool is_fit = first <= number && number <= last && number == std::floor(number);
  return is_fit ? std::optional(static_cast<int>(number)) : std::nullopt;
}

/// `{start, end, step}`, whose step may be missing.
std::optional<NumberRange> range_of(const krl::Map& map, int first, int last) {
  const Value* step = map.find("step");
  const std::optional<int> start = integer_of(map.find("start"), first, last);
  const std::optional<int> end = integer_of(map.find("end"), first, last);
  const std::optional<int> by = step != nullptr ? integer_of(step, 1, last) : 1;
  const size_t known = step != nullptr ? 3 : 2;
  if (!start || !end || !by || *start > *end || map.size() != known) return std::nullopt;
  return NumberRange{*start, *end, *by};
}

/// A number, a range, or an Array of both; nothing for anything else.
std::optional<std::vector<NumberRange>> ranges_of(const Value& value, int first, int last) {
  std::vector<NumberRange> ranges;
  const auto add = [&](const Value& each) {
    std::optional<NumberRange> range;
    if (each.is_map()) range = range_of(each.map(), first, last);
    if (const auto number = integer_of(&each, first, last)) range = {*number, *number, 1};
    if (range) ranges.push_back(*range);
    return range.has_value();
  };
  const bool is_understood =
      value.is_array() ? std::all_of(value.array().begin(), value.array().end(), add) : add(value);
  if (!is_understood || ranges.empty()) return std::nullopt;
  return ranges;
}

bool add_numbers(Numbers& numbers, const Value& value, const Member& member) {
  const auto ranges = ranges_of(value, member.first, member.last);
  if (!ranges) return false;
  for (const NumberRange& range : *ranges) {
    for (int64_t number = range.first; number <= range.last; number += range.step)
      numbers.set(static_cast<size_t>(number + member.base));
  }
  return true;
}

void set_all(Numbers& numbers, const Member& member) {
  for (int number = member.first; number <= member.last; ++number)
    numbers.set(static_cast<size_t>(number + member.base));
}

std::optional<Recurrence> parse_map(const krl::Map& map) {
  Recurrence result;
  size_t known = 0;
  for (const Member& member : kMembers) {
    Numbers& numbers = result.*member.numbers;
    if (const Value* value = map.find(member.name)) {
      ++known;
      if (!add_numbers(numbers, *value, member)) return std::nullopt;
    } else if (member.numbers == &Recurrence::seconds) {
      numbers.set(0);
    } else {
      set_all(numbers, member);
    }
  }
  if (const Value* year = map.find("year")) {
    ++known;
    const auto ranges = ranges_of(*year, kFirstYear, kLastYear);
    if (!ranges) return std::nullopt;
    result.years = *ranges;
  }
  const size_t others = map.find("tz") != nullptr ? 1 : 0;
  if (known == 0 || map.size() != known + others) return std::nullopt;
  return result;
}

/// The zone that a Map names, or `otherwise`; nothing where it names one that does not exist.
std::optional<std::string> zone_of(const krl::Map& map, const std::string& otherwise) {
  const Value* zone = map.find("tz");
  if (zone == nullptr) return otherwise;
  if (!zone->is_string()) return std::nullopt;
  std::string name(zone->string().view());
  try {
    const TimeZone known(name);
  } catch (const krl::Error&) {
    return std::nullopt;
  }
  return name;
}

bool is_time(double milliseconds) {
  return std::abs(milliseconds) <= static_cast<double>(kMaxTime);
}

}  // namespace

std::optional<Time> parse_timestamp(const Value& value, const TimeZone& zone, Time now) {
  if (value.is_number() && is_time(value.number())) return static_cast<Time>(value.number());
  if (!value.is_string()) return std::nullopt;
  const std::optional<WrittenTime> written = parse_iso8601(value.string().view(), now);
  if (!written) return std::nullopt;
  const Time time =
      written->offset ? written->clock - *written->offset : zone.time_of(written->clock);
  return is_time(static_cast<double>(time)) ? std::optional(time) : std::nullopt;
}

std::optional<Timespec> Timespec::parse(const Value& value, const std::string& time_zone,
                                        Time now) {
  if (value.is_map()) {
    std::optional<Recurrence> recurrence = parse_map(value.map());
    std::optional<std::string> zone = zone_of(value.map(), time_zone);
    if (!recurrence || !zone) return std::nullopt;
    return Timespec(*std::move(recurrence), *std::move(zone));
  }
  if (!value.is_string()) return std::nullopt;
  if (std::optional<Recurrence> recurrence = parse_cron(value.string().view()))
    return Timespec(*std::move(recurrence), time_zone);
  const std::optional<Time> time = parse_timestamp(value, TimeZone(time_zone), now);
  if (!time) return std::nullopt;
  return Timespec(*time, time_zone);
}

std::optional<Time> Timespec::first(Time now, const TimeZone& zone) const {
  const Recurrence* repeated = recurrence();
  return repeated != nullptr ? repeated->next(now, zone) : std::get<Time>(when_);
}

}  // namespace pico::engine
