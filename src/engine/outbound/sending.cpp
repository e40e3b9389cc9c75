// SPDX-License-Identifier: MIT
//
// Requests that leave after the commit: see sending.hpp.
#include "engine/outbound/sending.hpp"

#include "engine/http/headers.hpp"
#include "engine/model/identifier.hpp"
#include "engine/outbound/host.hpp"
#include "engine/run/session.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kKeyHeader = "idempotency-key";

}  // namespace

void send_after_commit(Session& session, Request request) {
  request.sent = session.environment().now();
  request.next_try = request.sent;
  // A program's own key is the same at each try as well, and two would contradict each other.
  if (const std::string* own = find_header(request.http.headers, kKeyHeader)) {
    request.idempotency_key = *own;
  } else {
    request.idempotency_key = new_identifier(session.environment());
    request.http.headers.emplace_back(kKeyHeader, request.idempotency_key);
  }
  session.unit().add_request(std::move(request));
}

void send_to_host(Session& session, std::string_view pico, std::string_view rid, const Event& event,
                  const krl::Value& host, const krl::Value& result_event) {
  krl::Map outcome{
      {"kind", "event"}, {"eci", event.eci}, {"domain", event.domain}, {"name", event.name}};
  if (!result_event.is_undefined()) outcome.set("result", result_event);
  Request request;
  request.pico = pico;
  request.rid = rid;
  request.recipient = channel_url(base_url_of(host), event.eci.view());
  request.http.method = "POST";
  request.http.url = event_url(request.recipient, event.domain.view(), event.name.view());
  request.http.headers.emplace_back("content-type", "application/json");
  request.http.body = krl::to_json_or_null(event.attributes);
  // A redirected event would arrive as a GET without attributes, or where it was not meant to go.
  request.http.follows_redirects = false;
  request.outcome = std::move(outcome);
  send_after_commit(session, std::move(request));
}

}  // namespace pico::engine
