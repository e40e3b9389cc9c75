// SPDX-License-Identifier: MIT
//
// Answers of calls: see web_answer.hpp. Those of errors are in error_answer.cpp.
#include "engine/web/web_answer.hpp"

#include <utility>

#include "engine/module/encoding.hpp"
#include "engine/web/directive_headers.hpp"
#include "engine/web/openapi.hpp"
#include "engine/web/picture.hpp"
#include "engine/web/web_headers.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kJsonType = "application/json; charset=utf-8";
constexpr std::string_view kHtmlType = "text/html; charset=utf-8";
constexpr std::string_view kTextType = "text/plain; charset=utf-8";

/// A result in a format of text (spec http-api.md 4, Targets).
std::string text_of_result(const krl::Value& result) {
  if (result.is_null()) return {};
  if (result.is_collection()) return krl::to_json_or_null(result);
  return utf8_of(krl::to_string(result).view());
}

WebAnswer result_answer(const krl::Value& result, QueryFormat format) {
  switch (format) {
    case QueryFormat::Json:
      break;
    case QueryFormat::Html:
      return typed_answer(kHtmlType, text_of_result(result));
    case QueryFormat::Text:
      return typed_answer(kTextType, text_of_result(result));
    case QueryFormat::Picture:
      if (std::optional<Picture> picture = picture_of(result))
        return typed_answer(picture->content_type, std::move(picture->bytes));
      break;
  }
  return json_answer(result);
}

TakenEvent take(Engine& engine, const WebEvent& event) {
  return engine.take_event(event.idempotency_key, event.eci, event.domain, event.name,
                           event.attributes);
}

}  // namespace

// Answers in general -----------------------------------------------------------------------------

WebAnswer typed_answer(std::string_view content_type, std::string body, int status) {
  WebAnswer answer{.status = status, .headers = common_headers(), .body = std::move(body)};
  answer.headers.emplace_back("Content-Type", content_type);
  return answer;
}

WebAnswer json_answer(const krl::Value& value, int status) {
  return typed_answer(kJsonType, krl::to_json_or_null(value), status);
}

WebAnswer event_answer(const EventResult& result) {
  return json_answer(
      krl::Map{{"eid", std::string_view(result.eid)}, {"directives", result.directives}});
}

WebAnswer private_answer(WebAnswer answer) {
  answer.headers = without_cors(std::move(answer.headers));
  return answer;
}

std::optional<WebAnswer> immediate_answer(const WebCall& call) {
  if (const auto* preflight = std::get_if<Preflight>(&call)) {
    WebAnswer answer{.status = 200, .headers = preflight_headers(), .body = {}};
    return preflight->is_private ? private_answer(std::move(answer)) : answer;
  }
  if (std::holds_alternative<ShowHealth>(call)) return json_answer(krl::Map{{"status", "ok"}});
  if (std::holds_alternative<ShowVersion>(call))
    return private_answer(json_answer(krl::Map{{"version", PICO_VERSION}}));
  return std::nullopt;
}

// Answers of the engine --------------------------------------------------------------------------

WebAnswer answer(Engine& engine, const SendEvent& call, const WebRules&) {
  return json_answer(std::string_view(take(engine, call.event).result.eid));
}

WebAnswer answer(Engine& engine, const RaiseEvent& call, const WebRules& rules) {
  const TakenEvent taken = take(engine, call.event);
  if (taken.failure) return error_answer(*taken.failure, call, rules);
  if (!call.is_sky) return event_answer(taken.result);
  try {
    return sky_answer(taken.result, call.prefers_html, rules);
  } catch (const krl::Error& error) {
    return error_answer(error, call, rules);  // the event has ended well
  }
}

WebAnswer answer(Engine& engine, const WebQuery& call, const WebRules&) {
  return result_answer(engine.query(call.eci, call.rid, call.name, call.arguments), call.format);
}

WebAnswer answer(Engine& engine, const EventThenQuery& call, const WebRules& rules) {
  const WebEvent& event = call.event;
  const QueriedEvent queried =
      engine.take_event_query(event.idempotency_key, event.eci, event.domain, event.name,
                              event.attributes, call.rid, call.query, event.attributes);
  return queried.failure ? error_answer(*queried.failure, call, rules)
                         : json_answer(queried.result);
}

WebAnswer answer(Engine& engine, const RaiseEvents& call, const WebRules&) {
  return json_answer(engine.raise_events(call.eci, call.events));
}

WebAnswer answer(Engine& engine, const DescribeRoutes& call, const WebRules& rules) {
  if (call.eci.empty()) return json_answer(describe_all_routes(rules));
  return json_answer(describe_routes(call.eci, engine.channel_routes(call.eci), rules));
}

}  // namespace pico::engine
