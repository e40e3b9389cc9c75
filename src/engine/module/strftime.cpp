// SPDX-License-Identifier: MIT
//
// The conversions of strftime: see strftime.hpp.
#include "engine/module/strftime.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "engine/model/calendar.hpp"
#include "krl/value/memory.hpp"

namespace pico::engine {

namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                       "Thursday", "Friday", "Saturday"};
constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr size_t kShortName = 3;

std::string_view ordinal_suffix(int day) {
  if (day / 10 == 1) return "th";
  switch (day % 10) {
    case 1:
      return "st";
    case 2:
      return "nd";
    case 3:
      return "rd";
    default:
      return "th";
  }
}

class Formatter {
 public:
  Formatter(Time time, const TimeZone& zone)
      : time_(time),
        zone_(zone),
        offset_(zone.offset_at(time)),
        day_(day_of(time + offset_)),
        date_(date_of(day_)),
        clock_(time_of_day(time + offset_)) {}

  std::string format(std::string_view format) {
    append(format);
    return std::move(text_);
  }

 private:
  void append(std::string_view format) {
    for (size_t i = 0; i < format.size(); ++i) {
      if (format[i] != '%') {
        text_ += format[i];
        continue;
      }
      char modifier = 0;
      if (++i < format.size() && std::string_view("-_0:").find(format[i]) != format.npos) {
        modifier = format[i++];
      }
      if (i == format.size()) return;
      // Formats may grow on their way to text.
      krl::MemoryMeter::require(text_.size());
      convert(format[i], modifier);
    }
  }

  void convert(char conversion, char modifier) {
    switch (conversion) {
      // Dates
      case 'A':
        return add(weekday_name());
      case 'a':
        return add(weekday_name().substr(0, kShortName));
      case 'B':
        return add(month_name());
      case 'b':
      case 'h':
        return add(month_name().substr(0, kShortName));
      case 'C':
        return add_number(floor_hundreds(), '0', modifier);
      case 'D':
      case 'x':
        return append("%m/%d/%y");
      case 'd':
        return add_number(date_.day, '0', modifier);
      case 'e':
        return add_number(date_.day, ' ', modifier);
      case 'F':
        return append("%Y-%m-%d");
      case 'j':
        return add(fmt::format("{:03}", day_of_year() + 1));
      case 'm':
        return add_number(date_.month, '0', modifier);
      case 'o':
        return add(fmt::format("{}{}", date_.day, ordinal_suffix(date_.day)));
      case 'U':
        return add_number((day_of_year() + 7 - weekday()) / 7, '0', modifier);
      case 'u':
        return add(std::to_string(weekday() == 0 ? 7 : weekday()));
      case 'v':
        return append("%e-%b-%Y");
      case 'W':
        return add_number((day_of_year() + 7 - (weekday() + 6) % 7) / 7, '0', modifier);
      case 'w':
        return add(std::to_string(weekday()));
      case 'Y':
        return add(std::to_string(date_.year));
      case 'y':
        return add_number(date_.year - 100 * floor_hundreds(), '0', modifier);
      // Clocks
      case 'H':
        return add_number(hour(), '0', modifier);
      case 'I':
        return add_number(hour_of_12(), '0', modifier);
      case 'k':
        return add_number(hour(), ' ', modifier);
      case 'L':
        return add(fmt::format("{:03}", clock_ % 1000));
      case 'l':
        return add_number(hour_of_12(), ' ', modifier);
      case 'M':
        return add_number(clock_ / 60'000 % 60, '0', modifier);
      case 'P':
        return add(hour() < 12 ? "am" : "pm");
      case 'p':
        return add(hour() < 12 ? "AM" : "PM");
      case 'R':
        return append("%H:%M");
      case 'r':
      case 'X':
        return append("%I:%M:%S %p");
      case 'S':
        return add_number(clock_ / 1000 % 60, '0', modifier);
      case 's':
        return add(std::to_string(epoch_seconds()));
      case 'T':
        return append("%H:%M:%S");
      // Zones, both, and neither
      case 'Z':
        return add(zone_.name_at(time_));
      case 'z':
        return add_offset(modifier == ':');
      case 'c':
        return append("%a %d %b %Y %X %Z");
      case 'n':
        return add("\n");
      case 't':
        return add("\t");
      case '%':
        return add("%");
      default:
        text_ += '%';
        text_ += conversion;
    }
  }

  void add(std::string_view text) { text_ += text; }

  /// A field of two digits, filled up with `fill` unless the modifier wants it otherwise.
  void add_number(int64_t number, char fill, char modifier) {
    const std::string digits = std::to_string(number);
    if (modifier == '_') fill = ' ';
    if (modifier == '0') fill = '0';
    if (digits.size() < 2 && modifier != '-') text_ += fill;
    text_ += digits;
  }

  void add_offset(bool has_colon) {
    const Time minutes = (offset_ < 0 ? -offset_ : offset_) / 60'000;
    add(fmt::format("{}{:02}{}{:02}", offset_ < 0 ? '-' : '+', minutes / 60, has_colon ? ":" : "",
                    minutes % 60));
  }

  [[nodiscard]] int weekday() const { return weekday_of(day_); }
  [[nodiscard]] std::string_view weekday_name() const {
    return kWeekdays[static_cast<size_t>(weekday())];
  }
  [[nodiscard]] std::string_view month_name() const {
    return kMonths[static_cast<size_t>(date_.month - 1)];
  }
  [[nodiscard]] int64_t day_of_year() const { return day_ - days_of({date_.year, 1, 1}); }
  [[nodiscard]] int64_t floor_hundreds() const {
    return date_.year / 100 - (date_.year % 100 < 0 ? 1 : 0);
  }
  [[nodiscard]] Time hour() const { return clock_ / 3'600'000; }
  [[nodiscard]] Time hour_of_12() const { return hour() % 12 == 0 ? 12 : hour() % 12; }
  [[nodiscard]] Time epoch_seconds() const { return time_ / 1000 - (time_ % 1000 < 0 ? 1 : 0); }

  Time time_;
  const TimeZone& zone_;
  Time offset_;
  int64_t day_;
  Date date_;
  Time clock_;
  std::string text_;
};

}  // namespace

std::string strftime_text(Time time, const TimeZone& zone, std::string_view format) {
  return Formatter(time, zone).format(format);
}

}  // namespace pico::engine
