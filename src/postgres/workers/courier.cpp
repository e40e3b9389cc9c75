// SPDX-License-Identifier: MIT
//
// The courier's life and its rounds: see courier.hpp. How it delivers is in courier_delivery.cpp.
#include "postgres/workers/courier.hpp"
#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/settings.hpp"
#include "postgres/time.hpp"
#include "postgres/web/web_lead.hpp"
#include "postgres/workers/database_due.hpp"
#include "postgres/workers/wake.hpp"
#include "postgres/workers/worker_lock.hpp"
#include "postgres/workers/worker_process.hpp"
#include "postgres/workers/worker_statistics.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

extern "C" PGDLLEXPORT void pico_courier_main(Datum database);

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;

/// Timers that one transaction fires.
constexpr size_t kTimers = 1000;
/// Before timers that are due, but locked by others, are looked at again.
constexpr engine::Time kTimerPause = 1000;

/// Nobody locks the tables of queues for long, but by hand: then the courier does what it can.
constexpr milliseconds kLongestLockWait{100};

engine::Time now() { return to_time(GetCurrentTimestamp()); }

bool has_messages(Sql& sql) {
  static constinit Statement select{"select from pico.outbox limit 1"};
  bool is_there = false;
  sql.select(select, {}, [&](const Row&) { is_there = true; });
  return is_there;
}

/// When the next timer is due, if there is one that may fire.
std::optional<engine::Time> next_timer(ServerCall& call) {
  if (is_held(call.sql())) return std::nullopt;
  return call.environment().store().next_due();
}

/// When the next request is due, if there is one that may leave.
std::optional<engine::Time> next_request(ServerCall& call) {
  if (is_held(call.sql())) return std::nullopt;
  return call.engine().next_request_due({});
}

/// The earlier one of those there are.
std::optional<engine::Time> earlier(std::optional<engine::Time> one,
                                    std::optional<engine::Time> other) {
  if (!one || !other) return one ? one : other;
  return std::min(*one, *other);
}

void log_failure(const WorkFailure& failure) {
  const char* const message = failure.message.c_str();
  pg_call([&] { ereport(LOG, (errmsg("pico courier: %s", message))); });
}

/// Ends the process with what is wrong, so that the server starts it again in a while.
[[noreturn]] void start_anew(const WorkFailure& failure) {
  const char* const message = failure.message.c_str();
  pg_call([&] { ereport(FATAL, (errmsg("pico courier: %s", message))); });
  pg_unreachable();
}

}  // namespace

// Coming and going -------------------------------------------------------------------------------

void Courier::run() {
  while (may_stay()) {
    if (!begin()) return;
    bound_lock_waits(kLongestLockWait);
    while (may_stay()) {
      work();
      flush_worker_counts(Flush::IfDue);
      if (may_leave()) return;
      wait();
    }
    leave();  // and look once more: whoever ended a pause before that has found us here
  }
  remember_pause();
}

/// False where another courier is there.
bool Courier::begin() {
  if (!take_worker_lock(WorkerLock::Courier)) return false;
  const auto failure = run_in_transaction(
      "beginning", [&](ServerCall& call) { is_careful_ = enter_courier(call.sql()); });
  if (failure) start_anew(*failure);
  begin_ = last_work_ = Clock::now();
  has_more_ = true;
  http_listen_ = settings().http_listen;
  start_http_server();
  return true;
}

/// Whether there is something to work for.
bool Courier::may_stay() {
  if (!settings().is_enabled || !has_extension()) return false;
  const auto failure = run_in_transaction(
      "looking", [&](ServerCall& call) { paused_until_ = paused_until(call.sql()); });
  if (failure && !is_hindrance(*failure)) {
    log_failure(*failure);
    return false;
  }
  return !paused_until_ || *paused_until_ <= now();
}

/// So that a courier comes when it is over.
void Courier::remember_pause() const {
  if (paused_until_ && *paused_until_ > now()) remember_due(*paused_until_);
}

/// Leaves where nothing is to be done for now: whoever commits work from here on sees that there is
/// no courier, and whoever did so before is seen by the last look.
bool Courier::may_leave() {
  const milliseconds idle(settings().worker_idle_ms);
  if (is_ready() || !put_off_.empty() || executors_.has_work() || outbound_.in_flight() != 0)
    return false;
  if (Clock::now() - last_work_ < idle) return false;
  const std::optional<engine::Time> next = earlier(next_timer_, outbound_.next_due());
  if (next && !remember_due(*next)) return false;
  leave();
  if (!has_work()) return true;
  return !begin();
}

/// Whether there is anything to do, or soon will be, that the launcher does not know of.
bool Courier::has_work() {
  bool is_there = false;
  run_in_transaction("looking for the last time", [&](ServerCall& call) {
    is_there = has_messages(call.sql()) || next_timer(call) != next_timer_ ||
               next_request(call) != outbound_.next_due();
  });
  return is_there;
}

void Courier::leave() {
  executors_.end();
  flush_worker_counts(Flush::Now);
  if (has_extension())
    run_in_transaction("ending", [](ServerCall& call) { leave_courier(call.sql()); });
  give_back_worker_lock(WorkerLock::Courier);
}

/// Until there is something to do besides the requests that are on their way.
void Courier::wait() {
  const Clock::time_point end = Clock::now() + pause();
  do {
    const milliseconds left =
        std::max(milliseconds(0), std::chrono::ceil<milliseconds>(end - Clock::now()));
    if (wait_for_work(std::min(left, outbound_.timeout().value_or(left)), outbound_.wait_fd()))
      has_more_ = true;
    if (is_ready()) return;
    outbound_.run();
    if (outbound_.take_has_events()) has_more_ = true;
    if (outbound_.next_due() && *outbound_.next_due() <= now()) outbound_.start();
    if (outbound_.in_flight() != 0) last_work_ = Clock::now();
  } while (!is_ready() && Clock::now() < end);
}

// Rounds -----------------------------------------------------------------------------------------

/// One round: of each kind of work as much as keeps none of the others waiting.
void Courier::work() {
  heed_http_server();
  collect_results();
  deliver_due();
  deliver_waiting();
  fire_timers();
  send_requests();
}

/// Where the settings begin to want a server over HTTP, while the courier is there.
void Courier::heed_http_server() {
  if (http_listen_ == settings().http_listen) return;
  http_listen_ = settings().http_listen;
  start_http_server();
}

/// Makes messages of the timers that are due, and sees when the next one will be.
void Courier::fire_timers() {
  size_t fired = 0;
  run_in_transaction(
      "firing timers",
      [&](ServerCall& call) {
        next_timer_ = next_timer(call);
        if (!next_timer_ || *next_timer_ > now()) return;
        fired = call.engine().fire_timers(kTimers);
        next_timer_ = fired != 0 ? next_timer(call) : now() + kTimerPause;
      },
      durability());
  if (fired == 0) return;
  last_work_ = Clock::now();
  has_more_ = true;
}

void Courier::send_requests() {
  outbound_.run();
  if (outbound_.take_has_events()) has_more_ = true;
  outbound_.start();
  if (outbound_.in_flight() != 0) last_work_ = Clock::now();
}

/// How long there is nothing to do, as far as is known, but for requests.
milliseconds Courier::pause() const {
  if (is_ready()) return milliseconds(0);
  const Clock::time_point present = Clock::now();
  Clock::time_point end = last_look_ + kLook;
  const auto not_beyond = [&](Clock::time_point time) { end = std::min(end, time); };
  if (next_timer_) not_beyond(present + milliseconds(*next_timer_ - now()));
  if (const auto next = put_off_.next()) not_beyond(*next);
  if (const auto timeout = executors_.timeout()) not_beyond(present + *timeout);
  if (worker_counts() != WorkerCounts()) not_beyond(present + std::chrono::seconds(1));
  const milliseconds idle(settings().worker_idle_ms);
  if (last_work_ + idle > present) not_beyond(last_work_ + idle);
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(end - present));
}

}  // namespace pico::postgres

void pico_courier_main(Datum database) {
  pico::postgres::entry([&] {
    using namespace pico::postgres;
    begin_worker(DatumGetObjectId(database));
    wake_nobody();
    Courier().run();
    return Datum{0};
  });
  pico::postgres::end_worker();
}
