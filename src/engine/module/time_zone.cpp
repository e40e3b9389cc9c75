// SPDX-License-Identifier: MIT
//
// Time zones by ICU: see time_zone.hpp.
#include "engine/module/time_zone.hpp"

#include <fmt/format.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include <array>
#include <optional>

#include "engine/model/calendar.hpp"
#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

constexpr const char* kLocale = "en_US";
constexpr size_t kMaxName = 128;

void check(UErrorCode status) {
  if (U_FAILURE(status)) {
    throw krl::Error(krl::ErrorClass::Error, fmt::format("time zone: {}", u_errorName(status)));
  }
}

}  // namespace

class TimeZone::Calendar {
 public:
  explicit Calendar(std::string_view name) {
    const std::u16string id = krl::to_utf16(name);
    std::array<UChar, kMaxName> canonical;
    UErrorCode status = U_ZERO_ERROR;
    // ucal_open takes a zone it does not know for UTC.
    ucal_getCanonicalTimeZoneID(id.data(), static_cast<int32_t>(id.size()), canonical.data(),
                                kMaxName, nullptr, &status);
    if (U_FAILURE(status)) {
      throw krl::range_error(fmt::format("Invalid time zone specified: {}", name));
    }
    calendar_ =
        ucal_open(id.data(), static_cast<int32_t>(id.size()), kLocale, UCAL_GREGORIAN, &status);
    check(status);
  }
  ~Calendar() { ucal_close(calendar_); }
  Calendar(const Calendar&) = delete;
  Calendar& operator=(const Calendar&) = delete;

  void set(Time time) {
    UErrorCode status = U_ZERO_ERROR;
    ucal_setMillis(calendar_, static_cast<UDate>(time), &status);
    check(status);
  }

  [[nodiscard]] Time get(UCalendarDateFields field) const {
    UErrorCode status = U_ZERO_ERROR;
    const int32_t value = ucal_get(calendar_, field, &status);
    check(status);
    return value;
  }

  /// The change of clocks next to the time that was set; nothing where there is none.
  [[nodiscard]] std::optional<Time> change(UTimeZoneTransitionType which) const {
    UErrorCode status = U_ZERO_ERROR;
    UDate time = 0;
    const bool is_found = ucal_getTimeZoneTransitionDate(calendar_, which, &time, &status) != 0;
    check(status);
    return is_found ? std::optional(static_cast<Time>(time)) : std::nullopt;
  }

  [[nodiscard]] std::string name(bool is_daylight_time) const {
    std::array<UChar, kMaxName> text;
    UErrorCode status = U_ZERO_ERROR;
    const int32_t size =
        ucal_getTimeZoneDisplayName(calendar_, is_daylight_time ? UCAL_DST : UCAL_STANDARD, kLocale,
                                    text.data(), kMaxName, &status);
    check(status);
    return krl::to_utf8({text.data(), static_cast<size_t>(size)});
  }

 private:
  UCalendar* calendar_;
};

TimeZone::TimeZone(std::string_view name)
    : calendar_(name == "UTC" ? nullptr : std::make_unique<Calendar>(name)) {}

TimeZone::~TimeZone() = default;

Time TimeZone::offset_at(Time time) const {
  if (!calendar_) return 0;
  calendar_->set(time);
  return calendar_->get(UCAL_ZONE_OFFSET) + calendar_->get(UCAL_DST_OFFSET);
}

std::string TimeZone::name_at(Time time) const {
  if (!calendar_) return "Coordinated Universal Time";
  calendar_->set(time);
  return calendar_->name(calendar_->get(UCAL_DST_OFFSET) != 0);
}

Time TimeZone::time_of(Time clock) const {
  // The offset at a time that is at most a day off; it may still be that of the other side of a
  // change of clocks, which the second look sets right.
  const Time near = clock - offset_at(clock);
  return clock - offset_at(near);
}

TimeZone::Stretch TimeZone::stretch_at(Time time) const {
  if (!calendar_) return {-kMaxTime, kMaxTime, 0, 0};
  if (last_.start <= time && time < last_.end) return last_;
  calendar_->set(time);
  last_.start = calendar_->change(UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE).value_or(-kMaxTime);
  last_.end = calendar_->change(UCAL_TZ_TRANSITION_NEXT).value_or(kMaxTime);
  last_.offset = offset_at(time);
  last_.former = last_.start > -kMaxTime ? offset_at(last_.start - 1) : last_.offset;
  return last_;
}

}  // namespace pico::engine
