// SPDX-License-Identifier: MIT
//
// The times of a recurrence: by the calendar, across changes of the clocks, and against a search by
// brute force.
#include "engine/schedule/recurrence.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "engine/model/time_text.hpp"
#include "engine/module/iso8601.hpp"
#include "engine/schedule/cron.hpp"

namespace pico::engine {
namespace {

constexpr Time kMinute = 60'000;

/// A time, in UTC where it names no other offset.
Time at(std::string_view text) {
  const WrittenTime written = parse_iso8601(text, 0).value();
  return written.clock - written.offset.value_or(0);
}

/// As people write it: without what is 0.
std::string shown(Time time) {
  std::string text = time_text(time);
  text.resize(text.ends_with(":00.000Z") ? 16 : 19);
  return text;
}

/// The next times after one, blank-separated.
std::string times(std::string_view cron, std::string_view after, int count,
                  std::string_view zone_name = "UTC") {
  const TimeZone zone(zone_name);
  const Recurrence recurrence = parse_cron(cron).value();
  std::string all;
  Time time = at(after);
  for (int i = 0; i < count; ++i) {
    const std::optional<Time> next = recurrence.next(time, zone);
    if (!next) return all + " never";
    time = *next;
    if (!all.empty()) all += ' ';
    all += shown(time);
  }
  return all;
}

TEST(Recurrence, IsAfterTheTime) {
  EXPECT_EQ(times("*/20 * * * *", "2026-05-06T10:00", 3),
            "2026-05-06T10:20 2026-05-06T10:40 2026-05-06T11:00");
  EXPECT_EQ(times("*/20 * * * *", "2026-05-06T09:59:59.999", 1), "2026-05-06T10:00");
  EXPECT_EQ(times("* * * * * *", "2026-05-06T10:00:00.5", 2),
            "2026-05-06T10:00:01 2026-05-06T10:00:02");
}

TEST(Recurrence, IsAlsoBefore1970) {
  EXPECT_EQ(times("*/15 * * * * *", "1969-12-31T23:59:40.5", 2),
            "1969-12-31T23:59:45 1970-01-01T00:00");
}

TEST(Recurrence, PassesDaysMonthsAndYears) {
  EXPECT_EQ(times("0 0 1 1 *", "2026-05-06", 2), "2027-01-01T00:00 2028-01-01T00:00");
  EXPECT_EQ(times("30 6 31 * *", "2026-03-31T06:30", 3),
            "2026-05-31T06:30 2026-07-31T06:30 2026-08-31T06:30");
  EXPECT_EQ(times("0 12 * * 1", "2026-11-26", 2), "2026-11-30T12:00 2026-12-07T12:00");
}

TEST(Recurrence, KnowsLeapYears) {
  EXPECT_EQ(times("0 0 29 2 *", "2026-01-01", 2), "2028-02-29T00:00 2032-02-29T00:00");
  EXPECT_EQ(times("0 0 29 2 *", "2096-03-01", 1), "2104-02-29T00:00");
  EXPECT_EQ(times("0 0 L 2 *", "2027-01-01", 2), "2027-02-28T00:00 2028-02-29T00:00");
}

TEST(Recurrence, TakesEitherDayWhereBothAreRestricted) {
  EXPECT_EQ(times("0 0 13 * FRI", "2026-11-01", 5),
            "2026-11-06T00:00 2026-11-13T00:00 2026-11-20T00:00 2026-11-27T00:00 2026-12-04T00:00");
  EXPECT_EQ(times("0 0 L * MON", "2026-11-25", 2), "2026-11-30T00:00 2026-12-07T00:00");
}

TEST(Recurrence, TakesBothDaysWhereItSaysSo) {
  Recurrence friday_13 = parse_cron("0 0 13 * FRI").value();
  friday_13.is_either_day = false;

  EXPECT_EQ(friday_13.next(at("2026-03-14"), TimeZone("UTC")), at("2026-11-13"));
}

TEST(Recurrence, MayNeverCome) {
  EXPECT_EQ(times("0 0 30 2 *", "2026-01-01", 1), " never");
  EXPECT_EQ(times("0 0 31 4,6,9,11 *", "2026-01-01", 1), " never");

  Recurrence past = parse_cron("0 0 1 1 *").value();
  past.years = {{2020, 2025, 1}};
  EXPECT_EQ(past.next(at("2026-01-01"), TimeZone("UTC")), std::nullopt);
  EXPECT_EQ(past.next(at("2021-06-01"), TimeZone("UTC")), at("2022-01-01"));
  past.years = {{2020, 2030, 7}};
  EXPECT_EQ(past.next(at("2021-06-01"), TimeZone("UTC")), at("2027-01-01"));
}

TEST(Recurrence, HasAnEndInTime) {
  EXPECT_EQ(parse_cron("* * * * *")->next(kMaxTime, TimeZone("Europe/Vienna")), std::nullopt);
  EXPECT_EQ(parse_cron("* * * * *")->next(-kMaxTime - 1, TimeZone("UTC")), std::nullopt);
  EXPECT_NE(parse_cron("* * * * *")->next(-kMaxTime, TimeZone("UTC")), std::nullopt);
}

// Changes of the clocks --------------------------------------------------------------------------

TEST(Recurrence, FollowsTheZone) {
  EXPECT_EQ(times("0 8 * * *", "2026-03-28T00:00", 2, "Europe/Vienna"),
            "2026-03-28T07:00 2026-03-29T06:00");
  EXPECT_EQ(times("0 8 * * *", "2026-10-31T00:00", 2, "America/Denver"),
            "2026-10-31T14:00 2026-11-01T15:00");
}

TEST(Recurrence, OfASkippedTimeIsAsLateAsTheSkip) {
  // Vienna's clocks go from 2:00 to 3:00, which is 1:00 UTC.
  EXPECT_EQ(times("30 2 * * *", "2026-03-28T12:00", 2, "Europe/Vienna"),
            "2026-03-29T01:30 2026-03-30T00:30");
  EXPECT_EQ(times("30 2,3 * * *", "2026-03-28T12:00", 2, "Europe/Vienna"),
            "2026-03-29T01:30 2026-03-30T00:30");
  EXPECT_EQ(times("*/30 2 * * *", "2026-03-29T00:00", 3, "Europe/Vienna"),
            "2026-03-29T01:00 2026-03-29T01:30 2026-03-30T00:00");
  EXPECT_EQ(times("30 2 * * *", "2026-03-08T00:00", 1, "America/Denver"), "2026-03-08T09:30");
}

TEST(Recurrence, OfARepeatedTimeIsTheFirstOne) {
  // Vienna's clocks go from 3:00 to 2:00, which is 1:00 UTC.
  EXPECT_EQ(times("30 2 * * *", "2026-10-24T12:00", 2, "Europe/Vienna"),
            "2026-10-25T00:30 2026-10-26T01:30");
  EXPECT_EQ(times("30 1 * * *", "2026-11-01T00:00", 2, "America/Denver"),
            "2026-11-01T07:30 2026-11-02T08:30");
  EXPECT_EQ(times("0 2,3 * * *", "2026-10-24T12:00", 3, "Europe/Vienna"),
            "2026-10-25T00:00 2026-10-25T02:00 2026-10-26T01:00");
}

TEST(Recurrence, OfEveryHourFollowsRealTime) {
  EXPECT_EQ(times("30 * * * *", "2026-03-29T00:00", 3, "Europe/Vienna"),
            "2026-03-29T00:30 2026-03-29T01:30 2026-03-29T02:30");
  EXPECT_EQ(times("30 * * * *", "2026-10-25T00:00", 3, "Europe/Vienna"),
            "2026-10-25T00:30 2026-10-25T01:30 2026-10-25T02:30");
}

TEST(Recurrence, OfAMidnightThatIsSkipped) {
  // São Paulo's clocks went from 0:00 to 1:00, which was 3:00 UTC; Apia left out a whole day.
  EXPECT_EQ(times("0 0 * * *", "2018-11-03T12:00", 2, "America/Sao_Paulo"),
            "2018-11-04T03:00 2018-11-05T02:00");
  EXPECT_EQ(times("0 12 30 12 *", "2011-12-01", 2, "Pacific/Apia"),
            "2011-12-30T22:00 2012-12-29T22:00");
}

// Missed ones ------------------------------------------------------------------------------------

std::string last(std::string_view cron, std::string_view after, std::string_view until,
                 std::string_view zone = "UTC") {
  const auto found = parse_cron(cron)->last(at(after), at(until), TimeZone(zone));
  return found ? shown(*found) : "none";
}

uint64_t count(std::string_view cron, std::string_view after, std::string_view until,
               std::string_view zone = "UTC") {
  return parse_cron(cron)->count(at(after), at(until), TimeZone(zone));
}

TEST(Recurrence, FindsTheLastTime) {
  EXPECT_EQ(last("0 * * * *", "2026-05-06T10:30", "2026-05-06T10:59"), "none");
  EXPECT_EQ(last("0 * * * *", "2026-05-06T10:30", "2026-05-06T11:00"), "2026-05-06T11:00");
  EXPECT_EQ(last("0 * * * *", "2026-05-06T10:30", "2026-09-06T11:59:59.999"), "2026-09-06T11:00");
  EXPECT_EQ(last("* * 2 * * *", "2026-05-06T10:30", "2026-05-08T12:00"), "2026-05-08T02:59:59");
  EXPECT_EQ(last("30 2 * * *", "2026-10-24T12:00", "2026-10-25T12:00", "Europe/Vienna"),
            "2026-10-25T00:30");
}

TEST(Recurrence, CountsTimes) {
  EXPECT_EQ(count("0 * * * *", "2026-05-06T10:00", "2026-05-06T10:00"), 0U);
  EXPECT_EQ(count("0 * * * *", "2026-05-06T10:00", "2026-05-06T12:00"), 2U);
  EXPECT_EQ(count("0 * * * *", "2026-05-06T12:00", "2026-05-06T10:00"), 0U);
  EXPECT_EQ(count("* * * * * *", "2026-01-01", "2027-01-01"), 365U * 86'400);
  EXPECT_EQ(count("0 9-17 * * 1-5", "2026-11-01", "2026-12-01"), 21U * 9);
  EXPECT_EQ(count("30 2 * * *", "2026-01-01", "2027-01-01", "Europe/Vienna"), 365U);
  EXPECT_EQ(count("30 2,3 * * *", "2026-01-01", "2027-01-01", "Europe/Vienna"), 729U);
  EXPECT_EQ(count("30 * * * *", "2026-01-01", "2027-01-01", "Europe/Vienna"), 365U * 24);
}

// By brute force ---------------------------------------------------------------------------------

bool matches(const Recurrence& recurrence, Time clock) {
  const Date date = date_of(day_of(clock));
  const Time minute = time_of_day(clock) / kMinute;
  const bool is_day = recurrence.days[static_cast<size_t>(date.day)];
  const bool is_weekday = recurrence.weekdays[static_cast<size_t>(weekday_of(day_of(clock)))];
  return recurrence.months[static_cast<size_t>(date.month)] &&
         (recurrence.is_either_day ? is_day || is_weekday : is_day && is_weekday) &&
         recurrence.hours[static_cast<size_t>(minute / 60)] &&
         recurrence.minutes[static_cast<size_t>(minute % 60)];
}

/// All times of some days, minute by minute.
std::set<Time> all_times(const Recurrence& recurrence, const TimeZone& zone, Time from, Time end) {
  std::set<Time> found;
  constexpr Time kDay = kDayMs;
  if (recurrence.hours.count() == 24) {
    for (Time time = from + kMinute; time <= end; time += kMinute)
      if (matches(recurrence, time + zone.offset_at(time))) found.insert(time);
    return found;
  }
  for (Time clock = from - kDay; clock <= end + kDay; clock += kMinute) {
    if (!matches(recurrence, clock)) continue;
    const Time before = zone.offset_at(clock - kDay);
    const Time after = zone.offset_at(clock + kDay);
    const Time early = clock - std::max(before, after);
    const Time late = clock - std::min(before, after);
    const bool is_early = early + zone.offset_at(early) == clock;
    const bool is_late = late + zone.offset_at(late) == clock;
    const Time time = is_early ? early : is_late ? late : clock - before;
    if (from < time && time <= end) found.insert(time);
  }
  return found;
}

std::string random_field(std::mt19937& random, int first, int last) {
  const auto pick = [&](int from, int to) {
    return std::uniform_int_distribution<int>(from, to)(random);
  };
  const int start = pick(first, last);
  switch (pick(0, 4)) {
    case 0:
      return std::to_string(start);
    case 1:
      return std::to_string(start) + "-" + std::to_string(pick(start, last));
    case 2:
      return "*/" + std::to_string(pick(1, 20));
    case 3:
      return std::to_string(start) + "," + std::to_string(pick(first, last));
    default:
      return "*";
  }
}

TEST(Recurrence, AgreesWithBruteForce) {
  std::mt19937 random(20261126);
  struct Window {
    const char* zone;
    const char* from;
  };
  // Three days around changes of the clocks, and some without.
  constexpr Window kWindows[] = {{"Europe/Vienna", "2026-03-28"},
                                 {"Europe/Vienna", "2026-10-24"},
                                 {"America/Denver", "2026-03-07"},
                                 {"America/Denver", "2026-10-31"},
                                 {"America/Sao_Paulo", "2018-11-03"},
                                 {"Australia/Lord_Howe", "2026-04-04"},
                                 {"UTC", "2024-02-28"}};
  for (const Window& window : kWindows) {
    const TimeZone zone(window.zone);
    const Time from = at(window.from);
    const Time end = from + 3 * kDayMs;
    for (int round = 0; round < 40; ++round) {
      const std::string cron = random_field(random, 0, 59) + " " + random_field(random, 0, 23) +
                               " " + random_field(random, 1, 31) + " * " +
                               random_field(random, 0, 6);
      SCOPED_TRACE(std::string(window.zone) + " " + cron);
      const Recurrence recurrence = parse_cron(cron).value();

      std::set<Time> found;
      for (auto time = recurrence.next(from, zone); time && *time <= end;
           time = recurrence.next(*time, zone))
        found.insert(*time);

      EXPECT_EQ(found, all_times(recurrence, zone, from, end));
      EXPECT_EQ(recurrence.count(from, end, zone), found.size());
      EXPECT_EQ(recurrence.last(from, end, zone),
                found.empty() ? std::nullopt : std::optional(*found.rbegin()));
    }
  }
}

}  // namespace
}  // namespace pico::engine
