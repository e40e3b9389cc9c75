// SPDX-License-Identifier: MIT
//
// A strict reader of ISO 8601: see iso8601.hpp. Each reading function takes what it understands off
// the front of the text; a date that goes on, or a clock in the form that its date is not in, is
// none.
#include "engine/module/iso8601.hpp"

#include <algorithm>
#include <cstdint>

#include "engine/model/calendar.hpp"

namespace pico::engine {

namespace {

bool is_digit(char c) noexcept { return '0' <= c && c <= '9'; }

bool take(std::string_view& text, char expected) noexcept {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

size_t digits_at_front(std::string_view text) noexcept {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
}

/// A number of exactly `count` digits, of which more may follow.
std::optional<int> take_digits(std::string_view& text, size_t count) noexcept {
  if (digits_at_front(text.substr(0, count)) != count) return std::nullopt;
  int number = 0;
  for (const char digit : text.substr(0, count)) number = 10 * number + (digit - '0');
  text.remove_prefix(count);
  return number;
}

std::optional<int64_t> day_of_date(int64_t year, std::optional<int> month, std::optional<int> day) {
  if (!month || !day || *month < 1 || *month > 12) return std::nullopt;
  if (*day < 1 || *day > days_in_month(year, *month)) return std::nullopt;
  return days_of({year, *month, *day});
}

std::optional<int64_t> day_of_ordinal(int64_t year, std::optional<int> ordinal) {
  if (!ordinal || *ordinal < 1 || *ordinal > (is_leap_year(year) ? 366 : 365)) return std::nullopt;
  return days_of({year, 1, 1}) + *ordinal - 1;
}

/// The Monday of the week with the first Thursday of the year.
int64_t first_week(int64_t year) {
  const int64_t fourth = days_of({year, 1, 4});
  return fourth - (weekday_of(fourth) + 6) % 7;
}

std::optional<int64_t> day_of_week(int64_t year, std::optional<int> week, std::optional<int> day) {
  if (!week || !day || *week < 1 || *day < 1 || *day > 7) return std::nullopt;
  const int64_t monday = first_week(year) + int64_t{7} * (*week - 1);
  if (monday >= first_week(year + 1)) return std::nullopt;
  return monday + *day - 1;
}

struct WrittenDate {
  int64_t day;
  bool is_extended;
  bool may_have_clock = true;
};

std::optional<WrittenDate> with_form(std::optional<int64_t> day, bool is_extended) {
  if (!day) return std::nullopt;
  return WrittenDate{*day, is_extended};
}

/// What follows "YYYY-".
std::optional<WrittenDate> take_extended(std::string_view& text, int64_t year) {
  if (take(text, 'W')) {
    const std::optional<int> week = take_digits(text, 2);
    const std::optional<int> day = take(text, '-') ? take_digits(text, 1) : 1;
    return with_form(day_of_week(year, week, day), true);
  }
  if (digits_at_front(text) == 3) {
    return with_form(day_of_ordinal(year, take_digits(text, 3)), true);
  }
  const std::optional<int> month = take_digits(text, 2);
  if (take(text, '-')) return with_form(day_of_date(year, month, take_digits(text, 2)), true);
  std::optional<WrittenDate> date = with_form(day_of_date(year, month, 1), true);
  if (date) date->may_have_clock = false;
  return date;
}

/// What follows "YYYY" in the basic form.
std::optional<WrittenDate> take_basic(std::string_view& text, int64_t year) {
  if (take(text, 'W')) {
    const std::optional<int> week = take_digits(text, 2);
    const std::optional<int> day = digits_at_front(text) > 0 ? take_digits(text, 1) : 1;
    return with_form(day_of_week(year, week, day), false);
  }
  switch (digits_at_front(text)) {
    case 0: {
      std::optional<WrittenDate> date = with_form(days_of({year, 1, 1}), false);
      date->may_have_clock = false;
      return date;
    }
    case 3:
      return with_form(day_of_ordinal(year, take_digits(text, 3)), false);
    case 4: {
      const std::optional<int> month = take_digits(text, 2);
      return with_form(day_of_date(year, month, take_digits(text, 2)), false);
    }
    default:
      return std::nullopt;
  }
}

std::optional<WrittenDate> take_date(std::string_view& text) {
  const bool is_negative = take(text, '-');
  const bool is_signed = is_negative || take(text, '+');
  const std::optional<int> year = take_digits(text, is_signed ? 6 : 4);
  if (!year) return std::nullopt;
  if (take(text, '-')) return take_extended(text, is_negative ? -*year : *year);
  return is_signed ? std::nullopt : take_basic(text, *year);
}

/// Digits after the second's point or comma, to the millisecond.
std::optional<Time> take_fraction(std::string_view& text) {
  const size_t count = digits_at_front(text);
  if (count == 0) return std::nullopt;
  Time milliseconds = 0;
  for (size_t i = 0; i < 3; ++i) milliseconds = 10 * milliseconds + (i < count ? text[i] - '0' : 0);
  text.remove_prefix(count);
  return milliseconds;
}

enum class Form : uint8_t { Extended, Basic, Either };

/// "13", "13:14", "131415.6" …; the ms since midnight.
std::optional<Time> take_clock(std::string_view& text, Form form) {
  const std::optional<int> hour = take_digits(text, 2);
  if (!hour) return std::nullopt;
  std::optional<int> minute = 0;
  std::optional<int> second = 0;
  std::optional<Time> fraction = 0;
  const bool is_extended = form != Form::Basic && !text.empty() && text.front() == ':';
  const bool is_basic = form != Form::Extended && digits_at_front(text) > 0;
  const auto goes_on = [&] {
    return is_extended ? take(text, ':') : is_basic && digits_at_front(text) > 0;
  };
  if (goes_on()) {
    minute = take_digits(text, 2);
    if (minute && goes_on()) {
      second = take_digits(text, 2);
      if (second && (take(text, '.') || take(text, ','))) fraction = take_fraction(text);
    }
  }
  if (!minute || !second || !fraction || *minute > 59 || *second > 59) return std::nullopt;
  const Time clock = ((*hour * Time{60} + *minute) * 60 + *second) * 1000 + *fraction;
  if (clock > kDayMs) return std::nullopt;
  return clock;
}

struct Zone {
  std::optional<Time> offset;
};

/// "Z", "+05:30" … or nothing at all, up to the end of the text.
std::optional<Zone> take_zone(std::string_view text) {
  if (text.empty()) return Zone{};
  const size_t letter = text.find_first_not_of(" \t\n\r\f\v");
  if (letter != std::string_view::npos && text.substr(letter) == "Z") return Zone{Time{0}};
  const bool is_negative = take(text, '-');
  if (!is_negative && !take(text, '+')) return std::nullopt;
  const std::optional<int> hours = take_digits(text, 2);
  std::optional<int> minutes = 0;
  if (!text.empty()) {
    take(text, ':');
    minutes = take_digits(text, 2);
  }
  if (!hours || !minutes || *hours > 23 || *minutes > 59 || !text.empty()) return std::nullopt;
  const Time offset = (*hours * Time{60} + *minutes) * 60'000;
  return Zone{is_negative ? -offset : offset};
}

std::optional<WrittenTime> parse_date(std::string_view text) {
  const std::optional<WrittenDate> date = take_date(text);
  if (!date) return std::nullopt;
  const Time midnight = date->day * kDayMs;
  if (text.empty()) return WrittenTime{midnight, std::nullopt};
  if (!date->may_have_clock || (!take(text, 'T') && !take(text, ' '))) return std::nullopt;
  const std::optional<Time> clock =
      take_clock(text, date->is_extended ? Form::Extended : Form::Basic);
  if (!clock) return std::nullopt;
  const std::optional<Zone> zone = take_zone(text);
  if (!zone) return std::nullopt;
  return WrittenTime{midnight + *clock, zone->offset};
}

std::optional<WrittenTime> parse_clock(std::string_view text, Time now) {
  const std::optional<Time> clock = take_clock(text, Form::Either);
  if (!clock) return std::nullopt;
  const std::optional<Zone> zone = take_zone(text);
  if (!zone) return std::nullopt;
  return WrittenTime{day_of(now) * kDayMs + *clock, zone->offset};
}

}  // namespace

std::optional<WrittenTime> parse_iso8601(std::string_view text, Time now) {
  const std::optional<WrittenTime> with_date = parse_date(text);
  return with_date ? with_date : parse_clock(text, now);
}

}  // namespace pico::engine
