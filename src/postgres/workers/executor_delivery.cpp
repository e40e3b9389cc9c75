// SPDX-License-Identifier: MIT
//
// The executors' part in delivering messages: see executor_delivery.hpp.
#include "postgres/workers/executor_delivery.hpp"
#include "postgres/settings.hpp"
#include "postgres/workers/blocking.hpp"
#include "postgres/workers/put_off.hpp"
#include "postgres/workers/worker_process.hpp"
#include "postgres/workers/worker_statistics.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// How long one pico may keep an executor while others wait.
constexpr std::chrono::seconds kLongestStay{1};

/// How the try of a message ended.
struct Try {
  bool is_counted = false;  // else there was no message, or it could not be counted
  std::optional<WorkFailure> failure;
  /// The failure says nothing of the message: another transaction was in the way, or a person.
  bool is_hindered = false;
};

/// Tries the oldest message that waits for a pico.
Try try_oldest(std::string_view pico) {
  const TimeoutScope timeout(settings().executor_timeout_ms);
  Try result;
  result.failure = run_in_transaction("counting a try", [&](ServerCall& call) {
    result.is_counted = call.engine().count_attempt(pico);
  });
  if (result.failure) return {.failure = std::move(result.failure)};
  if (!result.is_counted) return result;

  engine::Delivered delivered;
  result.failure = run_in_transaction("delivering a message", [&](ServerCall& call) {
    delivered = call.engine().deliver_to(pico, {.limit = 1,
                                                .lock = engine::LockMode::Wait,
                                                .is_all_or_nothing = true,
                                                .is_counted = true});
  });
  if (!result.failure) {
    worker_counts().add(delivered);
  } else {
    const bool took_too_long =
        result.failure->sqlstate == ERRCODE_QUERY_CANCELED && timeout.is_over();
    result.is_hindered = is_hindrance(*result.failure) && !took_too_long;
  }
  return result;
}

/// After a try that has failed: the last one buries the message, one that was hindered is none.
void end_attempt(std::string_view pico, const Try& failed) {
  const TimeoutScope timeout(settings().executor_timeout_ms);
  const std::string error = "the server refused what the event did: " + failed.failure->message;
  size_t dead = 0;
  run_in_transaction("ending a try", [&](ServerCall& call) {
    if (failed.is_hindered) return call.engine().take_back_attempt(pico);
    dead = call.engine().end_attempt(pico, error) ? 1 : 0;
  });
  worker_counts().add({.messages = dead, .refused = 1 - dead, .dead = dead});
}

}  // namespace

std::string_view deliver_with_care(std::string_view pico) {
  constexpr std::string_view kFailed = "failed";
  const auto start = PutOff::Clock::now();
  // A lock must not take all the time there is, or it could not be told who was to blame.
  bound_lock_waits(std::chrono::milliseconds(std::max(1, settings().executor_timeout_ms / 2)));
  do {
    const Try result = try_oldest(pico);
    if (result.failure) {
      if (result.is_counted) end_attempt(pico, result);
      return kFailed;
    }
    if (!result.is_counted) return kDelivered;
    flush_worker_counts(Flush::IfDue);
  } while (PutOff::Clock::now() - start <= kLongestStay);
  return kDelivered;
}

}  // namespace pico::postgres
