// SPDX-License-Identifier: MIT
//
// Days, dates and times as text, over all years.
#include "engine/model/calendar.hpp"

#include <gtest/gtest.h>

#include <chrono>

#include "engine/model/time_text.hpp"

namespace pico::engine {
namespace {

TEST(Calendar, AgreesWithTheStandardLibrary) {
  // A step that is prime to all periods meets every kind of day.
  for (int64_t day = -4'000'000; day < 4'000'000; day += 101) {
    const std::chrono::sys_days point{std::chrono::days(day)};
    const std::chrono::year_month_day expected(point);

    const Date date = date_of(day);

    ASSERT_EQ(date.year, static_cast<int>(expected.year())) << day;
    ASSERT_EQ(static_cast<unsigned>(date.month), static_cast<unsigned>(expected.month())) << day;
    ASSERT_EQ(static_cast<unsigned>(date.day), static_cast<unsigned>(expected.day())) << day;
    ASSERT_EQ(days_of(date), day);
    ASSERT_EQ(static_cast<unsigned>(weekday_of(day)), std::chrono::weekday(point).c_encoding());
  }
}

TEST(Calendar, KnowsTheLengthsOfMonths) {
  EXPECT_EQ(days_in_month(2024, 2), 29);
  EXPECT_EQ(days_in_month(1900, 2), 28);
  EXPECT_EQ(days_in_month(2000, 2), 29);
  EXPECT_EQ(days_in_month(2023, 4) + days_in_month(2023, 12), 61);
}

TEST(Calendar, SplitsTimesBeforeTheEpoch) {
  EXPECT_EQ(day_of(-1), -1);
  EXPECT_EQ(time_of_day(-1), kDayMs - 1);
  EXPECT_EQ(day_of(-kDayMs), -1);
  EXPECT_EQ(time_of_day(-kDayMs), 0);
}

TEST(TimeText, MarksYearsOfMoreDigits) {
  EXPECT_EQ(time_text(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(time_text(kMaxTime), "+275760-09-13T00:00:00.000Z");
  EXPECT_EQ(time_text(-kMaxTime), "-271821-04-20T00:00:00.000Z");
}

}  // namespace
}  // namespace pico::engine
