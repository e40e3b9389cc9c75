// SPDX-License-Identifier: MIT
//
// The Gregorian calendar, extended to all years that a program's times may lie in. The standard
// library's stops at year 32767.
#pragma once

#include <cstdint>

#include "engine/model/rows.hpp"

namespace pico::engine {

inline constexpr Time kDayMs = 86'400'000;
/// The times that programs may compute with lie between -kMaxTime and kMaxTime, as in ECMAScript.
inline constexpr Time kMaxTime = 8'640'000'000'000'000;

struct Date {
  int64_t year;
  int month;  // 1 … 12
  int day;    // 1 … 31
};

[[nodiscard]] bool is_leap_year(int64_t year) noexcept;
[[nodiscard]] int days_in_month(int64_t year, int month) noexcept;

/// Days since 1970-01-01, negative before.
[[nodiscard]] int64_t days_of(const Date& date) noexcept;
[[nodiscard]] Date date_of(int64_t days) noexcept;
/// From 0 for Sunday.
[[nodiscard]] int weekday_of(int64_t days) noexcept;
/// The day a time lies in, and what is left of it: between 0 and kDayMs.
[[nodiscard]] int64_t day_of(Time time) noexcept;
[[nodiscard]] Time time_of_day(Time time) noexcept;

}  // namespace pico::engine
