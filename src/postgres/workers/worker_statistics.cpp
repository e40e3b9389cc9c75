// SPDX-License-Identifier: MIT
//
// The row of pico.worker_statistics: see worker_statistics.hpp.
#include "postgres/workers/worker_statistics.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

void WorkerCounts::add(const engine::Delivered& more) {
  delivered += static_cast<int64_t>(more.messages);
  retried += static_cast<int64_t>(more.refused);
  dead += static_cast<int64_t>(more.dead);
  timers_fired += static_cast<int64_t>(more.timers);
  lateness_ms += more.lateness;
  max_lateness_ms = std::max<int64_t>(max_lateness_ms, more.latest);
}

WorkerCounts& worker_counts() {
  static WorkerCounts counts;
  return counts;
}

namespace {

void add_to_row(Sql& sql, const WorkerCounts& counts) {
  static constinit Statement statement{
      "insert into pico.worker_statistics as s (delivered, retried, dead, timers_fired,"
      " lateness_ms, max_lateness_ms, requests_sent) values ($1, $2, $3, $4, $5, $6, $7)"
      " on conflict (singleton) do update set"
      " delivered = s.delivered + excluded.delivered, retried = s.retried + excluded.retried,"
      " dead = s.dead + excluded.dead, timers_fired = s.timers_fired + excluded.timers_fired,"
      " lateness_ms = s.lateness_ms + excluded.lateness_ms,"
      " max_lateness_ms = greatest(s.max_lateness_ms, excluded.max_lateness_ms),"
      " requests_sent = s.requests_sent + excluded.requests_sent"};
  sql.write(statement, {counts.delivered, counts.retried, counts.dead, counts.timers_fired,
                        counts.lateness_ms, counts.max_lateness_ms, counts.requests_sent});
}

}  // namespace

void flush_worker_counts(Flush flush) {
  constexpr int kPauseMs = 1000;
  static TimestampTz last = 0;
  if (worker_counts() == WorkerCounts()) return;
  const TimestampTz now = GetCurrentTimestamp();
  if (flush == Flush::IfDue && !TimestampDifferenceExceeds(last, now, kPauseMs)) return;
  last = now;
  const auto failure = run_in_transaction(
      "counting", [](ServerCall& call) { add_to_row(call.sql(), worker_counts()); },
      Durability::Eventual);
  if (!failure) worker_counts() = {};
}

bool enter_courier(Sql& sql) {
  static constinit Statement read{"select courier_is_at_work from pico.worker_statistics"};
  static constinit Statement enter{
      "insert into pico.worker_statistics as s (courier_is_at_work) values (true)"
      " on conflict (singleton) do update set courier_is_at_work = true"
      " where not s.courier_is_at_work"};
  bool was_at_work = false;
  sql.select(read, {}, [&](const Row& row) { was_at_work = row.number(1) != 0; });
  sql.write(enter, {});
  return was_at_work;
}

void leave_courier(Sql& sql) {
  static constinit Statement leave{
      "update pico.worker_statistics set courier_is_at_work = false where singleton"};
  sql.write(leave, {});
}

}  // namespace pico::postgres
