// SPDX-License-Identifier: MIT
//
// Conversions (spec modules.md 9.3).
#include "engine/module/strftime.hpp"

#include <gtest/gtest.h>

#include "engine/module/iso8601.hpp"

namespace pico::engine {
namespace {

std::string printed(std::string_view format, std::string_view time = "2010-03-07T05:06:09.042",
                    std::string_view zone = "UTC") {
  return strftime_text(parse_iso8601(time, 0).value().clock, TimeZone(zone), format);
}

TEST(Strftime, PrintsDates) {
  EXPECT_EQ(printed("%A|%a|%B|%b|%h"), "Sunday|Sun|March|Mar|Mar");
  EXPECT_EQ(printed("%C|%D|%x|%d|%e|%F"), "20|03/07/10|03/07/10|07| 7|2010-03-07");
  EXPECT_EQ(printed("%j|%m|%o|%u|%v|%w"), "066|03|7th|7| 7-Mar-2010|0");
  EXPECT_EQ(printed("%U|%W|%Y|%y"), "10|09|2010|10");
}

TEST(Strftime, PrintsClocksAndZones) {
  EXPECT_EQ(printed("%H|%I|%k|%l|%L|%M|%S"), "05|05| 5| 5|042|06|09");
  EXPECT_EQ(printed("%P|%p|%R|%r|%X|%T|%s"),
            "am|AM|05:06|05:06:09 AM|05:06:09 AM|05:06:09|1267938369");
  EXPECT_EQ(printed("%Z|%z|%:z"), "Coordinated Universal Time|+0000|+00:00");
  EXPECT_EQ(printed("%c"), "Sun 07 Mar 2010 05:06:09 AM Coordinated Universal Time");
  EXPECT_EQ(printed("%n%t%%"), "\n\t%");
}

TEST(Strftime, CountsHoursOfTwelve) {
  EXPECT_EQ(printed("%I %p", "2010-01-01T00:05"), "12 AM");
  EXPECT_EQ(printed("%l %P", "2010-01-01T12:05"), "12 pm");
  EXPECT_EQ(printed("%l %P", "2010-01-01T13:05"), " 1 pm");
}

TEST(Strftime, NumbersDaysAndWeeks) {
  EXPECT_EQ(printed("%U %W %u %w %j", "2024-01-01"), "00 01 1 1 001");
  EXPECT_EQ(printed("%U %W %u %w %j", "2023-01-01"), "01 00 7 0 001");
  EXPECT_EQ(printed("%U %W %u %w %j", "2020-12-31"), "52 52 4 4 366");
  EXPECT_EQ(printed("%o", "2024-02-01") + printed("%o", "2024-02-11") +
                printed("%o", "2024-02-22") + printed("%o", "2024-02-23"),
            "1st11th22nd23rd");
}

TEST(Strftime, PrintsDistantYears) {
  EXPECT_EQ(printed("%Y %y %C", "0099-05-06"), "99 99 00");
  EXPECT_EQ(printed("%Y %y %C %s", "1900-01-01"), "1900 00 19 -2208988800");
  EXPECT_EQ(printed("%F", "+012345-06-07"), "12345-06-07");
}

TEST(Strftime, TakesModifiersForFieldsOfTwoDigits) {
  EXPECT_EQ(printed("%-d|%_m|%-H|%0e|%0k|%_S|%-l"), "7| 3|5|07|05| 9|5");
  EXPECT_EQ(printed("%-j|%-L|%_Y"), "066|042|2010");
}

TEST(Strftime, KeepsWhatIsNoConversion) {
  EXPECT_EQ(printed("<%q>|<%^a>|<%E>"), "<%q>|<%^a>|<%E>");
  EXPECT_EQ(printed("<%_q>|<%:q>|<%_>|<%0>"), "<%q>|<%q>|<%>|<%>");
  EXPECT_EQ(printed("a%"), "a");
  EXPECT_EQ(printed("a%_"), "a");
  EXPECT_EQ(printed("%é"), "%é");
}

TEST(Strftime, PrintsInItsZone) {
  EXPECT_EQ(printed("%F %T %z %:z %Z", "2024-07-01T05:06:09", "America/Denver"),
            "2024-06-30 23:06:09 -0600 -06:00 Mountain Daylight Time");
  EXPECT_EQ(printed("%F %T %z %s", "2024-01-01T20:00:00", "Asia/Kolkata"),
            "2024-01-02 01:30:00 +0530 1704139200");
}

}  // namespace
}  // namespace pico::engine
