// SPDX-License-Identifier: MIT
//
// The table of routes, and what each reads from a request: see web_call.hpp.
#include "engine/web/web_call.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "engine/http/headers.hpp"
#include "engine/http/response.hpp"
#include "engine/web/picture.hpp"
#include "engine/web/query_string.hpp"
#include "engine/web/request_body.hpp"
#include "engine/web/request_headers.hpp"
#include "engine/web/route.hpp"
#include "engine/web/web_error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/memory.hpp"

namespace pico::engine {

namespace {

constexpr size_t kMaxKeyBytes = 255;
constexpr size_t kMaxEciBytes = 255;
/// What deep values may use of the stack: parsing them fails before anything else does.
constexpr size_t kStackBytes = size_t{512} << 10;

/// A request whose path has matched.
struct Matched {
  const WebRequest& request;
  const WebRules& rules;
  std::string_view query;             // as sent
  std::vector<std::string> segments;  // those that the pattern names
};

/// Attributes or arguments (spec http-api.md 2).
krl::Map parameters_of(const Matched& matched) {
  krl::Map parameters = parse_query_string(matched.query);
  for (const krl::MapEntry& member : members_of(parse_body(matched.request, matched.rules)))
    parameters.set(member.key, member.value);
  parameters.set("_headers", headers_map(matched.request.headers, matched.rules.headers));
  return parameters;
}

/// An ECI in a URL ends up in logs and elsewhere: `-` there means that a header has it.
std::string eci_of(const Matched& matched, std::string_view given) {
  if (given != "-") return std::string(given);
  const std::optional<std::string> eci =
      lone_header(matched.request.headers, "Pico-Eci", kMaxEciBytes);
  if (!eci) throw WebError(400, "Error: the header Pico-Eci must say the ECI that - stands for");
  return *eci;
}

std::string idempotency_key(const Matched& matched) {
  constexpr std::string_view kName = "Idempotency-Key";
  const std::optional<std::string> key = lone_header(matched.request.headers, kName, kMaxKeyBytes);
  if (!key) return {};
  if (key->empty()) throw WebError(400, fmt::format("Error: the header {} is empty", kName));
  return *key;
}

WebEvent event_of(const Matched& matched, size_t domain) {
  return {.eci = eci_of(matched, matched.segments[0]),
          .domain = matched.segments[domain],
          .name = matched.segments[domain + 1],
          .attributes = parameters_of(matched),
          .idempotency_key = idempotency_key(matched)};
}

std::string text_parameter(const krl::Map& parameters, std::string_view name) {
  const krl::Value* const value = parameters.find(name);
  return value == nullptr || value->is_null() ? std::string()
                                              : std::string(krl::to_string(*value).view());
}

// What the routes ask for ------------------------------------------------------------------------

WebCall send_event(const Matched& matched) { return SendEvent{event_of(matched, 1)}; }

WebCall raise_event(const Matched& matched) { return RaiseEvent{.event = event_of(matched, 1)}; }

WebCall raise_sky_event(const Matched& matched) {
  RaiseEvent call{.event = event_of(matched, 2),
                  .is_sky = true,
                  .prefers_html = prefers_html(matched.request.headers)};
  const std::string& eid = matched.segments[1];
  krl::Map& attributes = call.event.attributes;
  if (eid != "none" && !attributes.contains("__eid"))
    attributes.set("__eid", std::string_view(eid));
  return call;
}

WebCall raise_and_query(const Matched& matched) {
  return EventThenQuery{
      .event = event_of(matched, 1), .rid = matched.segments[3], .query = matched.segments[4]};
}

QueryFormat format_of(std::string_view suffix) {
  if (suffix == "html") return QueryFormat::Html;
  if (suffix == "txt") return QueryFormat::Text;
  return is_picture_suffix(suffix) ? QueryFormat::Picture : QueryFormat::Json;
}

/// `name.format.whatever` (spec http-api.md 4).
WebCall query(const Matched& matched) {
  std::string_view name = matched.segments[2];
  const size_t end = std::min(name.find('.'), name.size());
  std::string_view format = name.substr(std::min(end + 1, name.size()));
  format = format.substr(0, format.find('.'));
  return WebQuery{.eci = eci_of(matched, matched.segments[0]),
                  .rid = matched.segments[1],
                  .name = std::string(name.substr(0, end)),
                  .arguments = parameters_of(matched),
                  .format = format_of(format)};
}

WebCall raise_events(const Matched& matched) {
  krl::Value events = parse_body(matched.request, matched.rules);
  if (!events.is_array())
    throw WebError(400, "Error: the body must be an array of events, in JSON");
  return RaiseEvents{.eci = eci_of(matched, matched.segments[0]), .events = std::move(events)};
}

WebCall watch(const Matched& matched) {
  constexpr size_t kMaxIdBytes = 20;
  return Watch{.eci = eci_of(matched, matched.segments[0]),
               .last_id = lone_header(matched.request.headers, "Last-Event-ID", kMaxIdBytes)
                              .value_or(std::string())};
}

WebCall describe_routes(const Matched& matched) {
  return DescribeRoutes{eci_of(matched, text_parameter(parse_query_string(matched.query), "eci"))};
}

WebCall show_ui_context(const Matched& matched) {
  return ShowUiContext{bearer_token(matched.request.headers)};
}

WebCall flush_ruleset(const Matched& matched) {
  std::string url = text_parameter(parameters_of(matched), "url");
  if (url.empty()) throw WebError(400, "TypeError: Expected `url`");
  return FlushRuleset{bearer_token(matched.request.headers), std::move(url)};
}

WebCall show_health(const Matched&) { return ShowHealth{}; }
WebCall show_metrics(const Matched&) { return ShowMetrics{}; }
WebCall show_version(const Matched&) { return ShowVersion{}; }

// The table --------------------------------------------------------------------------------------

enum class Methods : uint8_t {
  Any,
  Event,  // any, or POST alone (WebRules::takes_events_by_post_only)
  Read,   // GET and HEAD
  Get,
  Post,
};

struct Route {
  std::string_view pattern;
  Methods methods;
  WebCall (*read)(const Matched&);
};

constexpr Route kRoutes[] = {
    {"/c/:eci/event/:domain/:name", Methods::Event, send_event},
    {"/c/:eci/event-wait/:domain/:name", Methods::Event, raise_event},
    {"/sky/event/:eci/:eid/:domain/:type", Methods::Event, raise_sky_event},
    {"/c/:eci/event/:domain/:name/query/:rid/:qname", Methods::Event, raise_and_query},
    {"/c/:eci/query/:rid/:name", Methods::Any, query},
    {"/sky/cloud/:eci/:rid/:function", Methods::Any, query},
    {"/c/:eci/batch", Methods::Post, raise_events},
    {"/c/:eci/watch", Methods::Get, watch},
    {"/openapi.json", Methods::Read, describe_routes},
    {"/health", Methods::Read, show_health},
    {"/metrics", Methods::Read, show_metrics},
    {"/api/version", Methods::Read, show_version},
    {"/api/ui-context", Methods::Read, show_ui_context},
    {"/api/flush", Methods::Any, flush_ruleset},
};

/// The methods that a route has, as the header Allow says them; empty: all.
std::string_view allowed(Methods methods, const WebRules& rules) {
  switch (methods) {
    case Methods::Any:
      return "";
    case Methods::Event:
      return rules.takes_events_by_post_only ? "POST, OPTIONS" : "";
    case Methods::Read:
      return "GET, HEAD, OPTIONS";
    case Methods::Get:
      return "GET, OPTIONS";
    case Methods::Post:
      return "POST, OPTIONS";
  }
  return "";
}

bool is_among(std::string_view method, std::string_view list) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(", "), list.size());
    if (list.substr(0, end) == method) return true;
    list.remove_prefix(std::min(end + 2, list.size()));
  }
  return false;
}

std::string shown(std::string_view bytes) { return std::string(text_of(bytes).view()); }

void require_method(const Route& route, const WebRequest& request, std::string_view path,
                    const WebRules& rules) {
  const std::string_view list = allowed(route.methods, rules);
  if (list.empty() || is_among(request.method, list)) return;
  throw WebError(405, fmt::format("Error: {} takes no {}", shown(path), shown(request.method)),
                 {{"Allow", std::string(list)}});
}

}  // namespace

bool is_private(const WebRequest& request) {
  const std::string path = header_key(split_target(request.target).path);
  return path == "/api" || path.starts_with("/api/");
}

WebCall web_call(const WebRequest& request, const WebRules& rules) {
  const krl::StackScope stack(kStackBytes);
  if (request.method == "OPTIONS") return Preflight{is_private(request)};
  const WebTarget target = split_target(request.target);
  for (const Route& route : kRoutes) {
    const auto segments = match_path(route.pattern, target.path);
    if (!segments) continue;
    require_method(route, request, target.path, rules);
    Matched matched{request, rules, target.query, {}};
    for (const std::string_view segment : *segments)
      matched.segments.push_back(decode_segment(segment));
    return route.read(matched);
  }
  throw WebError(404,
                 fmt::format("Error: Cannot {} {}", shown(request.method), shown(target.path)));
}

}  // namespace pico::engine
