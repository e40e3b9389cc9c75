// SPDX-License-Identifier: MIT
//
// Offsets and names of zones.
#include "engine/module/time_zone.hpp"

#include <gtest/gtest.h>

#include "engine/module/iso8601.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr Time kHour = 3'600'000;

Time clock(std::string_view text) { return parse_iso8601(text, 0).value().clock; }

TEST(TimeZone, OfUtcHasNoOffset) {
  EXPECT_EQ(TimeZone("UTC").offset_at(0), 0);
  EXPECT_EQ(TimeZone("Etc/UTC").offset_at(0), 0);
  EXPECT_EQ(TimeZone("Etc/UTC").name_at(0), "Coordinated Universal Time");
}

TEST(TimeZone, FollowsDaylightSavingTime) {
  const TimeZone denver("America/Denver");

  EXPECT_EQ(denver.offset_at(clock("2024-01-15")), -7 * kHour);
  EXPECT_EQ(denver.offset_at(clock("2024-07-15")), -6 * kHour);
  EXPECT_EQ(denver.name_at(clock("2024-01-15")), "Mountain Standard Time");
}

TEST(TimeZone, FindsTheTimeOfAClock) {
  const TimeZone denver("America/Denver");

  EXPECT_EQ(denver.time_of(clock("2024-03-10T01:30")), clock("2024-03-10T08:30"));
  EXPECT_EQ(denver.time_of(clock("2024-03-10T03:30")), clock("2024-03-10T09:30"));
  EXPECT_EQ(denver.time_of(clock("2024-07-15T12:00")), clock("2024-07-15T18:00"));
}

TEST(TimeZone, OfAnUnknownNameIsAnError) {
  EXPECT_EQ(error_of([] { TimeZone("Moon/Crater"); }),
            "RangeError: Invalid time zone specified: Moon/Crater");
  EXPECT_EQ(error_of([] { TimeZone(""); }), "RangeError: Invalid time zone specified: ");
  EXPECT_NE(error_of([] { TimeZone(std::string(100'000, 'x')); }), "");
}

}  // namespace
}  // namespace pico::engine
