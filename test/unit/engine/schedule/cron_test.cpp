// SPDX-License-Identifier: MIT
//
// What texts of cron say.
#include "engine/schedule/cron.hpp"

#include <gtest/gtest.h>

#include <string>

namespace pico::engine {
namespace {

std::string list(const Numbers& numbers) {
  std::string all;
  for (size_t number = 0; number < numbers.size(); ++number) {
    if (!numbers[number]) continue;
    if (!all.empty()) all += ',';
    all += std::to_string(number);
  }
  return all;
}

Recurrence cron(std::string_view text) { return parse_cron(text).value(); }

TEST(Cron, OfFiveFieldsIsAtTheFullMinute) {
  const Recurrence found = cron("1 2 3 4 5");

  EXPECT_EQ(list(found.seconds), "0");
  EXPECT_EQ(list(found.minutes), "1");
  EXPECT_EQ(list(found.hours), "2");
  EXPECT_EQ(list(found.days), "3");
  EXPECT_EQ(list(found.months), "4");
  EXPECT_EQ(list(found.weekdays), "5");
  EXPECT_TRUE(found.is_either_day);
}

TEST(Cron, OfSixFieldsBeginsWithTheSecond) {
  const Recurrence found = cron("  30 1\t2 * *  * ");

  EXPECT_EQ(list(found.seconds), "30");
  EXPECT_EQ(list(found.minutes), "1");
  EXPECT_EQ(found.days.count(), 31U);
  EXPECT_EQ(list(found.weekdays), "0,1,2,3,4,5,6");
  EXPECT_FALSE(found.is_either_day);
}

TEST(Cron, HasListsRangesAndSteps) {
  EXPECT_EQ(list(cron("1,2,5-7 * * * *").minutes), "1,2,5,6,7");
  EXPECT_EQ(list(cron("*/20 * * * *").minutes), "0,20,40");
  EXPECT_EQ(list(cron("10-20/5 * * * *").minutes), "10,15,20");
  EXPECT_EQ(list(cron("50/4 * * * *").minutes), "50,54,58");
  EXPECT_EQ(list(cron("*/99 * * * *").minutes), "0");
  EXPECT_EQ(list(cron("* * */10 * *").days), "1,11,21,31");
}

TEST(Cron, HasNamesOfMonthsAndWeekdays) {
  EXPECT_EQ(list(cron("* * * JAN,mar-May *").months), "1,3,4,5");
  EXPECT_EQ(list(cron("* * * * Mon-FRI").weekdays), "1,2,3,4,5");
  EXPECT_EQ(list(cron("* * * * sat,SUN").weekdays), "0,6");
}

TEST(Cron, CountsSundayTwice) {
  EXPECT_EQ(list(cron("* * * * 7").weekdays), "0");
  EXPECT_EQ(list(cron("* * * * 5-7").weekdays), "0,5,6");
  EXPECT_FALSE(cron("* * 1 * 0-7").is_either_day);
}

TEST(Cron, KnowsTheLastDay) {
  EXPECT_TRUE(cron("0 0 L * *").has_last_day);
  EXPECT_EQ(list(cron("0 0 1,l * *").days), "1");
}

TEST(Cron, HasAliases) {
  EXPECT_EQ(list(cron("@yearly").months), "1");
  EXPECT_EQ(list(cron("@annually").days), "1");
  EXPECT_EQ(list(cron("@monthly").days), "1");
  EXPECT_EQ(list(cron("@weekly").weekdays), "0");
  EXPECT_EQ(list(cron("@daily").hours), "0");
  EXPECT_EQ(list(cron("@Midnight").minutes), "0");
  EXPECT_EQ(cron("@hourly").hours.count(), 24U);
}

TEST(Cron, OfNothingElse) {
  for (const char* text : {"",
                           " ",
                           "soon",
                           "* * * *",
                           "* * * * * * *",
                           "60 * * * *",
                           "* 24 * * *",
                           "* * 0 * *",
                           "* * 32 * *",
                           "* * * 13 *",
                           "* * * 0 *",
                           "* * * * 8",
                           "1,,2 * * * *",
                           ",1 * * * *",
                           "1- * * * *",
                           "-1 * * * *",
                           "2-1 * * * *",
                           "1-2-3 * * * *",
                           "*/0 * * * *",
                           "*/ * * * *",
                           "*/1/2 * * * *",
                           "*/-1 * * * *",
                           "1.5 * * * *",
                           "+1 * * * *",
                           "L * * * *",
                           "* * L-1 * *",
                           "* * * FOO *",
                           "MON * * * *",
                           "@reboot",
                           "@",
                           "** * * * *",
                           "99999999999 * * * *",
                           "0x1 * * * *",
                           "2026-11-26"}) {
    EXPECT_FALSE(parse_cron(text).has_value()) << text;
  }
  EXPECT_FALSE(parse_cron(std::string_view("* * * * *\0", 10)).has_value());
}

}  // namespace
}  // namespace pico::engine
