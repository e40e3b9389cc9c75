// SPDX-License-Identifier: MIT
//
// The module `time` (spec modules.md 9): times are ISO 8601 texts in UTC.
#include <cmath>
#include <optional>
#include <string>

#include "engine/model/calendar.hpp"
#include "engine/model/time_text.hpp"
#include "engine/module/iso8601.hpp"
#include "engine/module/module_host.hpp"
#include "engine/module/modules.hpp"
#include "engine/module/strftime.hpp"
#include "engine/module/time_span.hpp"
#include "engine/module/time_zone.hpp"
#include "krl/library/parameters.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::parameters;
using krl::Value;

krl::Error needs(std::string_view function, std::string_view what) {
  std::string message = "time:";
  message.append(function).append(" needs a ").append(what);
  return {krl::ErrorClass::Error, std::move(message)};
}

/// `time:f was given VALUE instead of WHAT`.
krl::Error was_given(std::string_view function, const Value& value, std::string_view what) {
  std::string message = "time:";
  message.append(function).append(" was given ");
  krl::append_string(message, value);
  message.append(" instead of ").append(what);
  return krl::type_error(std::move(message));
}

krl::Error bad_date(std::string_view function, const Value& date) {
  if (!date.is_string()) return was_given(function, date, "a date string");
  std::string message = "time:";
  message.append(function).append(" was given an invalid date string (");
  message.append(date.string().view()).append(")");
  return {krl::ErrorClass::Error, std::move(message)};
}

bool is_time(double milliseconds) {
  return std::abs(milliseconds) <= static_cast<double>(kMaxTime);
}

/// The time that a text spells; `zone` is that of texts that name none.
std::optional<Time> parse_time(std::string_view text, const TimeZone& zone, Call& call) {
  const std::optional<WrittenTime> written =
      parse_iso8601(text, module_host(call).environment().now());
  if (!written) return std::nullopt;
  const Time time =
      written->offset ? written->clock - *written->offset : zone.time_of(written->clock);
  return is_time(static_cast<double>(time)) ? std::optional(time) : std::nullopt;
}

/// A date argument of `function`; numbers count as text.
Time date_argument(std::string_view function, const Value& date, const TimeZone& zone, Call& call) {
  std::optional<Time> time;
  if (date.is_string()) {
    time = parse_time(date.string().view(), zone, call);
  } else if (date.is_number()) {
    time = parse_time(krl::number_text(date.number()), zone, call);
  }
  if (!time) throw bad_date(function, date);
  return *time;
}

const TimeZone& utc() {
  static const TimeZone zone("UTC");
  return zone;
}

Value text_value(Time time) { return krl::String(time_text(time)); }

Value now(Call& call) {
  // The zone that options may name changes nothing: the text is in UTC.
  if (!call[0].is_undefined() && !call[0].is_map()) throw was_given("now", call[0], "an opts map");
  return text_value(module_host(call).environment().now());
}

Value new_time(Call& call) {
  const Value& date = call[0];
  if (!krl::is_true(date)) throw needs("new", "date string");
  if (date.is_number() && is_time(date.number())) {
    return text_value(static_cast<Time>(date.number()));
  }
  const std::optional<Time> time =
      date.is_string() ? parse_time(date.string().view(), utc(), call) : std::nullopt;
  if (!time) throw bad_date("new", date);
  return text_value(*time);
}

Value add(Call& call) {
  const Value& date = call[0];
  const Value& spec = call[1];
  if (!krl::is_true(date)) throw needs("add", "date string");
  if (!krl::is_true(spec)) throw needs("add", "spec map");
  const Time time = date_argument("add", date, utc(), call);
  if (!spec.is_map()) throw was_given("add", spec, "a spec map");
  return text_value(add_span(time, spec.map()));
}

Value strftime(Call& call) {
  const Value& date = call[0];
  const Value& format = call[1];
  if (!krl::is_true(date)) throw needs("strftime", "date string");
  if (!krl::is_true(format)) throw needs("strftime", "fmt string");
  const TimeZone zone(module_host(call).environment().time_zone());
  const Time time = date_argument("strftime", date, zone, call);
  if (!format.is_string()) throw was_given("strftime", format, "a fmt string");
  return krl::String(strftime_text(time, zone, format.string().view()));
}

constexpr krl::NativeMember kMembers[] = {
    {"now", MemberKind::Function, parameters<"opts">, now},
    {"new", MemberKind::Function, parameters<"date">, new_time},
    {"add", MemberKind::Function, parameters<"date", "spec">, add},
    {"strftime", MemberKind::Function, parameters<"date", "fmt">, strftime},
};

constexpr krl::NativeModule kModule{"time", kMembers};

}  // namespace

const krl::NativeModule& time_module() { return kModule; }

}  // namespace pico::engine
