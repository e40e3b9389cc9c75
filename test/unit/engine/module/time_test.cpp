// SPDX-License-Identifier: MIT
//
// The module `time` (spec modules.md 9); its parts have tests of their own.
#include <gtest/gtest.h>

#include "unit/engine/module/expression.hpp"

namespace pico::engine {
namespace {

TEST(TimeNow, IsTheTimeOfTheEnvironmentInUtc) {
  Image image;
  image.environment().set_time(1'709'210'096'789);

  EXPECT_EQ(evaluate(image, "time:now()"), R"("2024-02-29T12:34:56.789Z")");
  EXPECT_EQ(evaluate(image, "time:now({\"tz\": \"America/Denver\"})"),
            R"("2024-02-29T12:34:56.789Z")");
  EXPECT_EQ(evaluate(image, "time:now([])"),
            "TypeError: time:now was given [Array] instead of an opts map");
}

TEST(TimeNew, ReadsTextAndMilliseconds) {
  EXPECT_EQ(evaluate("time:new(\"2024-02-29T12:34:56+0200\")"), R"("2024-02-29T10:34:56.000Z")");
  EXPECT_EQ(evaluate("time:new(1709210096789.9)"), R"("2024-02-29T12:34:56.789Z")");
  EXPECT_EQ(evaluate("time:new(-1)"), R"("1969-12-31T23:59:59.999Z")");
  EXPECT_EQ(evaluate("time:new(8640000000000000)"), R"("+275760-09-13T00:00:00.000Z")");
  EXPECT_EQ(evaluate("time:new(-8640000000000000)"), R"("-271821-04-20T00:00:00.000Z")");
}

TEST(TimeNew, ReadsAClockAsOfToday) {
  Image image;
  image.environment().set_time(1'709'210'096'789);

  EXPECT_EQ(evaluate(image, "time:new(\"083023Z\")"), R"("2024-02-29T08:30:23.000Z")");
}

TEST(TimeNew, SaysWhatIsWrong) {
  EXPECT_EQ(evaluate("time:new()"), "Error: time:new needs a date string");
  EXPECT_EQ(evaluate("time:new(0)"), "Error: time:new needs a date string");
  EXPECT_EQ(evaluate("time:new(\"hello\")"),
            "Error: time:new was given an invalid date string (hello)");
  EXPECT_EQ(evaluate("time:new(\"+999999-01-01\")"),
            "Error: time:new was given an invalid date string (+999999-01-01)");
  EXPECT_EQ(evaluate("time:new(true)"),
            "TypeError: time:new was given true instead of a date string");
  EXPECT_EQ(evaluate("time:new(8640000000000001)"),
            "TypeError: time:new was given 8640000000000001 instead of a date string");
}

TEST(TimeAdd, TakesNumbersForText) {
  EXPECT_EQ(evaluate("time:add(1967342, {\"days\": 1})"), R"("1967-12-09T00:00:00.000Z")");
  EXPECT_EQ(evaluate("time:add(5, {\"days\": 1})"),
            "TypeError: time:add was given 5 instead of a date string");
}

TEST(TimeAdd, SaysWhatIsWrong) {
  EXPECT_EQ(evaluate("time:add()"), "Error: time:add needs a date string");
  EXPECT_EQ(evaluate("time:add(\"nope\", null)"), "Error: time:add needs a spec map");
  EXPECT_EQ(evaluate("time:add(\"nope\", [])"),
            "Error: time:add was given an invalid date string (nope)");
  EXPECT_EQ(evaluate("time:add({}, [])"),
            "TypeError: time:add was given [Map] instead of a date string");
  EXPECT_EQ(evaluate("time:add(\"2024-01-01\", [1])"),
            "TypeError: time:add was given [Array] instead of a spec map");
}

TEST(TimeStrftime, SaysWhatIsWrong) {
  EXPECT_EQ(evaluate("time:strftime(null, \"%F\")"), "Error: time:strftime needs a date string");
  EXPECT_EQ(evaluate("time:strftime(\"2024-02-29\", \"\")"),
            "Error: time:strftime needs a fmt string");
  EXPECT_EQ(evaluate("time:strftime(\"2024-02-30\", \"%F\")"),
            "Error: time:strftime was given an invalid date string (2024-02-30)");
  EXPECT_EQ(evaluate("time:strftime([], \"%F\")"),
            "TypeError: time:strftime was given [Array] instead of a date string");
  EXPECT_EQ(evaluate("time:strftime(\"2024-02-29\", re#%F#)"),
            "TypeError: time:strftime was given re#%F# instead of a fmt string");
}

TEST(TimeStrftime, PrintsByItsFormat) {
  EXPECT_EQ(evaluate("time:strftime(\"2024-02-29T12:34:56+05:00\", \"%F %T\")"),
            R"("2024-02-29 07:34:56")");
}

}  // namespace
}  // namespace pico::engine
