// SPDX-License-Identifier: MIT
//
// What requests ask for (spec http-api.md 1, 2; limits: issue of the HTTP server, "Bad input").
#include "engine/web/web_call.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "engine/web/web_error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

WebCall call_of(std::string_view method, std::string_view target, HttpHeaders headers = {},
                std::string_view body = "", const WebRules& rules = {}) {
  return web_call({.method = std::string(method),
                   .target = std::string(target),
                   .headers = std::move(headers),
                   .body = std::string(body)},
                  rules);
}

const HttpHeaders kJson = {{"Content-Type", "application/json"}};

/// Status, text and the header Allow of the refusal.
std::string refusal(std::string_view method, std::string_view target, HttpHeaders headers = {},
                    std::string_view body = "", const WebRules& rules = {}) {
  try {
    call_of(method, target, std::move(headers), body, rules);
    return "taken";
  } catch (const WebError& error) {
    std::string text = std::to_string(error.status()) + " " + error.text();
    for (const auto& [name, value] : error.headers()) text += " [" + name + ": " + value + "]";
    return text;
  }
}

std::string shown(const krl::Map& map) { return krl::to_json_or_null(map); }

template <class Call>
Call get(std::string_view target, HttpHeaders headers = {}) {
  return std::get<Call>(call_of("GET", target, std::move(headers)));
}

TEST(WebCall, SendsAnEvent) {
  const WebEvent event = get<SendEvent>("/c/e1/event/some%20domain/name?a=1").event;
  EXPECT_EQ(event.eci, "e1");
  EXPECT_EQ(event.domain, "some domain");
  EXPECT_EQ(event.name, "name");
  EXPECT_EQ(shown(event.attributes), R"({"a":"1","_headers":{}})");
  EXPECT_EQ(event.idempotency_key, "");
}

TEST(WebCall, RaisesAnEvent) {
  const auto call = get<RaiseEvent>("/c/e1/event-wait/d/n");
  EXPECT_EQ(call.event.domain, "d");
  EXPECT_FALSE(call.is_sky);
}

TEST(WebCall, RaisesAnEventOfTheSky) {
  const auto call = get<RaiseEvent>("/sky/event/e1/1234/d/n?a=1", {{"Accept", "text/html"}});
  EXPECT_TRUE(call.is_sky);
  EXPECT_TRUE(call.prefers_html);
  EXPECT_EQ(call.event.eci, "e1");
  EXPECT_EQ(call.event.domain, "d");
  EXPECT_EQ(call.event.name, "n");
  EXPECT_EQ(shown(call.event.attributes), R"({"a":"1","_headers":{},"__eid":"1234"})");
}

TEST(WebCall, LeavesTheEidOfTheSkyOut) {
  EXPECT_EQ(shown(get<RaiseEvent>("/sky/event/e/none/d/n").event.attributes), R"({"_headers":{}})");
  EXPECT_EQ(shown(get<RaiseEvent>("/sky/event/e/1/d/n?__eid=2").event.attributes),
            R"({"__eid":"2","_headers":{}})");
}

TEST(WebCall, RaisesAnEventAndAsks) {
  const auto call = get<EventThenQuery>("/c/e1/event/d/n/query/rid/f.txt?a=1");
  EXPECT_EQ(call.event.name, "n");
  EXPECT_EQ(call.rid, "rid");
  EXPECT_EQ(call.query, "f.txt") << "is not split";
  EXPECT_EQ(shown(call.event.attributes), R"({"a":"1","_headers":{}})");
}

TEST(WebCall, Asks) {
  for (const char* target : {"/c/e1/query/rid.x/f?a=1", "/sky/cloud/e1/rid.x/f?a=1"}) {
    const auto call = get<WebQuery>(target);
    EXPECT_EQ(call.eci, "e1");
    EXPECT_EQ(call.rid, "rid.x");
    EXPECT_EQ(call.name, "f");
    EXPECT_EQ(shown(call.arguments), R"({"a":"1","_headers":{}})");
    EXPECT_EQ(call.format, QueryFormat::Json);
  }
}

TEST(WebCall, SplitsTheFormatFromTheNameOfAQuery) {
  const auto format = [](std::string_view name) {
    const auto call = get<WebQuery>("/sky/cloud/e/r/" + std::string(name));
    EXPECT_EQ(call.name, name.substr(0, name.find('.')));
    return call.format;
  };
  EXPECT_EQ(format("f.html"), QueryFormat::Html);
  EXPECT_EQ(format("f.txt"), QueryFormat::Text);
  EXPECT_EQ(format("f.html.json"), QueryFormat::Html);
  for (const char* name : {"f.gif", "f.png", "f.jpg", "f.jpeg", "f.webp", "f.ico", "f.svg"})
    EXPECT_EQ(format(name), QueryFormat::Picture) << name;
  for (const char* name : {"f.json", "f.csv", "f.", "f", "f.HTML", "f.json.html"})
    EXPECT_EQ(format(name), QueryFormat::Json) << name;
}

TEST(WebCall, TakesAnyMethodButOptionsForEventsAndQueries) {
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "get"}) {
    EXPECT_TRUE(std::holds_alternative<SendEvent>(call_of(method, "/c/e/event/d/n"))) << method;
    EXPECT_TRUE(std::holds_alternative<WebQuery>(call_of(method, "/c/e/query/r/f"))) << method;
  }
  EXPECT_TRUE(std::holds_alternative<Preflight>(call_of("OPTIONS", "/c/e/event/d/n")));
  EXPECT_TRUE(std::holds_alternative<Preflight>(call_of("OPTIONS", "*")));
  EXPECT_FALSE(std::get<Preflight>(call_of("OPTIONS", "/no/such")).is_private);
  EXPECT_TRUE(std::get<Preflight>(call_of("OPTIONS", "/API/flush?x")).is_private);
}

TEST(WebCall, MayTakeEventsByPostAlone) {
  WebRules rules;
  rules.takes_events_by_post_only = true;
  for (const char* target : {"/c/e/event/d/n", "/c/e/event-wait/d/n", "/sky/event/e/1/d/n",
                             "/c/e/event/d/n/query/r/f"}) {
    EXPECT_EQ(refusal("GET", target, {}, "", rules),
              std::string("405 Error: ") + target + " takes no GET [Allow: POST, OPTIONS]");
    EXPECT_EQ(refusal("POST", target, {}, "", rules), "taken");
  }
  EXPECT_EQ(refusal("GET", "/c/e/query/r/f", {}, "", rules), "taken");
}

TEST(WebCall, MergesQueryBodyAndHeaders) {
  const HttpHeaders headers = {{"Content-Type", "application/json"}, {"X-A", "1"}};
  WebRules rules;
  rules.headers = {"x-*"};
  const auto call =
      std::get<SendEvent>(call_of("POST", "/c/e/event/d/n?a=1&b[x]=2&_headers=3", headers,
                                  R"({"b":{"y":4},"c":null,"_headers":{"x-a":"5"}})", rules));
  EXPECT_EQ(shown(call.event.attributes),
            R"({"a":"1","b":{"y":4},"_headers":{"x-a":"1"},"c":null})");
}

TEST(WebCall, SpreadsTheElementsOfABody) {
  const auto call =
      std::get<SendEvent>(call_of("POST", "/c/e/event/d/n?1=x&a=2", kJson, R"([null,[true],1.5])"));
  EXPECT_EQ(shown(call.event.attributes), R"({"0":null,"1":[true],"2":1.5,"a":"2","_headers":{}})");
}

TEST(WebCall, RefusesBadBodies) {
  EXPECT_EQ(refusal("POST", "/c/e/event/d/n", kJson, "{").substr(0, 15), "400 SyntaxError");
  EXPECT_EQ(refusal("GET", "/c/e/query/r/f", kJson, "1").substr(0, 15), "400 SyntaxError");
}

TEST(WebCall, ReadsTheEciFromAHeader) {
  const HttpHeaders headers = {{"pico-eci", "e9"}};
  EXPECT_EQ(get<SendEvent>("/c/-/event/d/n", headers).event.eci, "e9");
  EXPECT_EQ(get<RaiseEvent>("/sky/event/-/none/d/n", headers).event.eci, "e9");
  EXPECT_EQ(get<WebQuery>("/sky/cloud/-/r/f", headers).eci, "e9");
  EXPECT_EQ(get<Watch>("/c/-/watch", headers).eci, "e9");
  EXPECT_EQ(get<DescribeRoutes>("/openapi.json?eci=-", headers).eci, "e9");
  EXPECT_EQ(get<SendEvent>("/c/e1/event/d/n", headers).event.eci, "e1");
  EXPECT_EQ(refusal("GET", "/c/-/event/d/n"),
            "400 Error: the header Pico-Eci must say the ECI that - stands for");
}

TEST(WebCall, ReadsAnIdempotencyKey) {
  const auto key = [](std::string_view text) {
    return std::get<SendEvent>(
               call_of("POST", "/c/e/event/d/n", {{"Idempotency-Key", std::string(text)}}))
        .event.idempotency_key;
  };
  EXPECT_EQ(key(" k-1 "), "k-1");
  EXPECT_EQ(key(std::string(255, 'k')).size(), 255u);
  EXPECT_EQ(refusal("POST", "/c/e/event/d/n", {{"Idempotency-Key", std::string(256, 'k')}}),
            "400 Error: the header Idempotency-Key may take 255 bytes");
  EXPECT_EQ(refusal("POST", "/c/e/event/d/n", {{"Idempotency-Key", ""}}),
            "400 Error: the header Idempotency-Key is empty");
  EXPECT_EQ(refusal("POST", "/c/e/event/d/n", {{"Idempotency-Key", "a"}, {"idempotency-key", "b"}}),
            "400 Error: the header Idempotency-Key must come once");
}

TEST(WebCall, RaisesManyEvents) {
  const auto call =
      std::get<RaiseEvents>(call_of("POST", "/c/e/batch", kJson, R"([{"domain":"d","name":"n"}])"));
  EXPECT_EQ(call.eci, "e");
  EXPECT_EQ(krl::to_json_or_null(call.events), R"([{"domain":"d","name":"n"}])");
  EXPECT_EQ(refusal("POST", "/c/e/batch", kJson, "{}"),
            "400 Error: the body must be an array of events, in JSON");
  EXPECT_EQ(refusal("POST", "/c/e/batch"),
            "400 Error: the body must be an array of events, in JSON");
  EXPECT_EQ(refusal("GET", "/c/e/batch", kJson, "[]"),
            "405 Error: /c/e/batch takes no GET [Allow: POST, OPTIONS]");
}

TEST(WebCall, Watches) {
  EXPECT_EQ(get<Watch>("/c/e/watch").last_id, "");
  EXPECT_EQ(get<Watch>("/c/e/watch", {{"Last-Event-ID", "17"}}).last_id, "17");
  EXPECT_EQ(refusal("POST", "/c/e/watch"),
            "405 Error: /c/e/watch takes no POST [Allow: GET, OPTIONS]");
}

TEST(WebCall, ShowsTheRest) {
  EXPECT_TRUE(std::holds_alternative<ShowHealth>(call_of("GET", "/health")));
  EXPECT_TRUE(std::holds_alternative<ShowHealth>(call_of("HEAD", "/Health/")));
  EXPECT_TRUE(std::holds_alternative<ShowMetrics>(call_of("GET", "/metrics")));
  EXPECT_TRUE(std::holds_alternative<ShowVersion>(call_of("GET", "/api/version")));
  EXPECT_EQ(get<DescribeRoutes>("/openapi.json").eci, "");
  EXPECT_EQ(get<DescribeRoutes>("/openapi.json?eci=e1").eci, "e1");
  EXPECT_EQ(get<ShowUiContext>("/api/ui-context", {{"Authorization", "Bearer t"}}).token, "t");
  EXPECT_EQ(refusal("POST", "/health"),
            "405 Error: /health takes no POST [Allow: GET, HEAD, OPTIONS]");
}

TEST(WebCall, FlushesARuleset) {
  const auto call =
      get<FlushRuleset>("/api/flush?url=http%3A%2F%2Fx%2Fy.krl", {{"Authorization", "Bearer t"}});
  EXPECT_EQ(call.url, "http://x/y.krl");
  EXPECT_EQ(call.token, "t");
  EXPECT_EQ(std::get<FlushRuleset>(call_of("POST", "/api/flush", kJson, R"({"url":"krl:x"})")).url,
            "krl:x");
  EXPECT_EQ(refusal("POST", "/api/flush"), "400 TypeError: Expected `url`");
}

TEST(WebCall, RefusesPathsThatLeadNowhere) {
  EXPECT_EQ(refusal("GET", "/nosuch"), "404 Error: Cannot GET /nosuch");
  EXPECT_EQ(refusal("POST", "/nosuch?a=1"), "404 Error: Cannot POST /nosuch");
  for (const char* target : {"/", "", "//", "/c", "/c/e", "/c/e/query/r", "/sky/event/e/d/n",
                             "/version", "/c/e/event/d", "/c//event/d/n", "/c/e/event/d/n/x"}) {
    EXPECT_TRUE(refusal("GET", target).starts_with("404 Error: Cannot GET ")) << target;
  }
  EXPECT_EQ(refusal("GET", "/\xff"), "404 Error: Cannot GET /\xEF\xBF\xBD");
}

TEST(WebCall, RefusesSegmentsThatAreEncodedBadly) {
  EXPECT_EQ(refusal("GET", "/c/e/event/%zz/n"), "400 URIError: Failed to decode param '%zz'");
  EXPECT_EQ(refusal("GET", "/c/%00/event/d/n"), "400 URIError: Failed to decode param '%00'");
}

TEST(WebCall, KeepsNamesOfJavaScriptHarmless) {
  const auto call = std::get<SendEvent>(
      call_of("POST", "/c/__proto__/event/constructor/toString?__proto__[x]=1&hasOwnProperty=2",
              kJson, R"({"__proto__":{"y":3}})"));
  EXPECT_EQ(call.event.domain, "constructor");
  EXPECT_EQ(shown(call.event.attributes),
            R"({"hasOwnProperty":"2","__proto__":{"y":3},"_headers":{}})");
}

TEST(WebCall, BoundsParameters) {
  std::string target = "/c/e/event/d/n?";
  for (int i = 0; i < 10'000; ++i) target += "a=" + std::to_string(i) + "&";
  const auto call = std::get<SendEvent>(call_of("GET", target));
  EXPECT_EQ(call.event.attributes.find("a")->array().size(), 1000u);
}

}  // namespace
}  // namespace pico::engine
