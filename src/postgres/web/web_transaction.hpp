// SPDX-License-Identifier: MIT
//
// Calls over HTTP in transactions: what runs one in the midst of a transaction that may serve
// others too, and what tells whether that transaction can go on.
#pragma once

#include <optional>
#include <string>

#include "engine/model/http.hpp"
#include "engine/web/web_call.hpp"
#include "engine/web/web_rules.hpp"

#include "postgres/workers/blocking.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A call, and the request that made it.
struct WebWork {
  const engine::WebCall& call;
  const engine::WebRequest& request;
  const std::string& client;  // its address
  const engine::WebRules& rules;
};

struct WebResult {
  /// Nothing: the call would wait for what `blocked_by` says.
  std::optional<engine::WebAnswer> answer{};
  MustNotBlock::For blocked_by{};
  /// The call has failed, or would wait, after it had written: what it wrote must go, and with it
  /// the transaction.
  bool must_roll_back = false;
};

/// Serves a call that needs a transaction inside the running one, as the role of this process. What
/// the engine refuses is an answer too; a server ERROR ends the transaction.
WebResult serve(const WebWork& work);

/// Puts the event into the outbox instead, and answers with its eid (route 4 of spec http-api.md).
WebResult post(const engine::SendEvent& event, const WebWork& work);

/// Thrown for its effect: the transaction is rolled back.
class RollBack : public std::exception {};

/// How a call has gone in a transaction of its own.
struct WebAttempt {
  WebResult result{};
  std::optional<WorkFailure> failure{};

  /// Whether the answer holds: it is committed, or says why nothing was done.
  [[nodiscard]] bool is_answered() const {
    return result.answer && (!failure || result.must_roll_back);
  }
  /// Whether it would wait, or has taken too long.
  [[nodiscard]] bool is_blocked() const {
    if (is_answered()) return false;
    return !failure || result.must_roll_back || failure->sqlstate == ERRCODE_QUERY_CANCELED;
  }
};
WebAttempt attempt(const std::function<WebResult()>& work);

/// What a request is answered whose transaction has failed, for the last time.
engine::WebAnswer failure_answer(const WorkFailure& failure, const WebWork& work);
/// What a request is answered that is not served for now.
engine::WebAnswer unavailable_answer(std::string_view why, const WebWork& work);

}  // namespace pico::postgres
