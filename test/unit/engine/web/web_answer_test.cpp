// SPDX-License-Identifier: MIT
//
// From request to answer over an image in memory (spec http-api.md 3-6).
#include "engine/web/web_answer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <type_traits>

#include "engine/http/headers.hpp"
#include "krl/value/unicode.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kRuleset = R"(ruleset web {
  meta { shares echo, n, text, map, nothing, fn, fail, lost }
  global {
    n = 3.5
    text = "<b>€</b>"
    map = {"a": [1, null]}
    fn = function() { function() { 1 } }
    echo = function(a, b = 7) { {"a": a, "b": b} }
    nothing = function() { null }
    fail = function() { "a" * 2 }
    lost = function() { ctx:query("no-such-eci", "web", "n") }
    total = function() { ent:count.defaultsTo(0) }
  }
  rule attrs { select when web attrs send_directive("attrs", event:attrs.delete(["_headers"])) }
  rule say { select when web say where event:attrs{"n"}.defaultsTo(0) >= 0
    send_directive(event:attrs{"name"}, event:attrs{"options"}) }
  rule both { select when web both every {
    send_directive("_cookie", {"cookie": "a=1"})
    send_directive("_redirect", {"url": ""})
    send_directive("_redirect", {"url": event:attrs{"to"}})
    send_directive("_redirect", {"url": "/second"})
    send_directive("_cookie", {"cookie": event:attrs{"more"}}) } }
  rule add { select when web add fired { ent:count := total() + 1 } }
  rule bad { select when web bad fired { ent:count := 100; x = "a" * 2 } }
  rule ask { select when web ask pre { x = ctx:query("no-such-eci", "web", "n") } send_directive("x") }
})";

class WebAnswers : public testing::Test {
 protected:
  WebAnswers() { image.install(kRuleset); }

  /// As the server does it.
  WebAnswer serve(const WebRequest& request) {
    try {
      return serve_call(web_call(request, rules));
    } catch (const WebError& error) {
      return error_answer(error, request, rules);
    }
  }
  WebAnswer serve_call(const WebCall& call) {
    if (std::optional<WebAnswer> answer = immediate_answer(call)) return *answer;
    Engine engine = image.engine();
    try {
      return std::visit(
          [&](const auto& each) -> WebAnswer {
            if constexpr (requires { answer(engine, each, rules); }) {
              return answer(engine, each, rules);
            } else {
              return {.status = 501, .headers = {}, .body = {}};
            }
          },
          call);
    } catch (const krl::Error& error) {
      return error_answer(error, call, rules);
    }
  }
  WebAnswer post(std::string_view path, std::string_view json = "", HttpHeaders headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return serve({.method = "POST",
                  .target = "/c/" + image.eci() + std::string(path),
                  .headers = std::move(headers),
                  .body = std::string(json)});
  }
  WebAnswer get(std::string_view path) {
    return serve({.method = "GET", .target = std::string(path), .headers = {}, .body = {}});
  }
  WebAnswer ask(std::string_view name) {
    return get("/c/" + image.eci() + "/query/web/" + std::string(name));
  }
  WebAnswer sky(std::string_view event, std::string_view json, HttpHeaders headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return serve({.method = "POST",
                  .target = "/sky/event/" + image.eci() + "/none/web/" + std::string(event),
                  .headers = std::move(headers),
                  .body = std::string(json)});
  }
  std::string count() { return image.entity("web", "count"); }

  static std::string header(const WebAnswer& answer, std::string_view name) {
    const std::string* const found = find_header(answer.headers, name);
    return found != nullptr ? *found : "(none)";
  }
  static std::string outcome(const WebAnswer& answer) {
    return std::to_string(answer.status) + " " + answer.body;
  }

  Image image;
  WebRules rules;
};

// Events -----------------------------------------------------------------------------------------

TEST_F(WebAnswers, AreTheEidOfAnEventThatIsSent) {
  const WebAnswer answer = post("/event/web/add");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "content-type"), "application/json; charset=utf-8");
  EXPECT_TRUE(krl::parse_json(answer.body).is_string());
  EXPECT_EQ(count(), "1");
}

TEST_F(WebAnswers, AreDirectivesOfAnEventThatIsRaised) {
  const WebAnswer answer = post("/event-wait/web/attrs", R"({"a":[1,{"b":null}]})");

  const krl::Map body = krl::parse_json(answer.body).map();
  EXPECT_EQ(body.size(), 2u);
  EXPECT_TRUE(body.find("eid")->is_string());
  const krl::Map directive = (*body.find("directives")).array()[0].map();
  EXPECT_EQ(krl::to_json_or_null(*directive.find("options")), R"({"a":[1,{"b":null}]})");
}

TEST_F(WebAnswers, TellErrorsOfRulesToWhoWaits) {
  const WebAnswer answer = post("/event-wait/web/bad");

  EXPECT_EQ(answer.status, 500);
  EXPECT_TRUE(answer.body.starts_with(R"({"error":")")) << answer.body;
  EXPECT_EQ(count(), "") << "the event is undone";
}

TEST_F(WebAnswers, TellNoErrorsOfRulesToWhoDoesNotWait) {
  const WebAnswer answer = post("/event/web/bad");

  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(krl::parse_json(answer.body).is_string());
  EXPECT_EQ(count(), "");
}

TEST_F(WebAnswers, LeaveErrorsOfRulesInTheLog) {
  post("/event/web/bad");

  const std::vector<LogEntry> log = image.store().logs(image.root(), 0);
  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(log[0].level, 10);
  EXPECT_EQ(krl::to_json_or_null(log[0].data), R"({"event":"web:bad"})");
}

TEST_F(WebAnswers, HaveStatus500ForErrorsOfProgramsThatNameAChannel) {
  EXPECT_EQ(outcome(post("/event-wait/web/ask")),
            R"(500 {"error":"Error: ECI not found no-such-eci"})");
  EXPECT_EQ(outcome(ask("lost")), R"(500 {"error":"Error: ECI not found no-such-eci"})");
}

TEST_F(WebAnswers, RefuseWhatIsNotThere) {
  EXPECT_EQ(outcome(get("/c/nowhere/event/web/add")),
            R"(404 {"error":"Error: ECI not found nowhere"})");
  EXPECT_EQ(outcome(get("/c/nowhere/query/web/n")),
            R"(404 {"error":"Error: ECI not found nowhere"})");
  EXPECT_EQ(outcome(get("/nowhere")), R"(404 {"error":"Error: Cannot GET /nowhere"})");
  EXPECT_EQ(outcome(get("/c/" + image.eci() + "/query/other/n")),
            R"(404 {"error":"Error: Pico doesn't have other installed."})");
  EXPECT_EQ(outcome(ask("total")),
            R"(404 {"error":"Error: Ruleset web does not have query function \"total\""})");
}

TEST_F(WebAnswers, RefuseBlankWords) {
  EXPECT_EQ(outcome(post("/event/%20/n")), R"(400 {"error":"Error: missing event.domain"})");
  EXPECT_EQ(outcome(post("/event/d/%20")), R"(400 {"error":"Error: missing event.name"})");
  EXPECT_EQ(outcome(get("/c/%20/event/d/n")), R"(400 {"error":"Error: missing event.eci"})");
  EXPECT_EQ(outcome(get("/c/" + image.eci() + "/query/%20/f")),
            R"(400 {"error":"Error: missing query.rid"})");
  EXPECT_EQ(outcome(ask(".txt")), R"(400 {"error":"Error: missing query.name"})");
}

TEST_F(WebAnswers, HeedPolicies) {
  image.engine().update_channel(
      image.eci(), {}, krl::parse_json(R"({"allow":[{"domain":"web","name":"*"}],
                                           "deny":[{"domain":"web","name":"add"}]})"),
      krl::parse_json(R"({"allow":[{"rid":"web","name":"n"}],"deny":[]})"));

  EXPECT_EQ(outcome(post("/event/web/add")), R"(403 {"error":"Error: Denied by channel policy"})");
  EXPECT_EQ(outcome(post("/event/a/b")), R"(403 {"error":"Error: Not allowed by channel policy"})");
  EXPECT_EQ(outcome(ask("echo")), R"(403 {"error":"Error: Not allowed by channel policy"})");
  EXPECT_EQ(outcome(ask("n.txt")), "200 3.5") << "policies see the function alone";
  EXPECT_EQ(outcome(post("/event/web/say/query/web/echo")),
            R"(403 {"error":"Error: Not allowed by channel policy"})");
}

TEST_F(WebAnswers, KeepFamilyChannelsForTheFamily) {
  EXPECT_EQ(outcome(get("/c/" + image.root() + "/event/web/add")),
            R"(403 {"error":"Error: This is a family channel and only the owner can use it."})");
}

TEST_F(WebAnswers, AreTheSameForAKeyThatRepeats) {
  const HttpHeaders key = {{"Idempotency-Key", "k1"}};
  const WebAnswer first = post("/event-wait/web/add", "", key);
  const WebAnswer second = post("/event-wait/web/add", "", key);

  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(post("/event/web/add", "", key).body,
            krl::to_json_or_null(*krl::parse_json(first.body).map().find("eid")));
  EXPECT_EQ(count(), "1");
}

TEST_F(WebAnswers, LetAnEventThatFailedBeTriedAgainWithItsKey) {
  const HttpHeaders key = {{"Idempotency-Key", "k1"}};
  EXPECT_EQ(post("/event-wait/web/bad", "", key).status, 500);
  EXPECT_EQ(post("/event-wait/web/add", "", key).status, 200);
  EXPECT_EQ(count(), "1");
}

// Cookies and redirects --------------------------------------------------------------------------

TEST_F(WebAnswers, RedirectWhoComesByTheSky) {
  const WebAnswer answer = sky("both", R"({"to":"https://x.org/a b?c","more":"b=2; Path=/"})");

  EXPECT_EQ(answer.status, 302);
  EXPECT_EQ(header(answer, "location"), "https://x.org/a%20b?c");
  EXPECT_EQ(header(answer, "vary"), "Accept");
  EXPECT_EQ(header(answer, "content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(answer.body, "Found. Redirecting to https://x.org/a%20b?c");
  std::string cookies;
  for (const auto& [name, value] : answer.headers) {
    if (name == "Set-Cookie") cookies += value + "|";
  }
  EXPECT_EQ(cookies, "a=1|b=2; Path=/|");
}

TEST_F(WebAnswers, RedirectInHtmlWhoPrefersIt) {
  const WebAnswer answer =
      sky("both", R"({"to":"/x?a=<script>&b='\""})", {{"Accept", "text/html"}});

  EXPECT_EQ(header(answer, "content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(answer.body, "<p>Found. Redirecting to /x?a=&lt;script&gt;&amp;b=&#39;&quot;</p>");
}

TEST_F(WebAnswers, GiveCookiesBesideDirectives) {
  const WebAnswer answer = sky("say", R"({"name":"_cookie","options":{"cookie":"c=3"}})");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "set-cookie"), "c=3");
  EXPECT_NE(answer.body.find("_cookie"), std::string::npos);
}

TEST_F(WebAnswers, HeedNoCookiesOnOtherRoutes) {
  const WebAnswer answer = post("/event-wait/web/both", R"({"to":"/x"})");

  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(header(answer, "set-cookie"), "(none)");
  EXPECT_EQ(header(answer, "location"), "(none)");
}

TEST_F(WebAnswers, LetNoDirectiveWriteHeaders) {
  for (const char* text :
       {R"(a\r\nX: y)", R"(a\nX: y)", R"(a\rX: y)", R"(a\u0000)", R"(a\u007f)"}) {
    const std::string options =
        R"({"name":"_cookie","options":{"cookie":")" + std::string(text) + "\"}}";
    EXPECT_EQ(
        outcome(sky("say", options)),
        R"(500 {"error":"TypeError: A cookie of the directive _cookie cannot hold control characters"})");
    const std::string to = R"({"to":"/)" + std::string(text) + "\"}";
    EXPECT_EQ(
        outcome(sky("both", to)),
        R"(500 {"error":"TypeError: The url of the directive _redirect cannot hold control characters"})");
  }
}

TEST_F(WebAnswers, HaveHeadersThatClientsCanRead) {
  const auto with_cookie = [&](size_t size) {
    return sky("say",
               R"({"name":"_cookie","options":{"cookie":")" + std::string(size, 'x') + "\"}}");
  };
  EXPECT_EQ(with_cookie(6000).status, 200);
  EXPECT_EQ(
      outcome(with_cookie(9000)),
      R"(500 {"error":"Error: the directives _cookie and _redirect make headers that are too large"})");
  EXPECT_EQ(sky("both", R"({"to":"/)" + std::string(9000, 'x') + "\"}").status, 500);
}

TEST_F(WebAnswers, RedirectToHostsThatAreListed) {
  rules.redirect_hosts = FetchHosts("good.org, *.fine.org");
  const auto leads = [&](std::string_view url) {
    const std::string options = R"({"to":")" + std::string(url) + "\"}";
    return sky("both", options).status == 302;
  };
  for (const char* url :
       {"http://good.org/x", "https://GOOD.org:8080", "http://a.fine.org", "/x", "x/y",
        "?a=http://evil.org", "#x", "https://user@good.org/", "/x//y", "./a:b"}) {
    EXPECT_TRUE(leads(url)) << url;
  }
  for (const char* url :
       {"http://evil.org", "https://good.org@evil.org/", "https://good.org:x@evil.org/",
        "//evil.org", "/\\\\evil.org", "\\\\/evil.org", "\\\\\\\\evil.org", "http:\\\\evil.org",
        "http:evil.org", "javascript:alert(1)", "data:text/html,x", "ftp://good.org",
        "http://evil.org\\\\good.org", "http://evil.org#@good.org", "http://evil%2eorg",
        "http://good.org.evil.org", "https://evil.org/.fine.org", "http://", "://good.org"}) {
    EXPECT_FALSE(leads(url)) << url;
  }
}

// Queries ----------------------------------------------------------------------------------------

TEST_F(WebAnswers, AreResultsInJson) {
  EXPECT_EQ(outcome(ask("n")), "200 3.5");
  EXPECT_EQ(outcome(ask("text")), "200 \"<b>€</b>\"");
  EXPECT_EQ(outcome(ask("map")), R"(200 {"a":[1,null]})");
  EXPECT_EQ(outcome(ask("nothing")), "200 null");
  EXPECT_EQ(outcome(ask("fn")), "200 null");
  EXPECT_EQ(outcome(ask("echo?a=1&a=2")), R"(200 {"a":["1","2"],"b":7})");
  EXPECT_EQ(outcome(ask("n.gif")), "200 3.5");
  EXPECT_EQ(header(ask("n.png"), "content-type"), "application/json; charset=utf-8");
}

TEST_F(WebAnswers, AreResultsAsText) {
  EXPECT_EQ(outcome(ask("text.html")), "200 <b>€</b>");
  EXPECT_EQ(header(ask("text.html"), "content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(outcome(ask("text.txt")), "200 <b>€</b>");
  EXPECT_EQ(header(ask("text.txt"), "content-type"), "text/plain; charset=utf-8");
  EXPECT_EQ(outcome(ask("n.txt")), "200 3.5");
  EXPECT_EQ(outcome(ask("map.html")), R"(200 {"a":[1,null]})");
  EXPECT_EQ(outcome(ask("nothing.txt")), "200 ");
  EXPECT_EQ(outcome(ask("fn.txt")), "200 ");
}

TEST_F(WebAnswers, AreWellFormedWhateverPicosHold) {
  const WebAnswer json = post("/query/web/echo", R"({"a":"\ud800"})");
  const WebAnswer text = post("/query/web/echo.txt", R"({"a":"\ud800"})");

  EXPECT_TRUE(krl::is_valid_utf8(json.body, false)) << json.body;
  EXPECT_TRUE(krl::is_valid_utf8(text.body, false)) << text.body;
}

TEST_F(WebAnswers, TellErrorsOfFunctions) {
  const WebAnswer answer = ask("fail.html");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(header(answer, "content-type"), "application/json; charset=utf-8");
}

TEST_F(WebAnswers, AreOfAQueryBehindItsEvent) {
  EXPECT_EQ(outcome(post("/event/web/add/query/web/echo", R"({"a":5})")), R"(200 {"a":5,"b":7})");
  EXPECT_EQ(count(), "1");
}

TEST_F(WebAnswers, KeepAnEventWhoseQueryFails) {
  EXPECT_EQ(post("/event/web/add/query/web/fail").status, 500);
  EXPECT_EQ(count(), "1");
}

TEST_F(WebAnswers, AskNothingBehindAnEventThatFails) {
  EXPECT_EQ(post("/event/web/bad/query/web/n").status, 500);
  EXPECT_EQ(count(), "");
}

TEST_F(WebAnswers, AskAgainBehindAnEventWhoseKeyRepeats) {
  const HttpHeaders key = {{"Idempotency-Key", "k1"}};
  EXPECT_EQ(outcome(post("/event/web/add/query/web/n", "", key)), "200 3.5");
  EXPECT_EQ(outcome(post("/event/web/add/query/web/text", "", key)), "200 \"<b>€</b>\"");
  EXPECT_EQ(count(), "1");
}

// Many events ------------------------------------------------------------------------------------

TEST_F(WebAnswers, AreOneForEachOfManyEvents) {
  const WebAnswer answer = post("/batch", R"([
    {"domain":"web","name":"add"}, {"domain":"web","name":"bad"}, {"domain":"web"}, 17,
    {"domain":"web","name":"attrs","attrs":{"a":1}}, {"domain":"web","name":"add","attrs":[]}])");

  EXPECT_EQ(answer.status, 200);
  const krl::Array answers = krl::parse_json(answer.body).array();
  ASSERT_EQ(answers.size(), 6u);
  EXPECT_TRUE(answers[0].map().contains("eid"));
  EXPECT_EQ(answers[0].map().size(), 2u);
  EXPECT_TRUE(answers[1].map().contains("error"));
  EXPECT_EQ(krl::to_json_or_null(answers[2]), R"({"error":"Error: missing event.name"})");
  EXPECT_EQ(krl::to_json_or_null(answers[3]),
            R"({"error":"Error: Expected a map for each event"})");
  EXPECT_EQ(answers[4].map().find("directives")->array().size(), 1u);
  EXPECT_EQ(krl::to_json_or_null(answers[5]),
            R"({"error":"Error: Expected a JSON map for event.data.attrs"})");
  EXPECT_EQ(count(), "1");
}

TEST_F(WebAnswers, RefuseManyEventsOfAnUnknownChannel) {
  EXPECT_EQ(outcome(serve({.method = "POST",
                           .target = "/c/nowhere/batch",
                           .headers = {{"Content-Type", "application/json"}},
                           .body = "[]"})),
            R"(404 {"error":"Error: ECI not found nowhere"})");
}

TEST_F(WebAnswers, RefuseTooManyEvents) {
  std::string events = "[{}";
  for (int i = 1; i < 1000; ++i) events += ",{}";
  EXPECT_EQ(krl::parse_json(post("/batch", events + "]").body).array().size(), 1000u);
  EXPECT_EQ(outcome(post("/batch", events + ",{}]")),
            R"(400 {"error":"Error: a call may raise 1000 events"})");
}

// Headers and status -----------------------------------------------------------------------------

TEST_F(WebAnswers, HaveTheHeadersOfCorsAndSecurity) {
  for (const WebAnswer& answer :
       {ask("n"), get("/nowhere"), get("/health"), sky("both", R"({"to":"/"})")}) {
    EXPECT_EQ(header(answer, "access-control-allow-origin"), "*");
    EXPECT_EQ(header(answer, "access-control-allow-headers"),
              "Origin, X-Requested-With, Content-Type, Accept");
    EXPECT_EQ(header(answer, "content-security-policy"),
              "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';"
              "frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';"
              "script-src-attr 'none';style-src 'self' https: 'unsafe-inline'");
    EXPECT_EQ(header(answer, "x-content-type-options"), "nosniff");
    EXPECT_EQ(header(answer, "x-frame-options"), "SAMEORIGIN");
    EXPECT_EQ(header(answer, "referrer-policy"), "no-referrer");
    EXPECT_EQ(header(answer, "cache-control"), "no-store");
    EXPECT_EQ(header(answer, "etag"), "(none)");
  }
}

TEST_F(WebAnswers, LetOtherSitesAsk) {
  const WebAnswer answer =
      serve({.method = "OPTIONS", .target = "/c/x/event/a/b", .headers = {}, .body = {}});

  EXPECT_EQ(outcome(answer), "200 ");
  EXPECT_EQ(header(answer, "allow"), "POST, GET, OPTIONS");
  EXPECT_EQ(header(answer, "access-control-allow-methods"), "POST, GET, OPTIONS");
  EXPECT_EQ(header(answer, "access-control-allow-origin"), "*");
  EXPECT_TRUE(header(answer, "access-control-allow-headers")
                  .starts_with("Origin, X-Requested-With, Content-Type, Accept"));
  EXPECT_EQ(header(answer, "access-control-allow-credentials"), "(none)");
  EXPECT_EQ(header(answer, "content-security-policy"), "(none)");
}

TEST_F(WebAnswers, LetNoOtherSitesAdminister) {
  const WebRequest preflight{
      .method = "OPTIONS", .target = "/api/flush", .headers = {}, .body = {}};
  const krl::Error failure(krl::ErrorClass::Error, "no", krl::ErrorCode::NotOwner);
  for (const WebAnswer& answer : {serve(preflight), get("/api/version"), get("/api/nowhere"),
                                  get("/api/flush"), error_answer(failure, ShowUiContext{}, rules),
                                  error_answer(failure, FlushRuleset{}, rules)}) {
    EXPECT_EQ(header(answer, "access-control-allow-origin"), "(none)");
    EXPECT_EQ(header(answer, "access-control-allow-headers"), "(none)");
  }
}

TEST_F(WebAnswers, SayWhereASourceIsWrong) {
  krl::Error failure(krl::ErrorClass::ParseError, "Expected an expression",
                     krl::ErrorCode::KrlCompile);
  EXPECT_EQ(outcome(error_answer(failure, FlushRuleset{}, rules)),
            R"(422 {"error":"ParseError: Expected an expression"})");
  failure.locate({.line = 3, .column = 19});
  EXPECT_EQ(outcome(error_answer(failure, FlushRuleset{}, rules)),
            R"(422 {"error":"ParseError: Expected an expression [at line 3 col 19]"})");
}

TEST_F(WebAnswers, ShowHealthAndVersion) {
  EXPECT_EQ(outcome(get("/health")), R"(200 {"status":"ok"})");
  EXPECT_EQ(outcome(get("/api/version")), "200 {\"version\":\"" PICO_VERSION "\"}");
}

TEST_F(WebAnswers, CarryTheHeadersOfARefusal) {
  EXPECT_EQ(header(get("/c/e/batch"), "allow"), "POST, OPTIONS");
}

TEST_F(WebAnswers, MayHaveTheStatusOfTheReference) {
  rules.has_compatible_status = true;

  EXPECT_EQ(get("/c/nowhere/event/web/add").status, 200);
  EXPECT_EQ(post("/event-wait/web/bad").status, 200);
  EXPECT_EQ(post("/event/web/add", "{").status, 200);
  EXPECT_EQ(get("/c/%/event/a/b").status, 200);
  EXPECT_EQ(get("/nowhere").status, 404);
  EXPECT_EQ(get("/c/e/batch").status, 405);
}

TEST_F(WebAnswers, HaveTheStatusOfAFlush) {
  const auto status = [&](krl::ErrorCode code) {
    const krl::Error error(krl::ErrorClass::Error, "x", code);
    return error_answer(error, FlushRuleset{}, rules).status;
  };
  EXPECT_EQ(status(krl::ErrorCode::KrlCompile), 422);
  EXPECT_EQ(status(krl::ErrorCode::FetchFailed), 422);
  EXPECT_EQ(status(krl::ErrorCode::FetchRefused), 422);
  EXPECT_EQ(status(krl::ErrorCode::NotOwner), 403);
  EXPECT_EQ(status(krl::ErrorCode::InvalidArgument), 400);
}

TEST_F(WebAnswers, TakeAnyJsonForAttributes) {
  for (const char* json :
       {R"({"a":null})", R"({"a":true})", R"({"a":-0.5e-7})", R"({"a":"\u0000"})", R"({"a":[]})",
        R"({"a":{}})", R"({"a":[[{"b":[]}]]})", R"({"__proto__":{"a":1}})", R"({"":""})"}) {
    const WebAnswer answer = post("/event-wait/web/attrs", json);
    EXPECT_EQ(answer.status, 200) << json << answer.body;
    EXPECT_NE(answer.body.find(krl::to_json_or_null(krl::parse_json(json))), std::string::npos)
        << answer.body;
  }
}

TEST_F(WebAnswers, AreErrorsForAttributesThatAreNestedTooDeeply) {
  rules.json_bytes = size_t{4} << 20;
  rules.body_bytes = size_t{4} << 20;
  for (const size_t depth : {1'000u, 10'000u, 100'000u, 1'000'000u}) {
    const WebAnswer answer = post("/event-wait/web/attrs", "{\"a\":" + std::string(depth, '[') +
                                                               std::string(depth, ']') + "}");
    EXPECT_TRUE(answer.status == 200 || answer.body.find("RangeError") != std::string::npos)
        << depth << answer.body.substr(0, 200);
  }
}

}  // namespace
}  // namespace pico::engine
