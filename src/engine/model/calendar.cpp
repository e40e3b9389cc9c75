// SPDX-License-Identifier: MIT
//
// Calendar arithmetic: see calendar.hpp. Years are counted from March, so that the leap day is the
// last of its year, and in eras of 400 years, which are alike.
#include "engine/model/calendar.hpp"

namespace pico::engine {

namespace {

constexpr int64_t kEraYears = 400;
constexpr int64_t kEraDays = 146'097;
constexpr int64_t kEpoch = 719'468;  // 1970-01-01 in days since 0000-03-01

int64_t floor_divide(int64_t dividend, int64_t divisor) noexcept {
  return dividend / divisor - (dividend % divisor < 0 ? 1 : 0);
}

/// Days from 1 March to the first of the month that is `months` later.
int64_t days_before_month(int64_t months) noexcept { return (153 * months + 2) / 5; }

}  // namespace

bool is_leap_year(int64_t year) noexcept {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_in_month(int64_t year, int month) noexcept {
  if (month == 2) return is_leap_year(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int64_t days_of(const Date& date) noexcept {
  const int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  const int64_t era = floor_divide(year, kEraYears);
  const int64_t year_of_era = year - era * kEraYears;
  const int64_t day_of_year = days_before_month((date.month + 9) % 12) + date.day - 1;
  const int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kEraDays + day_of_era - kEpoch;
}

Date date_of(int64_t days) noexcept {
  const int64_t day = days + kEpoch;
  const int64_t era = floor_divide(day, kEraDays);
  const int64_t day_of_era = day - era * kEraDays;
  // Leave out the leap days that have passed to get years of 365 days.
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / (kEraDays - 1)) / 365;
  const int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t months = (5 * day_of_year + 2) / 153;
  const int month = static_cast<int>(months < 10 ? months + 3 : months - 9);
  return {.year = era * kEraYears + year_of_era + (month <= 2 ? 1 : 0),
          .month = month,
          .day = static_cast<int>(day_of_year - days_before_month(months) + 1)};
}

int weekday_of(int64_t days) noexcept {
  constexpr int64_t kThursday = 4;  // 1970-01-01
  return static_cast<int>(days + kThursday - 7 * floor_divide(days + kThursday, 7));
}

int64_t day_of(Time time) noexcept { return floor_divide(time, kDayMs); }

Time time_of_day(Time time) noexcept { return time - day_of(time) * kDayMs; }

}  // namespace pico::engine
