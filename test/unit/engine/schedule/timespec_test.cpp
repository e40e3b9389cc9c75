// SPDX-License-Identifier: MIT
//
// What `schedule … at` and `… repeat` take.
#include "engine/schedule/timespec.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "engine/model/time_text.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

constexpr Time kNow = 1'795'687'200'000;  // 2026-11-26T10:00Z

/// The zone and when it fires first, then next; or "refused" or "never".
std::string first(std::string_view json, const std::string& zone_name = "Europe/Vienna") {
  const auto spec = Timespec::parse(krl::parse_json(json), zone_name, kNow);
  if (!spec) return "refused";
  const TimeZone zone(spec->time_zone());
  const std::optional<Time> time = spec->first(kNow, zone);
  if (!time) return "never";
  const std::string text = spec->time_zone() + " " + time_text(*time);
  if (spec->recurrence() == nullptr) return text + " once";
  const std::optional<Time> next = spec->recurrence()->next(*time, zone);
  return text + (next ? " " + time_text(*next) : " once");
}

TEST(Timespec, IsCron) {
  EXPECT_EQ(first("\"0 8 * * *\""),
            "Europe/Vienna 2026-11-27T07:00:00.000Z 2026-11-28T07:00:00.000Z");
  EXPECT_EQ(first("\"0 0 30 2 *\""), "never");
}

TEST(Timespec, IsADateString) {
  EXPECT_EQ(first("\"2027-01-01T00:00:00Z\""), "Europe/Vienna 2027-01-01T00:00:00.000Z once");
  EXPECT_EQ(first("\"2027-01-01T00:00\""), "Europe/Vienna 2026-12-31T23:00:00.000Z once");
  EXPECT_EQ(first("\"2020-01-01\"", "UTC"), "UTC 2020-01-01T00:00:00.000Z once");
}

TEST(Timespec, IsAMap) {
  EXPECT_EQ(first(R"({"hour": 8, "minute": 30})", "UTC"),
            "UTC 2026-11-27T08:30:00.000Z 2026-11-28T08:30:00.000Z");
  EXPECT_EQ(first(R"({"second": 15})", "UTC"),
            "UTC 2026-11-26T10:00:15.000Z 2026-11-26T10:01:15.000Z");
  EXPECT_EQ(first(R"({"dayOfWeek": 0, "hour": 0, "minute": 0})", "UTC"),
            "UTC 2026-11-29T00:00:00.000Z 2026-12-06T00:00:00.000Z");
  EXPECT_EQ(first(R"({"month": 0, "date": 1, "hour": 0, "minute": 0, "tz": "America/Denver"})"),
            "America/Denver 2027-01-01T07:00:00.000Z 2028-01-01T07:00:00.000Z");
  EXPECT_EQ(first(R"({"year": 2028, "month": 1, "date": 29, "hour": 1, "minute": 2})", "UTC"),
            "UTC 2028-02-29T01:02:00.000Z once");
}

TEST(Timespec, OfAMapMayHaveArraysAndRanges) {
  EXPECT_EQ(first(R"({"minute": [0, 15]})", "UTC"),
            "UTC 2026-11-26T10:15:00.000Z 2026-11-26T11:00:00.000Z");
  EXPECT_EQ(first(R"({"minute": {"start": 10, "end": 30, "step": 20}})", "UTC"),
            "UTC 2026-11-26T10:10:00.000Z 2026-11-26T10:30:00.000Z");
  EXPECT_EQ(first(R"({"minute": [5, {"start": 58, "end": 59}]})", "UTC"),
            "UTC 2026-11-26T10:05:00.000Z 2026-11-26T10:58:00.000Z");
  EXPECT_EQ(first(R"({"year": {"start": 2027, "end": 2029, "step": 2}, "month": 0, "date": 1,
                      "hour": 0, "minute": 0})",
                  "UTC"),
            "UTC 2027-01-01T00:00:00.000Z 2029-01-01T00:00:00.000Z");
}

TEST(Timespec, OfAMapMustMatchInAllMembers) {
  EXPECT_EQ(first(R"({"date": 13, "dayOfWeek": 5, "hour": 0, "minute": 0})", "UTC"),
            "UTC 2027-08-13T00:00:00.000Z 2028-10-13T00:00:00.000Z");
  EXPECT_EQ(first(R"({"date": 30, "month": 1})"), "never");
  EXPECT_EQ(first(R"({"year": 2020})"), "never");
}

TEST(Timespec, IsNothingElse) {
  for (const char* json : {"null",
                           "1",
                           "true",
                           "[]",
                           "\"\"",
                           "\"soon\"",
                           "{}",
                           R"({"tz": "UTC"})",
                           R"({"hours": 1})",
                           R"({"hour": 1, "x": 1})",
                           R"({"hour": 24})",
                           R"({"hour": -1})",
                           R"({"hour": 1.5})",
                           R"({"hour": "1"})",
                           R"({"hour": null})",
                           R"({"hour": []})",
                           R"({"hour": [1, "2"]})",
                           R"({"month": 12})",
                           R"({"date": 0})",
                           R"({"dayOfWeek": 7})",
                           R"({"year": 1969})",
                           R"({"minute": {"start": 1}})",
                           R"({"minute": {"start": 2, "end": 1}})",
                           R"({"minute": {"start": 1, "end": 2, "step": 0}})",
                           R"({"minute": {"start": 1, "end": 2, "by": 1}})",
                           R"({"hour": 1, "tz": "Moon/Crater"})",
                           R"({"hour": 1, "tz": 5})"}) {
    EXPECT_EQ(first(json), "refused") << json;
  }
}

TEST(Timestamp, IsANumberOrADateString) {
  const TimeZone zone("America/Denver");

  EXPECT_EQ(parse_timestamp(1.9, zone, kNow), 1);
  EXPECT_EQ(parse_timestamp(-1.0, zone, kNow), -1);
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01Z", zone, kNow), 1000);
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01", zone, kNow), 25'201'000);
  EXPECT_EQ(parse_timestamp(8.64e15, zone, kNow), kMaxTime);
}

TEST(Timestamp, IsNothingElse) {
  const TimeZone zone("UTC");

  EXPECT_EQ(parse_timestamp(8.64e15 + 2, zone, kNow), std::nullopt);
  EXPECT_EQ(parse_timestamp(std::numeric_limits<double>::quiet_NaN(), zone, kNow), std::nullopt);
  EXPECT_EQ(parse_timestamp("soon", zone, kNow), std::nullopt);
  EXPECT_EQ(parse_timestamp("", zone, kNow), std::nullopt);
  EXPECT_EQ(parse_timestamp(true, zone, kNow), std::nullopt);
  EXPECT_EQ(parse_timestamp(krl::Value::null(), zone, kNow), std::nullopt);
  EXPECT_EQ(parse_timestamp(krl::Map(), zone, kNow), std::nullopt);
}

}  // namespace
}  // namespace pico::engine
