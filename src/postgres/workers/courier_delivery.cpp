// SPDX-License-Identifier: MIT
//
// How the courier delivers messages of the outbox: piece by piece, oldest first, several picos in
// one transaction as long as all goes well. When something goes wrong, that transaction is undone
// and its picos are tried one by one: one that takes long, blocks or fails goes to an executor, one
// that another transaction holds is put off. Meanwhile the others go on.
#include <map>

#include "postgres/guard.hpp"
#include "postgres/workers/blocking.hpp"
#include "postgres/workers/courier.hpp"
#include "postgres/workers/executor_delivery.hpp"
#include "postgres/workers/worker_statistics.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Messages of the outbox that are looked at at once.
constexpr size_t kPiece = 1000;
/// What one transaction delivers: picos are locked to its end.
constexpr size_t kBatch = 1000;
constexpr std::chrono::milliseconds kBatchTime{20};
/// Messages of one pico in a row, within pico.fast_budget, and how often they are renewed.
constexpr size_t kRow = 10;
constexpr size_t kRows = 10;
/// So long at least one is careful that follows a courier that was killed: what has ended that one
/// may have been lost with it, and come again.
constexpr std::chrono::seconds kCareful{10};

}  // namespace

bool Courier::is_with_others(std::string_view pico) const {
  return executors_.has(pico) || put_off_.holds(pico, Clock::now());
}

void Courier::deliver_due() {
  Walk walk{.picos = put_off_.due(Clock::now()), .is_at_end = true};
  while (!walk.is_over()) deliver_batch(walk);
}

/// From the outbox, once more where it is through and there may be something new.
void Courier::deliver_waiting() {
  if (Clock::now() - last_look_ >= kLook) has_more_ = true;
  if (walk_.is_over() && has_more_) {
    has_more_ = false;
    last_look_ = Clock::now();
    walk_ = {};
  }
  if (!walk_.is_over()) deliver_batch(walk_);
  if (walk_.is_over() && last_look_ - begin_ > kCareful) is_careful_ = false;
}

void Courier::deliver_batch(Walk& walk) {
  if (is_careful_) {
    deliver_with_care(walk);
  } else {
    deliver_in_transaction(walk);
  }
}

/// Counts tries before they are made, of many messages in one transaction. Should one of them end
/// this courier, it is among those that the next one finds tried, and leaves to an executor.
void Courier::deliver_with_care(Walk& walk) {
  if (walk.is_through_piece()) {
    const auto failure =
        run_in_transaction("looking for messages", [&](ServerCall& call) { look_on(call, walk); });
    if (failure) {
      walk = {.is_at_end = true};
      begin_ = Clock::now();  // nothing has been seen yet
    }
  }
  const size_t size = std::min(walk.picos.size() - walk.next, kBatch / kRow);
  const std::span<const std::string> picos(walk.picos);
  Walk untried{.picos = count_first_tries(picos.subspan(walk.next, size)), .is_at_end = true};
  walk.next += size;
  while (!untried.is_over()) deliver_in_transaction(untried);
}

/// Those picos of which none of the messages was tried before.
std::vector<std::string> Courier::count_first_tries(std::span<const std::string> picos) {
  std::vector<std::string> untried;
  std::vector<std::string> tried;
  const FastScope fast;
  const auto failure = run_in_transaction("counting tries", [&](ServerCall& call) {
    for (const std::string& pico : picos) {
      fast.restart();
      const bool is_first = call.engine().count_first_attempts(pico, kRow);
      (is_first ? untried : tried).push_back(pico);
    }
  });
  if (failure) {
    untried.clear();
    tried.assign(picos.begin(), picos.end());
  }
  for (const std::string& pico : tried) leave_to_executor(pico, Executors::Company::None);
  return untried;
}

/// Goes on with a walk for as long as one transaction may take. What is sent meanwhile is part of
/// it: two picos that answer each other do so many times in a batch.
void Courier::deliver_in_transaction(Walk& walk) {
  const auto start = Clock::now();
  std::map<std::string, engine::Delivered> tried;
  size_t messages = 0;
  const FastScope fast;
  const auto failure = run_in_transaction(
      "delivering messages",
      [&](ServerCall& call) {
        while (!walk.is_over() && messages < kBatch && Clock::now() - start < kBatchTime) {
          fast.restart();
          if (walk.is_through_piece()) {
            look_on(call, walk);
            continue;
          }
          const std::string& pico = walk.picos[walk.next++];
          engine::Delivered& sum = tried[pico];
          const engine::Delivered delivered = deliver_in_row(call.engine(), pico);
          sum.add(delivered);
          messages += delivered.messages;
        }
      },
      durability());
  if (failure && tried.empty()) walk = {.is_at_end = true};
  for (const auto& [pico, delivered] : tried) {
    if (failure) {
      deliver_alone(pico);
    } else {
      settle(pico, delivered);
    }
  }
}

/// The next piece of a walk.
void Courier::look_on(ServerCall& call, Walk& walk) {
  engine::WaitingPicos piece = call.environment().store().waiting_picos(walk.after, kPiece);
  std::erase_if(piece.picos, [&](const std::string& pico) { return is_with_others(pico); });
  walk = {.picos = std::move(piece.picos), .after = piece.last, .is_at_end = piece.last == 0};
}

/// Messages of one pico, whose order they keep.
engine::Delivered Courier::deliver_in_row(engine::Engine& engine, const std::string& pico) {
  engine::Delivered sum;
  const size_t rows = is_careful_ ? 1 : kRows;
  for (size_t i = 0; i < rows; ++i) {
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
      [&](ServerCall& call) {
        delivered = call.engine().deliver_to(pico, {.limit = 1, .is_counted = is_careful_});
      },
      durability());
  if (!failure) {
    if (delivered.messages != 0) has_more_ = true;
    settle(pico, delivered);
  } else if (is_conflict(*failure)) {
    put_off_.put_off(pico, PutOff::kBusy);
  } else {
    leave_to_executor(pico, Executors::Company::Any);
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

void Courier::leave_to_executor(const std::string& pico, Executors::Company company) {
  executors_.give({.key = pico, .kind = JobKind::Deliver, .data = pico, .company = company});
}

/// Of the executors; gives them more.
void Courier::collect_results() {
  for (const Executors::Result& result : executors_.go_on()) {
    last_work_ = Clock::now();
    has_more_ = true;  // behind those it was given for
    if (result.answer == kDelivered) {
      put_off_.forget(result.key);
    } else {
      put_off_.put_off(result.key, PutOff::kFailed);
    }
  }
}

}  // namespace pico::postgres
