// SPDX-License-Identifier: MIT
//
// Recording results: see results.hpp.
#include "engine/outbound/results.hpp"

#include "engine/channel/channel_record.hpp"
#include "engine/http/response.hpp"
#include "engine/outbound/host.hpp"
#include "engine/outbound/outcome.hpp"
#include "engine/outbound/result_event.hpp"
#include "engine/run/session.hpp"
#include "krl/run/host.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kNobody;  // the sender of what comes from outside

void log_error(Session& session, const Request& request, std::string_view text, krl::Map data) {
  constexpr auto kLevel = static_cast<uint8_t>(krl::LogLevel::Error);
  Environment& environment = session.environment();
  if (environment.log_level() < kLevel) return;
  LogEntry entry{.pico = request.pico,
                 .rid = request.rid,
                 .transaction = {},
                 .time = environment.now(),
                 .level = kLevel,
                 .message = text,
                 .data = std::move(data)};
  session.show_log(entry);
  session.unit().add_log(std::move(entry));
}

krl::Map response_of(const RequestResult& result) {
  return response_map(*result.response,
                      krl::is_true(member_of(result.request.outcome, "parse_json")));
}

// Events that follow from a result ----------------------------------------------------------------

void tell_sender(Session& session, const RequestResult& result, krl::Map status) {
  const krl::Value event = member_of(result.request.outcome, "result");
  if (!event.is_map()) return;
  if (result.response) status.set("response", response_map(*result.response, true));
  session.unit().add_message(result_message(event, result.request.pico, std::move(status)));
}

void raise(Session& session, const RequestResult& result) {
  const krl::Value& outcome = result.request.outcome;
  krl::Map attributes = response_of(result);
  attributes.set("label", member_of(outcome, "label"));
  Message message;
  message.pico = message.sender = result.request.pico;
  message.eci = text_in(outcome, "eci");
  message.domain = "http";
  message.name = text_in(outcome, "verb");
  message.attributes = std::move(attributes);
  session.unit().add_message(std::move(message));
}

void log_autosend_error(Session& session, const Request& request, std::string_view error) {
  log_error(session, request, "http autosend error",
            {{"url", std::string_view(shown_url(request.http.url))}, {"error", error}});
}

/// As an event from outside, which the channel may refuse.
void send(Session& session, const RequestResult& result) {
  const krl::Value& outcome = result.request.outcome;
  krl::Map attributes = map_in(outcome, "attrs");
  for (const krl::MapEntry& each : response_of(result)) attributes.set(each.key, each.value);
  Message message;
  message.eci = text_in(outcome, "eci");
  message.domain = text_in(outcome, "domain");
  message.name = text_in(outcome, "name");
  message.attributes = std::move(attributes);
  try {
    const ChannelPtr channel = session.channel(message.eci);
    check_event_policy(*channel, kNobody, message.domain, message.name);
    message.pico = channel->pico;
    session.unit().add_message(std::move(message));
  } catch (const krl::Error& error) {
    log_autosend_error(session, result.request, error.text());
  }
}

// How a result ends ------------------------------------------------------------------------------

void succeed(Session& session, const RequestResult& result) {
  session.environment().store().delete_requests({result.request});
  if (session.unit().pico(result.request.pico) == nullptr) return;  // nobody wants to hear of it
  switch (kind_of(result.request)) {
    case OutcomeKind::Event:
      return tell_sender(session, result, delivered());
    case OutcomeKind::Raise:
      return raise(session, result);
    case OutcomeKind::Autosend:
      return send(session, result);
    case OutcomeKind::None:
      return;
  }
}

void bury(Session& session, const RequestResult& result) {
  const Request& request = result.request;
  krl::Value response;
  if (result.response) response = response_map(*result.response, false);
  session.environment().store().bury_request(request, response);
  if (session.unit().pico(request.pico) == nullptr) return;
  switch (kind_of(request)) {
    case OutcomeKind::Event:
      tell_sender(session, result, failed(request.error));
      break;
    case OutcomeKind::Autosend:
      return log_autosend_error(session, request, request.error);
    case OutcomeKind::Raise:
    case OutcomeKind::None:
      break;
  }
  log_error(session, request, request.error,
            {{"url", std::string_view(shown_url(request.http.url))},
             {"attempts", static_cast<double>(request.attempts)}});
}

}  // namespace

void record_result(Session& session, const RequestResult& result) {
  RequestResult ended = result;
  ended.request.claimed.reset();
  ended.request.error = failure_of(result);
  if (ended.request.error.empty()) return succeed(session, ended);
  const std::optional<Time> next =
      is_worth_a_retry(result) ? next_try(result, session.environment()) : std::nullopt;
  if (!next) return bury(session, ended);
  ended.request.next_try = *next;
  session.environment().store().update_requests({ended.request});
}

}  // namespace pico::engine
