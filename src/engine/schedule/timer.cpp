// SPDX-License-Identifier: MIT
//
// Making and firing timers: see timer.hpp.
#include "engine/schedule/timer.hpp"

#include <algorithm>
#include <utility>

#include "engine/model/identifier.hpp"
#include "engine/model/json_bound.hpp"
#include "engine/schedule/timespec.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

namespace {

/// 0001-01-01. What was due before is due since then: not all stores know earlier times.
constexpr Time kFirstDue = -62'135'596'800'000;
/// No sensible repetition is longer as JSON.
constexpr size_t kMaxSpecBytes = 4096;

krl::Error not_a_timestamp(const krl::Value& value) {
  return krl::type_error("schedule .. at expected a timestamp but got " +
                         std::string(krl::name_of(krl::type_of(value))));
}

krl::Error not_a_timespec(const krl::Value& value) {
  std::string text = "[" + std::string(krl::name_of(krl::type_of(value))) + "]";
  if (fits_json(value, kMaxSpecBytes)) {
    text = value.is_string() ? std::string(value.string().view()) : krl::to_json_or_null(value);
  }
  return krl::type_error("schedule .. repeat expected a timespec but got " + text);
}

void set_time(Timer& timer, const krl::Value& value, Time now) {
  const auto time = parse_timestamp(value, TimeZone(timer.time_zone), now);
  if (!time) throw not_a_timestamp(value);
  timer.spec = static_cast<double>(*time);
  timer.due = *time;
}

void set_repetition(Timer& timer, const krl::Value& value, Time now) {
  if (!fits_json(value, kMaxSpecBytes)) throw not_a_timespec(value);
  const auto spec = Timespec::parse(value, timer.time_zone, now);
  if (!spec) throw not_a_timespec(value);
  const auto first = spec->first(now, TimeZone(spec->time_zone()));
  if (!first) throw not_a_timespec(value);
  timer.repeats = true;
  timer.spec = krl::json_copy(value);
  timer.time_zone = spec->time_zone();
  timer.due = *first;
}

/// Throws Error where the row does not say when to repeat it.
Timespec timespec_of(const Timer& timer) {
  std::optional<Timespec> spec = Timespec::parse(timer.spec, timer.time_zone, timer.due);
  if (!spec) throw not_a_timespec(timer.spec);
  return *std::move(spec);
}

Firing fire_repeated(const Timer& timer, Time now, TimeZones& zones) {
  Firing firing{.due = timer.due, .next = std::nullopt, .problem = {}};
  const Timespec spec = timespec_of(timer);
  const Recurrence* recurrence = spec.recurrence();
  if (recurrence == nullptr) return firing;
  const TimeZone& zone = zones.find(timer.time_zone);
  firing.due = recurrence->last(timer.due, now, zone).value_or(timer.due);
  firing.missed = recurrence->count(timer.due, firing.due, zone);
  firing.next = recurrence->next(now, zone);
  return firing;
}

}  // namespace

Timer new_timer(const krl::ScheduledEvent& scheduled, Event event, Environment& environment) {
  Timer timer;
  timer.id = new_identifier(environment);
  timer.eci = event.eci.view();
  timer.domain = event.domain.view();
  timer.name = event.name.view();
  timer.attributes = std::move(event.attributes);
  timer.time_zone = environment.time_zone();
  if (scheduled.repeats) {
    set_repetition(timer, scheduled.time, environment.now());
  } else {
    set_time(timer, scheduled.time, environment.now());
  }
  timer.due = std::max(timer.due, kFirstDue);
  return timer;
}

krl::Map job_record(const Timer& timer) {
  return {{"id", std::string_view(timer.id)},
          {"type", timer.repeats ? "repeat" : "at"},
          {timer.repeats ? "timespec" : "time", timer.spec},
          {"event", krl::Map{{"eci", std::string_view(timer.eci)},
                             {"domain", std::string_view(timer.domain)},
                             {"name", std::string_view(timer.name)},
                             {"data", krl::Map{{"attrs", timer.attributes}}},
                             {"time", 0.0}}}};
}

Firing fire(const Timer& timer, Time now, TimeZones& zones) {
  Firing last{.due = timer.due, .next = std::nullopt, .problem = {}};
  if (!timer.repeats) return last;
  try {
    return fire_repeated(timer, now, zones);
  } catch (const krl::Error& error) {
    last.problem = error.text();
    return last;
  }
}

std::vector<Time> next_runs(const Timer& timer, size_t count) {
  std::vector<Time> runs;
  if (count == 0) return runs;
  runs.push_back(timer.due);
  if (!timer.repeats) return runs;
  const Timespec spec = timespec_of(timer);
  if (spec.recurrence() == nullptr) return runs;
  const TimeZone zone(timer.time_zone);
  while (runs.size() < count) {
    const std::optional<Time> next = spec.recurrence()->next(runs.back(), zone);
    if (!next) break;
    runs.push_back(*next);
  }
  return runs;
}

}  // namespace pico::engine
