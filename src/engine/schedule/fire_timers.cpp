// SPDX-License-Identifier: MIT
//
// Firing timers: see fire_timers.hpp.
#include "engine/schedule/fire_timers.hpp"

#include <utility>

#include "engine/run/session.hpp"

namespace pico::engine {

namespace {

Message message_of(const Timer& timer, const Firing& firing) {
  Message message;
  message.pico = message.sender = timer.pico;
  message.eci = timer.eci;
  message.domain = timer.domain;
  message.name = timer.name;
  message.attributes = timer.attributes;
  message.timer = krl::Map{{"id", std::string_view(timer.id)},
                           {"due", static_cast<double>(firing.due)},
                           {"missed", static_cast<double>(firing.missed)}};
  return message;
}

void log_problem(Session& session, const Timer& timer, const std::string& problem, Time now) {
  LogEntry entry{.pico = timer.pico,
                 .rid = timer.rid,
                 .transaction = {},
                 .time = now,
                 .level = static_cast<uint8_t>(krl::LogLevel::Error),
                 .message = std::string_view(problem),
                 .data = krl::Map{{"timer", std::string_view(timer.id)}}};
  session.show_log(entry);
  session.unit().add_log(std::move(entry));
}

}  // namespace

void fire_timer(Session& session, Timer timer, Time now, TimeZones& zones) {
  UnitOfWork& unit = session.unit();
  const Firing firing = fire(timer, now, zones);
  unit.add_message(message_of(timer, firing));
  if (!firing.problem.empty()) log_problem(session, timer, firing.problem, now);
  if (!firing.next) {
    unit.end_timer(std::move(timer.id));
    return;
  }
  timer.due = *firing.next;
  timer.last_fired = now;
  unit.advance_timer(std::move(timer));
}

size_t fire_timers(Session& session, size_t limit) {
  const Time now = session.environment().now();
  std::vector<Timer> due = session.environment().store().lock_due_timers(now, limit);
  TimeZones zones;
  for (Timer& timer : due) fire_timer(session, std::move(timer), now, zones);
  return due.size();
}

}  // namespace pico::engine
