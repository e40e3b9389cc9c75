// SPDX-License-Identifier: MIT
//
// An executor: a process that the courier leaves picos to whose messages make it wait or have gone
// wrong. It may block, for at most pico.executor_timeout, and it is careful: each message is
// delivered by itself, and its try is counted in a transaction that is committed before.
#include <cstring>

#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/workers/blocking.hpp"
#include "postgres/workers/executor_slot.hpp"
#include "postgres/workers/put_off.hpp"
#include "postgres/workers/worker_process.hpp"
#include "postgres/workers/worker_statistics.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

extern "C" PGDLLEXPORT void pico_executor_main(Datum segment);

namespace pico::postgres {
namespace {

/// How long one pico may keep an executor while others wait.
constexpr std::chrono::seconds kLongestStay{1};

/// Tries the oldest message that waits for a pico; false where none does.
bool try_oldest(std::string_view pico, std::optional<WorkFailure>& failure) {
  const TimeoutScope timeout(settings().executor_timeout_ms);
  bool is_there = false;
  failure = run_in_transaction(
      "counting a try", [&](ServerCall& call) { is_there = call.engine().count_attempt(pico); });
  if (failure || !is_there) return is_there;

  engine::Delivered delivered;
  failure = run_in_transaction(
      "delivering a message",
      [&](ServerCall& call) {
        delivered = call.engine().deliver_to(pico, {.limit = 1,
                                                    .lock = engine::LockMode::Wait,
                                                    .is_all_or_nothing = true,
                                                    .is_counted = true});
      },
      Durability::Eventual);
  if (!failure) worker_counts().add(delivered);
  return true;
}

/// After a try that has failed: the last one buries the message.
void end_attempt(std::string_view pico, const WorkFailure& failure) {
  const TimeoutScope timeout(settings().executor_timeout_ms);
  const std::string error = "the server refused what the event did: " + failure.message;
  size_t dead = 0;
  run_in_transaction("giving up a message", [&](ServerCall& call) {
    dead = call.engine().end_attempt(pico, error) ? 1 : 0;
  });
  worker_counts().add({.messages = dead, .refused = 1 - dead, .dead = dead});
}

/// Delivers what waits for a pico, until one message fails.
SlotState serve(std::string_view pico) {
  const auto start = PutOff::Clock::now();
  std::optional<WorkFailure> failure;
  while (try_oldest(pico, failure)) {
    if (failure) {
      end_attempt(pico, *failure);
      return SlotState::Failed;
    }
    flush_worker_counts(Flush::IfDue);
    if (PutOff::Clock::now() - start > kLongestStay) break;
  }
  return failure ? SlotState::Failed : SlotState::Done;
}

bool is_running(int pid) {
  return pg_call([&] { return BackendPidGetProc(pid) != nullptr; });
}

/// Serves what the courier gives, until it has given nothing for a while.
void run_executor(ExecutorSlot& slot) {
  slot.set_executor(MyProcPid);
  while (true) {
    if (slot.change(SlotState::Given, SlotState::Running)) {
      slot.set(serve(slot.pico()));
      pg_call([&] { set_latch_of(slot.courier()); });
      flush_worker_counts(Flush::IfDue);
      continue;
    }
    const bool was_woken = wait_for_work(std::chrono::milliseconds(settings().worker_idle_ms));
    if (was_woken) continue;
    flush_worker_counts(Flush::Now);
    if (slot.change(SlotState::Idle, SlotState::Free) || !is_running(slot.courier())) return;
  }
}

/// The slot that the process was started for; null where the courier is gone.
ExecutorSlot* attach_slot(dsm_handle handle, int number) {
  return pg_call([&]() -> ExecutorSlot* {
    dsm_segment* const segment = dsm_attach(handle);
    if (segment == nullptr) return nullptr;
    dsm_pin_mapping(segment);
    return static_cast<ExecutorSlot*>(dsm_segment_address(segment)) + number;
  });
}

}  // namespace
}  // namespace pico::postgres

void pico_executor_main(Datum segment) {
  pico::postgres::entry([&] {
    using namespace pico::postgres;
    ExecutorOrder order;
    std::memcpy(&order, MyBgworkerEntry->bgw_extra, sizeof order);
    begin_worker(order.database);
    if (ExecutorSlot* const slot = attach_slot(DatumGetUInt32(segment), order.slot))
      run_executor(*slot);
    return Datum{0};
  });
  pico::postgres::end_worker();
}
