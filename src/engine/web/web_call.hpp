// SPDX-License-Identifier: MIT
//
// What a request asks for: the routes of spec http-api.md 1, and those beyond the reference.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "engine/model/http.hpp"
#include "engine/web/web_rules.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// How the result of a query is shown (spec http-api.md 4). A picture is what it can be made of it,
/// else JSON, which is all that the reference gives.
enum class QueryFormat : uint8_t { Json, Html, Text, Picture };

struct WebEvent {
  std::string eci;
  std::string domain;
  std::string name;
  krl::Map attributes;
  std::string idempotency_key;  // empty: none
};

/// Route 4: answered with the eid; errors of rules are not told.
struct SendEvent {
  WebEvent event;
};
/// Route 5, and 6 with `is_sky`: answered when the event is done.
struct RaiseEvent {
  WebEvent event;
  bool is_sky = false;        // cookies and redirects are heeded
  bool prefers_html = false;  // as the body of a redirect
};
/// Routes 8 and 9.
struct WebQuery {
  std::string eci;
  std::string rid;
  std::string name;
  krl::Map arguments;
  QueryFormat format = QueryFormat::Json;
};
/// Route 7.
struct EventThenQuery {
  WebEvent event;
  std::string rid;
  std::string query;
};
/// `POST /c/ECI/batch`: events of one channel in one transaction.
struct RaiseEvents {
  std::string eci;
  krl::Value events;  // an Array of Maps {"domain", "name", "attrs"}
};
/// `GET /c/ECI/watch`: a stream of what the pico's events do.
struct Watch {
  std::string eci;
  std::string last_id;  // of the last change that the client has seen; empty: none
};
/// `GET /openapi.json?eci=ECI`: the routes of a channel, or the general ones where there is none.
struct DescribeRoutes {
  std::string eci;
};
/// Route 2. `token`: what `Authorization: Bearer` says; empty: nothing. So for the next one.
struct ShowUiContext {
  std::string token;
};
/// Route 3.
struct FlushRuleset {
  std::string token;
  std::string url;
};
struct ShowHealth {};
struct ShowMetrics {};
struct ShowVersion {};
/// Route 10. `is_private`: of a path that other sites' pages must not ask.
struct Preflight {
  bool is_private = false;
};

using WebCall = std::variant<SendEvent, RaiseEvent, WebQuery, EventThenQuery, RaiseEvents, Watch,
                             DescribeRoutes, ShowUiContext, FlushRuleset, ShowHealth, ShowMetrics,
                             ShowVersion, Preflight>;

/// Reads a request (spec http-api.md 1, 2). Throws WebError: 404 for no such route, 405, 400, 413,
/// 415. For HEAD the call is that of GET, and who sends the answer leaves the body out.
WebCall web_call(const WebRequest& request, const WebRules& rules);

/// Whether pages of other sites may not read the answer: paths below /api.
bool is_private(const WebRequest& request);

}  // namespace pico::engine
