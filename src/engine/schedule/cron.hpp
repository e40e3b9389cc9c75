// SPDX-License-Identifier: MIT
//
// Reading the texts of cron (spec engine.md 13.1):
//
//   [second] minute hour day-of-month month weekday
//
// Each field is a list, by commas, of `*`, a number or a range A-B, with or without a step /N; a
// number with a step begins an open range. Months and weekdays have names (JAN, MON), Sunday is 0
// or 7, and L is the last day of the month. Where neither the days of the month nor the weekdays
// are all of them, either will do. @yearly @annually @monthly @weekly @daily @midnight and @hourly
// stand for the usual ones.
#pragma once

#include <optional>
#include <string_view>

#include "engine/schedule/recurrence.hpp"

namespace pico::engine {

/// What a text says; nothing for any other text.
std::optional<Recurrence> parse_cron(std::string_view text);

}  // namespace pico::engine
