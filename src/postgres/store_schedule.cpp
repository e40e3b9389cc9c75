// SPDX-License-Identifier: MIT
//
// Timers: see store.hpp. Who fires them has no lock of their picos, so they are read and written by
// the latest state, as the queues of messages are; rows that one transaction fires, others leave
// out or wait for.
#include "krl/value/json.hpp"

#include "postgres/store.hpp"
#include "postgres/workers/wake.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

#define PICO_TIMER_COLUMNS                                                                  \
  "id, pico, rid, position, eci, domain, name, attributes, repeats::integer::bigint, spec," \
  " time_zone, due_at, last_fired_at"

engine::Timer timer_of(const Row& row) {
  engine::Timer timer;
  timer.id = row.string(1);
  timer.pico = row.string(2);
  timer.rid = row.string(3);
  timer.position = row.number(4);
  timer.eci = row.string(5);
  timer.domain = row.string(6);
  timer.name = row.string(7);
  timer.attributes = row.json(8);
  timer.repeats = row.number(9) != 0;
  timer.spec = row.json(10);
  timer.time_zone = row.string(11);
  timer.due = row.time(12);
  if (!row.is_null(13)) timer.last_fired = row.time(13);
  return timer;
}

}  // namespace

std::vector<engine::Timer> ServerStore::timers(std::string_view pico, std::string_view rid) {
  static constinit Statement select{
      "select " PICO_TIMER_COLUMNS
      " from pico.schedule where pico = $1 and rid = $2 order by position",
      true};
  std::vector<engine::Timer> found;
  sql_.select(select, {pico, rid}, [&](const Row& row) { found.push_back(timer_of(row)); });
  return found;
}

std::optional<engine::Timer> ServerStore::timer(std::string_view id) {
  static constinit Statement select{
      "select " PICO_TIMER_COLUMNS " from pico.schedule where id = $1", true};
  std::optional<engine::Timer> found;
  if (!is_key(id)) return found;
  sql_.select(select, {id}, [&](const Row& row) { found = timer_of(row); });
  return found;
}

std::vector<engine::Timer> ServerStore::lock_due_timers(engine::Time now, size_t limit) {
  static constinit Statement select{
      "select " PICO_TIMER_COLUMNS
      " from pico.schedule where due_at <= $1 order by due_at, position limit $2"
      " for no key update skip locked",
      true};
  std::vector<engine::Timer> found;
  // Locking rows is writing, to the server.
  sql_.write(select, {Parameter::time(now), static_cast<int64_t>(limit)},
             [&](const Row& row) { found.push_back(timer_of(row)); });
  return found;
}

std::optional<engine::Time> ServerStore::next_due() {
  static constinit Statement select{"select due_at from pico.schedule order by due_at limit 1",
                                    true};
  std::optional<engine::Time> found;
  sql_.select(select, {}, [&](const Row& row) { found = row.time(1); });
  return found;
}

void ServerStore::add_timer(const engine::Timer& timer) {
  wake_courier_at_commit();
  static constinit Statement insert{
      "insert into pico.schedule (id, pico, rid, eci, domain, name, attributes, repeats, spec,"
      " time_zone, due_at) values ($1, $2, $3, $4, $5, $6, $7, $8 <> 0, $9, $10, $11)"};
  const std::string attributes = krl::to_json_or_null(timer.attributes);
  const std::string spec = krl::to_json_or_null(timer.spec);
  sql_.write(insert, {timer.id, timer.pico, timer.rid, timer.eci, timer.domain, timer.name,
                      Parameter::json(attributes), int64_t{timer.repeats}, Parameter::json(spec),
                      timer.time_zone, Parameter::time(timer.due)});
}

void ServerStore::advance_timer(const engine::Timer& timer) {
  static constinit Statement update{
      "update pico.schedule set due_at = $2, last_fired_at = $3 where id = $1", true};
  const Parameter last_fired = timer.last_fired ? Parameter::time(*timer.last_fired)
                                                : Parameter::null_like(Parameter::time(0));
  sql_.write(update, {timer.id, Parameter::time(timer.due), last_fired});
}

void ServerStore::delete_timers(std::span<const std::string> ids) {
  static constinit Statement statement{"delete from pico.schedule where id = any ($1)", true};
  sql_.write(statement, {Parameter(ids)});
}

void ServerStore::delete_timers_of(std::string_view pico, std::string_view rid) {
  static constinit Statement statement{"delete from pico.schedule where pico = $1 and rid = $2",
                                       true};
  sql_.write(statement, {pico, rid});
}

}  // namespace pico::postgres
