// SPDX-License-Identifier: MIT
//
// Adding spans (spec modules.md 9.2).
#include "engine/module/time_span.hpp"

#include <gtest/gtest.h>

#include "engine/model/time_text.hpp"
#include "engine/module/iso8601.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

std::string sum(std::string_view time, std::string_view spec) {
  return time_text(add_span(parse_iso8601(time, 0).value().clock, krl::parse_json(spec).map()));
}

TEST(TimeSpan, ClipsDaysToTheEndOfTheMonth) {
  EXPECT_EQ(sum("2012-02-29", R"({"years": 1})"), "2013-02-28T00:00:00.000Z");
  EXPECT_EQ(sum("2010-01-31", R"({"M": 1})"), "2010-02-28T00:00:00.000Z");
  EXPECT_EQ(sum("2024-03-31", R"({"months": -1})"), "2024-02-29T00:00:00.000Z");
  EXPECT_EQ(sum("2024-10-31", R"({"Q": 1})"), "2025-01-31T00:00:00.000Z");
}

TEST(TimeSpan, AddsMonthsThenDaysThenTime) {
  EXPECT_EQ(sum("2010-01-31", R"({"y":1,"d":2,"h":3,"m":4,"s":5,"ms":6,"w":1,"Q":1})"),
            "2011-05-09T03:04:05.006Z");
}

TEST(TimeSpan, KnowsAllNamesOfUnits) {
  EXPECT_EQ(sum("2010-01-01", R"({"years": 1, "quarters": 1, "months": 1, "weeks": 1, "days": 1,
      "hours": 1, "minutes": 1, "seconds": 1, "milliseconds": 1})"),
            "2011-05-09T01:01:01.001Z");
  EXPECT_EQ(sum("2010-01-01", R"({"YEAR": 1, "Quarter": 1, "month": 1, "isoWeek": 1, "Days": 1,
      "H": 1, "minute": 1, "S": 1, "MS": 1})"),
            "2011-05-09T01:01:01.001Z");
  EXPECT_EQ(sum("2010-01-01", R"({"isoWeeks": 1})"), "2010-01-08T00:00:00.000Z");
  EXPECT_EQ(sum("2010-01-01", R"({"W": 1})"), "2010-01-08T00:00:00.000Z");
}

TEST(TimeSpan, PassesOverWhatIsNoUnitOrNumber) {
  EXPECT_EQ(sum("2010-01-01", R"({"q": 1, "bogus": 1, "date": 1, "days": null, "hours": "x",
      "minutes": [1], "seconds": true})"),
            "2010-01-01T00:00:00.000Z");
  EXPECT_EQ(sum("2010-01-01", R"({"days": "2"})"), "2010-01-03T00:00:00.000Z");
}

TEST(TimeSpan, RoundsMonthsAndDaysButNotTime) {
  EXPECT_EQ(sum("2010-01-01", R"({"months": 1.5})"), "2010-03-01T00:00:00.000Z");
  EXPECT_EQ(sum("2010-03-01", R"({"months": -1.5})"), "2010-01-01T00:00:00.000Z");
  EXPECT_EQ(sum("2010-01-01", R"({"days": 1.5})"), "2010-01-03T00:00:00.000Z");
  EXPECT_EQ(sum("2010-01-01", R"({"days": 0.4})"), "2010-01-01T00:00:00.000Z");
  EXPECT_EQ(sum("2010-01-01", R"({"hours": 1.5})"), "2010-01-01T01:30:00.000Z");
}

TEST(TimeSpan, ReachesDistantYears) {
  EXPECT_EQ(sum("2010-01-01", R"({"years": 100000})"), "+102010-01-01T00:00:00.000Z");
  EXPECT_EQ(sum("2010-01-01", R"({"years": -2011})"), "-000001-01-01T00:00:00.000Z");
}

TEST(TimeSpan, IsBounded) {
  for (const char* spec :
       {R"({"years": 300000})", R"({"years": 1e300})", R"({"months": -1e18})", R"({"days": 1e300})",
        R"({"days": 2e8})", R"({"seconds": 1e300})", R"({"hours": -1e15})"}) {
    EXPECT_EQ(error_of([&] { sum("2010-01-01", spec); }), "RangeError: Invalid time value") << spec;
  }
}

}  // namespace
}  // namespace pico::engine
