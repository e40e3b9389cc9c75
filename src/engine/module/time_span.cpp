// SPDX-License-Identifier: MIT
//
// Adding spans: see time_span.hpp. Months first, clipped to the end of the month they lead to, then
// days, then exact time, all in UTC.
#include "engine/module/time_span.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/calendar.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

namespace {

enum class Step : uint8_t { Months, Days, Exact };

struct Unit {
  std::array<std::string_view, 3> names;
  Step step;
  double amount;  // months, days or ms
};

constexpr std::array<Unit, 10> kUnits = {{
    {{"years", "year", "y"}, Step::Months, 12},
    {{"quarters", "quarter", "Q"}, Step::Months, 3},
    {{"months", "month", "M"}, Step::Months, 1},
    {{"weeks", "week", "w"}, Step::Days, 7},
    {{"isoweeks", "isoweek", "w"}, Step::Days, 7},
    {{"days", "day", "d"}, Step::Days, 1},
    {{"hours", "hour", "h"}, Step::Exact, 3'600'000},
    {{"minutes", "minute", "m"}, Step::Exact, 60'000},
    {{"seconds", "second", "s"}, Step::Exact, 1000},
    {{"milliseconds", "millisecond", "ms"}, Step::Exact, 1},
}};

/// The unit of a key, or null. Only `M` and `Q` are told from `m` and `q`.
const Unit* find_unit(std::string_view key) {
  std::string name(key);
  if (name != "M" && name != "Q") {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
  }
  const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& unit) {
    return std::find(unit.names.begin(), unit.names.end(), name) != unit.names.end();
  });
  return found == kUnits.end() ? nullptr : &*found;
}

double amount_of(const krl::Value& value) {
  const bool is_text_or_number = value.is_number() || value.is_string();
  const double amount = is_text_or_number ? krl::to_number(value).value_or(0) : 0;
  return std::isfinite(amount) ? amount : 0;
}

/// Throws for times out of bounds, also those far out of what `Time` holds.
void require_time(double time) {
  if (std::abs(time) > static_cast<double>(kMaxTime)) throw krl::range_error("Invalid time value");
}

Time add_months(Time time, double months) {
  // Far beyond the bounds of time, and harmless to calendar arithmetic.
  constexpr double kTooMany = 1e8;
  if (std::abs(months) > kTooMany) throw krl::range_error("Invalid time value");
  Date date = date_of(day_of(time));
  const int64_t month = date.year * 12 + date.month - 1 + static_cast<int64_t>(months);
  date.year = month / 12 - (month % 12 < 0 ? 1 : 0);
  date.month = static_cast<int>(month - 12 * date.year) + 1;
  date.day = std::min(date.day, days_in_month(date.year, date.month));
  return days_of(date) * kDayMs + time_of_day(time);
}

}  // namespace

Time add_span(Time time, const krl::Map& spec) {
  std::array<double, 3> sums{};
  for (const krl::MapEntry& entry : spec) {
    const Unit* unit = find_unit(entry.key.view());
    if (unit == nullptr) continue;
    sums[static_cast<size_t>(unit->step)] += unit->amount * amount_of(entry.value);
  }
  const auto sum_of = [&](Step step) { return sums[static_cast<size_t>(step)]; };
  // std::round rounds halves away from zero, as it shall be.
  time = add_months(time, std::round(sum_of(Step::Months)));
  const double days = std::round(sum_of(Step::Days));
  require_time(static_cast<double>(time) + days * static_cast<double>(kDayMs));
  time += static_cast<Time>(days) * kDayMs;
  const double exact = static_cast<double>(time) + sum_of(Step::Exact);
  require_time(exact);
  return static_cast<Time>(exact);
}

}  // namespace pico::engine
