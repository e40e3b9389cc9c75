// SPDX-License-Identifier: MIT
//
// Descriptions of routes: see openapi.hpp.
#include "engine/web/openapi.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "krl/value/array.hpp"

namespace pico::engine {

namespace {

using krl::Array;
using krl::Map;
using krl::Value;

Map reference(std::string_view schema) {
  return {{"$ref", std::string_view(fmt::format("#/components/schemas/{}", schema))}};
}

Map json_content(const Map& schema) { return {{"application/json", Map{{"schema", schema}}}}; }

Map object_schema(const Map& properties, const Array& required) {
  return {{"type", "object"}, {"properties", properties}, {"required", required}};
}

Map schemas() {
  const Map text{{"type", "string"}};
  const Map any_object{{"type", "object"}};
  const Map directive = object_schema({{"type", Map{{"const", "directive"}}},
                                       {"name", Map()},
                                       {"options", Map()},
                                       {"meta", any_object}},
                                      {"type", "options", "meta"});
  const Map directives{{"type", "array"}, {"items", reference("Directive")}};
  const Map event =
      object_schema({{"domain", text}, {"name", text}, {"attrs", any_object}}, {"domain", "name"});
  return {{"Directive", directive},
          {"EventAnswer",
           object_schema({{"eid", text}, {"directives", directives}}, {"eid", "directives"})},
          {"Error", object_schema({{"error", text}}, {"error"})},
          {"Event", event}};
}

Map responses(std::string_view what, const Map& content) {
  Map good{{"description", what}};
  if (!content.empty()) good.set("content", content);
  return {{"200", std::move(good)},
          {"default", Map{{"description", "What went wrong."},
                          {"content", json_content(reference("Error"))}}}};
}

Map parameter(std::string_view name, std::string_view in, bool is_required) {
  return {{"name", name}, {"in", in}, {"required", is_required}, {"schema", Map()}};
}

Map attributes_body() {
  const Map any_object{{"schema", Map{{"type", "object"}}}};
  return {{"content", Map{{"application/json", any_object},
                          {"application/x-www-form-urlencoded", any_object}}}};
}

// Operations -------------------------------------------------------------------------------------

Map operation(std::string_view summary, const Map& responses) {
  return {{"summary", summary}, {"responses", responses}};
}

/// An event may be raised by any method, unless POST alone is taken.
Map event_path(std::string_view summary, std::string_view what, const Map& content,
               const WebRules& rules) {
  const Map get = operation(summary, responses(what, content));
  Map post = get;
  post.set("parameters", Array{parameter("Idempotency-Key", "header", false)});
  post.set("requestBody", attributes_body());
  if (rules.takes_events_by_post_only) return {{"post", post}};
  return {{"get", get}, {"post", post}};
}

Map read_path(std::string_view summary, std::string_view what, const Map& content) {
  return {{"get", operation(summary, responses(what, content))}};
}

/// The parameters that a path names between braces.
Array path_parameters(std::string_view path) {
  Array parameters;
  for (size_t open = path.find('{'); open != std::string_view::npos;
       open = path.find('{', open + 1)) {
    const std::string_view name = path.substr(open + 1, path.find('}', open) - open - 1);
    Map each = parameter(name, "path", true);
    each.set("schema", Map{{"type", "string"}});
    parameters.push_back(std::move(each));
  }
  return parameters;
}

void add(Map& paths, std::string_view path, Map item) {
  if (Array parameters = path_parameters(path); !parameters.empty())
    item.set("parameters", std::move(parameters));
  paths.set(path, std::move(item));
}

// Documents --------------------------------------------------------------------------------------

Map document(std::string_view title, Map paths) {
  return {{"openapi", "3.1.0"},
          {"info", Map{{"title", title}, {"version", PICO_VERSION}}},
          {"paths", std::move(paths)},
          {"components", Map{{"schemas", schemas()}}}};
}

void add_event_paths(Map& paths, const WebRules& rules) {
  const Map eid = json_content({{"type", "string"}});
  const Map answer = json_content(reference("EventAnswer"));
  const Map any = json_content({});
  add(paths, "/c/{eci}/event/{domain}/{name}",
      event_path("Sends an event", "The eid of the event.", eid, rules));
  add(paths, "/c/{eci}/event-wait/{domain}/{name}",
      event_path("Raises an event", "What its rules directed.", answer, rules));
  add(paths, "/sky/event/{eci}/{eid}/{domain}/{name}",
      event_path("Raises an event and heeds cookies and redirects", "What its rules directed.",
                 answer, rules));
  add(paths, "/c/{eci}/event/{domain}/{name}/query/{rid}/{query}",
      event_path("Raises an event, then asks", "The result of the query.", any, rules));
}

Map batch_path() {
  const Map events{{"type", "array"}, {"items", reference("Event")}};
  const Map one_of{{"anyOf", Array{reference("EventAnswer"), reference("Error")}}};
  const Map answers{{"type", "array"}, {"items", one_of}};
  Map post = operation("Raises many events in one transaction",
                       responses("An answer for each.", json_content(answers)));
  post.set("requestBody", Map{{"required", true}, {"content", json_content(events)}});
  return {{"post", post}};
}

std::string encoded_segment(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string segment;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      segment.push_back(c);
    } else {
      segment.append(fmt::format("%{:02X}", static_cast<unsigned char>(c)));
    }
  }
  return segment;
}

Map query_path(const SharedName& shared) {
  Map get = operation(fmt::format("{} of {}", shared.name, shared.rid),
                      responses("The result.", json_content({})));
  Array parameters;
  for (const std::string& name : shared.parameters) {
    const auto is_same = [&](const Value& other) {
      return other.map().find("name")->string().view() == name;
    };
    // A name that repeats is one argument.
    if (std::none_of(parameters.begin(), parameters.end(), is_same))
      parameters.push_back(parameter(name, "query", false));
  }
  if (!parameters.empty()) get.set("parameters", std::move(parameters));
  return {{"get", get}};
}

}  // namespace

krl::Map describe_all_routes(const WebRules& rules) {
  const Map any = json_content({});
  const Map object = json_content({{"type", "object"}});
  const Map text{{"text/plain", Map{{"schema", Map{{"type", "string"}}}}}};
  const Map stream{{"text/event-stream", Map{{"schema", Map{{"type", "string"}}}}}};
  Map paths;
  add_event_paths(paths, rules);
  add(paths, "/c/{eci}/query/{rid}/{name}",
      read_path("Asks a shared function or value", "The result.", any));
  add(paths, "/sky/cloud/{eci}/{rid}/{name}",
      read_path("Asks a shared function or value", "The result.", any));
  add(paths, "/c/{eci}/batch", batch_path());
  add(paths, "/c/{eci}/watch",
      read_path("Watches what events of the pico do", "Server-sent events.", stream));
  add(paths, "/health", read_path("Whether the server answers", "It does.", object));
  add(paths, "/metrics", read_path("Counters for Prometheus", "Its text format.", text));
  add(paths, "/api/version", read_path("The version", "The version.", object));
  return document("pico", std::move(paths));
}

krl::Map describe_routes(std::string_view eci, const ChannelRoutes& routes, const WebRules& rules) {
  const std::string channel = encoded_segment(eci);
  Map paths;
  for (const NamedEvent& event : routes.events) {
    const std::string path =
        fmt::format("/c/{}/event-wait/{}/{}", channel, encoded_segment(event.domain),
                    encoded_segment(event.name));
    add(paths, path,
        event_path(fmt::format("Raises {}:{}", event.domain, event.name),
                   "What its rules directed.", json_content(reference("EventAnswer")), rules));
  }
  for (const SharedName& shared : routes.queries) {
    const std::string path = fmt::format("/c/{}/query/{}/{}", channel, encoded_segment(shared.rid),
                                         encoded_segment(shared.name));
    add(paths, path, query_path(shared));
  }
  return document("pico channel", std::move(paths));
}

}  // namespace pico::engine
