// SPDX-License-Identifier: MIT
//
// The dates and times that programs may write (spec modules.md 9.1).
#include "engine/module/iso8601.hpp"

#include <gtest/gtest.h>

#include <string>

#include "engine/model/time_text.hpp"

namespace pico::engine {
namespace {

/// The UTC time as text, or "none".
std::string parsed(std::string_view text) {
  constexpr Time kNow = 1'709'210'096'789;  // 2024-02-29T12:34:56.789Z
  const std::optional<WrittenTime> written = parse_iso8601(text, kNow);
  return written ? time_text(written->clock - written->offset.value_or(0)) : "none";
}

TEST(Iso8601, ReadsExtendedDates) {
  EXPECT_EQ(parsed("2010-08-08"), "2010-08-08T00:00:00.000Z");
  EXPECT_EQ(parsed("2010-08"), "2010-08-01T00:00:00.000Z");
  EXPECT_EQ(parsed("2010-W20"), "2010-05-17T00:00:00.000Z");
  EXPECT_EQ(parsed("2010-W20-6"), "2010-05-22T00:00:00.000Z");
  EXPECT_EQ(parsed("2010-220"), "2010-08-08T00:00:00.000Z");
  EXPECT_EQ(parsed("+002010-08-08"), "2010-08-08T00:00:00.000Z");
  EXPECT_EQ(parsed("-000001-12-31"), "-000001-12-31T00:00:00.000Z");
  EXPECT_EQ(parsed("0000-01-01"), "0000-01-01T00:00:00.000Z");
}

TEST(Iso8601, ReadsBasicDates) {
  EXPECT_EQ(parsed("20100808"), "2010-08-08T00:00:00.000Z");
  EXPECT_EQ(parsed("2010W206"), "2010-05-22T00:00:00.000Z");
  EXPECT_EQ(parsed("2010W20"), "2010-05-17T00:00:00.000Z");
  EXPECT_EQ(parsed("2010220"), "2010-08-08T00:00:00.000Z");
  EXPECT_EQ(parsed("2010"), "2010-01-01T00:00:00.000Z");
  EXPECT_EQ(parsed("1314"), "1314-01-01T00:00:00.000Z");
}

TEST(Iso8601, ReadsClocks) {
  EXPECT_EQ(parsed("2010-08-08T13"), "2010-08-08T13:00:00.000Z");
  EXPECT_EQ(parsed("2010-08-08 13:14"), "2010-08-08T13:14:00.000Z");
  EXPECT_EQ(parsed("2010-08-08T13:14:15"), "2010-08-08T13:14:15.000Z");
  EXPECT_EQ(parsed("2010-08-08T13:14:15.6"), "2010-08-08T13:14:15.600Z");
  EXPECT_EQ(parsed("2010-08-08T13:14:15,6789999999999999999999"), "2010-08-08T13:14:15.678Z");
  EXPECT_EQ(parsed("20100808T1314"), "2010-08-08T13:14:00.000Z");
  EXPECT_EQ(parsed("20100808T131415.678"), "2010-08-08T13:14:15.678Z");
  EXPECT_EQ(parsed("2010-12-31T24:00"), "2011-01-01T00:00:00.000Z");
}

TEST(Iso8601, ReadsZones) {
  EXPECT_EQ(parsed("2010-08-08T13:14Z"), "2010-08-08T13:14:00.000Z");
  EXPECT_EQ(parsed("2010-08-08T13:14  Z"), "2010-08-08T13:14:00.000Z");
  EXPECT_EQ(parsed("2010-08-08T13:14+05:30"), "2010-08-08T07:44:00.000Z");
  EXPECT_EQ(parsed("2010-08-08T13:14-0530"), "2010-08-08T18:44:00.000Z");
  EXPECT_EQ(parsed("2010-08-08T13+05"), "2010-08-08T08:00:00.000Z");
  EXPECT_EQ(parse_iso8601("2010-08-08T13", 0)->offset, std::nullopt);
}

TEST(Iso8601, ReadsAClockAloneAsOfToday) {
  EXPECT_EQ(parsed("13:14"), "2024-02-29T13:14:00.000Z");
  EXPECT_EQ(parsed("13:14:15.5"), "2024-02-29T13:14:15.500Z");
  EXPECT_EQ(parsed("083023Z"), "2024-02-29T08:30:23.000Z");
  EXPECT_EQ(parsed("131415"), "2024-02-29T13:14:15.000Z");
}

TEST(Iso8601, RefusesEverythingElse) {
  for (const char* text : {"",
                           "T13:14",
                           "2010-8-8",
                           "2010-13-01",
                           "2010-02-29",
                           "2010-00-10",
                           "2010-01-00",
                           "Aug 8 2010",
                           "67342",
                           "2010-366",
                           "2010-000",
                           "2010-W53",
                           "2010-W00",
                           "2010-W20-8",
                           "2010-08-08T",
                           "2010-08-08T25",
                           "2010-08-08T24:01",
                           "2010-08-08T13:60",
                           "2010-08-08T13:14:",
                           "2010-08-08T13:14:15.",
                           "2010-08-08t13",
                           "2010-08-08T13z",
                           "2010-08-08T13:14 +05",
                           "2010-08-08T13:14+5",
                           "2010-08-08T13:14+05:60",
                           "2010-08-08T1314",
                           "20100808T13:14",
                           "2010T13",
                           "2010-08T13",
                           "2010-08-08x",
                           "2010-08-08Z",
                           "+2010-08-08",
                           "+0020100808",
                           "1709210096789",
                           "2010-08-08T13:14:15Z2"}) {
    EXPECT_EQ(parsed(text), "none") << text;
  }
}

}  // namespace
}  // namespace pico::engine
