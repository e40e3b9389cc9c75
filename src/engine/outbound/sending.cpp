// SPDX-License-Identifier: MIT
//
// Requests that leave after the commit: see sending.hpp.
#include "engine/outbound/sending.hpp"

#include "engine/model/identifier.hpp"
#include "engine/run/session.hpp"

namespace pico::engine {

void send_after_commit(Session& session, Request request) {
  request.sent = session.environment().now();
  request.next_try = request.sent;
  request.idempotency_key = new_identifier(session.environment());
  request.http.headers.emplace_back("idempotency-key", request.idempotency_key);
  session.unit().add_request(std::move(request));
}

}  // namespace pico::engine
