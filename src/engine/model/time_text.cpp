// SPDX-License-Identifier: MIT
//
// Times as text: see time_text.hpp.
#include "engine/model/time_text.hpp"

#include <fmt/format.h>

#include "engine/model/calendar.hpp"

namespace pico::engine {

std::string time_text(Time time) {
  const Date date = date_of(day_of(time));
  const Time clock = time_of_day(time);
  const std::string year = 0 <= date.year && date.year <= 9999 ? fmt::format("{:04}", date.year)
                                                               : fmt::format("{:+07}", date.year);
  return fmt::format("{}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", year, date.month, date.day,
                     clock / 3'600'000, clock / 60'000 % 60, clock / 1000 % 60, clock % 1000);
}

}  // namespace pico::engine
