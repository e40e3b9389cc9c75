// SPDX-License-Identifier: MIT
//
// How the courier delivers messages of the outbox: piece by piece, oldest first, several picos in
// one transaction as long as all goes well. When something goes wrong, that transaction is undone
// and its picos are tried one by one: one that takes long, blocks or fails goes to an executor, one
// that another transaction holds is put off. Meanwhile the others go on.
#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/workers/blocking.hpp"
#include "postgres/workers/courier.hpp"
#include "postgres/workers/worker_statistics.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Messages of the outbox that are looked at at once.
constexpr size_t kPiece = 1000;
/// What one transaction delivers: picos are locked to its end.
constexpr size_t kBatch = 1000;
constexpr std::chrono::milliseconds kBatchTime{50};
/// Messages of one pico in a row, within pico.fast_budget, and how often they are renewed.
constexpr size_t kRow = 10;
constexpr size_t kRows = 10;

/// Conflicts between transactions, which pass.
bool is_conflict(const WorkFailure& failure) {
  return ERRCODE_TO_CATEGORY(failure.sqlstate) ==
             ERRCODE_TO_CATEGORY(ERRCODE_T_R_SERIALIZATION_FAILURE) ||
         failure.sqlstate == ERRCODE_LOCK_NOT_AVAILABLE;
}

}  // namespace

bool Courier::is_with_others(std::string_view pico) const {
  return executors_.has(pico) || put_off_.holds(pico, Clock::now());
}

/// Goes once through all that waits.
void Courier::deliver_waiting() {
  int64_t after = 0;
  do {
    const bool is_suspect = after < suspect_;
    engine::WaitingPicos piece;
    const auto failure = run_in_transaction("looking for messages", [&](ServerCall& call) {
      piece = call.environment().store().waiting_picos(after, kPiece);
    });
    if (failure) return;
    std::erase_if(piece.picos, [&](const std::string& pico) { return is_with_others(pico); });
    if (is_suspect) {
      for (const std::string& pico : piece.picos) executors_.give(pico);
    } else {
      deliver(piece.picos);
    }
    after = piece.last;
    keep_up();
  } while (after != 0);
}

/// What must not wait until a long queue is through.
void Courier::keep_up() {
  check_for_interrupts();
  collect_results();
  if (fire_timers()) has_more_ = true;
  send_requests();
}

void Courier::deliver_due() { deliver(put_off_.due(Clock::now())); }

void Courier::deliver(const std::vector<std::string>& picos) {
  size_t next = 0;
  while (next < picos.size()) next = deliver_batch(picos, next);
}

/// From `next` on, as many as fit; where it goes on.
size_t Courier::deliver_batch(const std::vector<std::string>& picos, size_t next) {
  const auto start = Clock::now();
  std::vector<engine::Delivered> all;
  size_t end = next;
  size_t messages = 0;
  const FastScope fast;
  const auto failure = run_in_transaction(
      "delivering messages",
      [&](ServerCall& call) {
        while (end < picos.size() && messages < kBatch && Clock::now() - start < kBatchTime) {
          fast.restart();
          all.push_back(deliver_in_row(call.engine(), picos[end++]));
          messages += all.back().messages;
        }
      },
      Durability::Eventual);
  for (size_t i = next; i < end; ++i) {
    if (failure) {
      deliver_alone(picos[i]);
    } else {
      settle(picos[i], all[i - next]);
    }
  }
  return end;
}

/// Messages of one pico, whose order they keep.
engine::Delivered Courier::deliver_in_row(engine::Engine& engine, const std::string& pico) {
  engine::Delivered sum;
  for (size_t i = 0; i < kRows; ++i) {
    const engine::Delivered more =
        engine.deliver_to(pico, {.limit = kRow, .is_all_or_nothing = true});
    sum.add(more);
    if (more.is_busy || more.messages < kRow) return sum;
  }
  has_more_ = true;
  return sum;
}

/// The oldest message of a pico that was part of a batch that failed.
void Courier::deliver_alone(const std::string& pico) {
  engine::Delivered delivered;
  const FastScope fast;
  const auto failure = run_in_transaction(
      "delivering a message",
      [&](ServerCall& call) { delivered = call.engine().deliver_to(pico, {.limit = 1}); },
      Durability::Eventual);
  if (!failure) {
    if (delivered.messages != 0) has_more_ = true;
    settle(pico, delivered);
  } else if (is_conflict(*failure)) {
    put_off_.put_off(pico, PutOff::kBusy);
  } else {
    executors_.give(pico);
  }
}

/// After a delivery that was committed.
void Courier::settle(const std::string& pico, const engine::Delivered& delivered) {
  worker_counts().add(delivered);
  if (delivered.messages != 0) last_work_ = Clock::now();
  if (delivered.is_busy) {
    put_off_.put_off(pico, PutOff::kBusy);
  } else if (delivered.refused != 0) {
    put_off_.put_off(pico, PutOff::kFailed);
  } else {
    put_off_.forget(pico);
  }
}

/// Of the executors; gives them more.
void Courier::collect_results() {
  for (const Executors::Result& result : executors_.go_on()) {
    last_work_ = Clock::now();
    has_more_ = true;  // behind those it was given for
    if (result.has_failed) {
      put_off_.put_off(result.pico, PutOff::kFailed);
    } else {
      put_off_.forget(result.pico);
    }
  }
}

/// Makes messages of the timers that are due; whether there were any.
bool Courier::fire_timers() {
  size_t fired = 0;
  run_in_transaction(
      "firing timers",
      [&](ServerCall& call) {
        if (!is_held(call.sql())) fired = call.engine().fire_timers(kPiece);
      },
      Durability::Eventual);
  if (fired != 0) last_work_ = Clock::now();
  return fired != 0;
}

}  // namespace pico::postgres
