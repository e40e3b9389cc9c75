// SPDX-License-Identifier: MIT
//
// Messages to other hosts on their way: order, retries, outcomes. The clock is the test's.
#include <gtest/gtest.h>

#include "engine/outbound/sending.hpp"
#include "krl/value/array.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr Time kStart = 1'700'000'000'000;
constexpr Time kSecond = 1000;
constexpr Time kHour = 3600 * kSecond;

constexpr std::string_view kSender = R"(ruleset sender {
  rule send { select when s send
    event:send({"eci": event:attrs{"to"}.defaultsTo("cx"), "domain": "r", "name": "hit",
                "attrs": {"i": event:attrs{"i"}}},
               event:attrs{"host"}.defaultsTo("http://h/")) setting(eid)
    fired { ent:eid := [eid] } }
  rule ask { select when s ask
    event:send({"eci": "cx", "domain": "r", "name": "hit",
                "result": {"domain": "s", "name": "told", "attrs": {"status": 1, "mine": 2}}},
               event:attrs{"host"}.defaultsTo("http://h")) }
  rule bad_result { select when s bad_result
    event:send({"eci": "cx", "domain": "r", "name": "hit", "result": {"name": "told"}}, "http://h") }
  rule told { select when s told
    fired { ent:told := event:attrs; ent:told_by := event:eci } }
  rule strict { select when s strict
    ctx:event("cx", "r", "hit", event:attrs{"attrs"}, event:attrs{"host"}) setting(eid)
    fired { ent:eid := [eid] } }
  rule fail { select when s fail
    event:send({"eci": "cx", "domain": "r", "name": "hit"}, "http://h")
    fired { x = event:name * 2 } }
})";

class Requests : public testing::Test {
 protected:
  Requests() {
    image.environment().set_time(kStart);
    image.install(kSender);
  }

  void send(int i, std::string_view to = "cx", std::string_view host = "http://h") {
    image.raise("s:send", R"({"i":)" + std::to_string(i) + R"(,"to":")" + std::string(to) +
                              R"(","host":")" + std::string(host) + R"("})");
  }
  std::vector<Request> claim(size_t per_recipient = 1, std::vector<std::string> busy = {}) {
    return image.engine().claim_requests(
        {.recipients = 100, .per_recipient = per_recipient, .busy = std::move(busy)});
  }
  /// `method url body` of each, a line each.
  static std::string lines(const std::vector<Request>& requests) {
    std::string text;
    for (const Request& each : requests)
      text += each.http.method + " " + each.http.url + " " + each.http.body + "\n";
    return text;
  }
  void answer(const Request& request, int status, std::string_view body = "{}",
              HttpHeaders headers = {}) {
    finish({request, HttpResponse{status, "Reason", std::move(headers), std::string(body)}, "",
            false});
  }
  void fail(const Request& request, std::string_view error, bool is_final = false) {
    finish({request, std::nullopt, std::string(error), is_final});
  }
  void finish(RequestResult result) { image.engine().finish_requests({std::move(result)}, {}); }
  void pass(Time time) { image.environment().set_time(image.environment().now() + time); }
  Time now() { return image.environment().now(); }
  const Request& only() { return image.store().requests().begin()->second; }
  size_t waiting() { return image.store().requests().size(); }
  /// `error` of the dead, and the response.
  std::string dead() {
    std::string text;
    for (const auto& [request, response] : image.store().dead_requests())
      text += request.error + " " + krl::to_json_or_null(response) + "\n";
    return text;
  }
  std::string errors() {
    std::string text;
    for (const LogEntry& entry : image.environment().take_log()) {
      if (entry.level == 10)
        text.append(entry.message.string().view()).append(krl::to_json_or_null(entry.data) + "\n");
    }
    return text;
  }
  std::string told() {
    image.engine().deliver_pending(100);
    return image.entity("sender", "told");
  }
  void queue(std::string_view outcome) {
    Request request;
    request.pico = image.root();
    request.rid = "sender";
    request.recipient = "x http://api";
    request.http = {.method = "GET", .url = "http://u:p@api/?key=1", .headers = {}, .body = ""};
    request.outcome = krl::parse_json(outcome);
    request.sent = request.next_try = now();
    image.store().add_request(request);
  }

  Image image;
};

// Sending ----------------------------------------------------------------------------------------

TEST_F(Requests, AreWhatEventsToOtherHostsBecome) {
  send(1);

  EXPECT_EQ(image.entity("sender", "eid"), "[null]");
  const Request request = only();
  EXPECT_EQ(lines({request}), "POST http://h/c/cx/event/r/hit {\"i\":1}\n");
  EXPECT_EQ(request.pico, image.root());
  EXPECT_EQ(request.rid, "sender");
  EXPECT_EQ(request.recipient, "http://h/c/cx");
  EXPECT_EQ(request.idempotency_key.size(), 26u);
  EXPECT_EQ(request.http.headers, (HttpHeaders{{"content-type", "application/json"},
                                               {"idempotency-key", request.idempotency_key}}));
  EXPECT_FALSE(request.http.follows_redirects);
  EXPECT_EQ(request.sent, kStart);
  EXPECT_EQ(krl::to_json_or_null(request.outcome),
            R"({"kind":"event","eci":"cx","domain":"r","name":"hit"})");
}

TEST_F(Requests, OfCtxEventHaveAMapEvenWithoutAttributes) {
  image.raise("s:strict", R"({"host":"https://h/base/"})");

  EXPECT_EQ(lines({only()}), "POST https://h/base/c/cx/event/r/hit {}\n");
  EXPECT_EQ(image.entity("sender", "eid"), "[null]");
}

TEST_F(Requests, AreNotMadeByAFailedEvent) {
  EXPECT_NE(error_of([&] { image.raise("s:fail"); }), "");

  EXPECT_EQ(waiting(), 0u);
}

TEST_F(Requests, ToWhatIsNoHostAreRefused) {
  const std::string refusal =
      "TypeError: host was nowhere instead of an absolute http or https URL without user, query "
      "and fragment";
  EXPECT_EQ(error_of([&] { image.raise("s:strict", R"({"host":"nowhere"})"); }), refusal);
  send(1, "cx", "nowhere");
  EXPECT_EQ(errors(), refusal + "{}\n");
  EXPECT_EQ(waiting(), 0u);

  image.raise("s:ask", R"({"host":"nowhere"})");
  EXPECT_EQ(told(), R"({"status":"failed","mine":2,"error":")" + refusal + "\"}");
}

TEST_F(Requests, WithABadResultEventFailTheRule) {
  EXPECT_EQ(error_of([&] { image.raise("s:bad_result"); }), "Error: missing event.domain");
}

// Claiming ---------------------------------------------------------------------------------------

TEST_F(Requests, AreClaimedInTheOrderOfSendingByRecipient) {
  send(1, "ca");
  send(2, "cb");
  send(3, "ca");
  send(4, "ca");

  const std::vector<Request> claimed = claim(2);

  EXPECT_EQ(lines(claimed),
            "POST http://h/c/ca/event/r/hit {\"i\":1}\n"
            "POST http://h/c/ca/event/r/hit {\"i\":3}\n"
            "POST http://h/c/cb/event/r/hit {\"i\":2}\n");
  for (const Request& each : claimed) {
    EXPECT_EQ(each.attempts, 1);
    EXPECT_EQ(each.claimed, kStart);
  }
  EXPECT_EQ(image.store().requests().at(claimed[1].id).attempts, 1);
}

TEST_F(Requests, ToBusyRecipientsAreLeft) {
  send(1, "ca");
  send(2, "cb");

  EXPECT_EQ(lines(claim(1, {"http://h/c/ca"})), "POST http://h/c/cb/event/r/hit {\"i\":2}\n");
}

TEST_F(Requests, AreClaimedWithinBounds) {
  for (int i = 1; i <= 3; ++i) send(i, "c" + std::to_string(i));

  EXPECT_EQ(image.engine().claim_requests({.recipients = 2, .busy = {}}).size(), 2u);
  EXPECT_EQ(image.engine().claim_requests({.bytes = 1, .busy = {}}).size(), 1u);
}

TEST_F(Requests, ThatWaitHoldThoseBehindThemAndNobodyElse) {
  send(1, "ca");
  fail(claim()[0], "FetchError: no");
  send(2, "ca");
  send(3, "cb");

  EXPECT_EQ(lines(claim(9)), "POST http://h/c/cb/event/r/hit {\"i\":3}\n");
  EXPECT_EQ(image.engine().next_request_due({"http://h/c/cb"}), only().next_try);

  pass(2 * kSecond);
  EXPECT_EQ(lines(claim(9, {"http://h/c/cb"})),
            "POST http://h/c/ca/event/r/hit {\"i\":1}\nPOST http://h/c/ca/event/r/hit {\"i\":2}\n");
}

TEST_F(Requests, ThatWereNotTriedGetTheirAttemptBack) {
  send(1);

  image.engine().finish_requests({}, claim());

  EXPECT_EQ(only().attempts, 0);
  EXPECT_FALSE(only().claimed);
  EXPECT_EQ(claim().size(), 1u);
}

TEST_F(Requests, OfAProcessThatDiedCountAsTried) {
  send(1);
  for (int i = 1; i <= 3; ++i) {
    ASSERT_EQ(claim().size(), 1u);
    image.engine().recover_requests();
    EXPECT_EQ(only().attempts, i);
    EXPECT_EQ(only().error, "the server ended before there was a response");
    EXPECT_GT(only().next_try, now());
    pass(kHour);
  }
  pass(24 * kHour);
  claim();
  image.engine().recover_requests();
  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(dead(), "the server ended before there was a response null\n");
}

// Trying again -----------------------------------------------------------------------------------

TEST_F(Requests, ThatFailAreTriedAgainWithTheSameKeyEverLater) {
  send(1);
  const std::string key = only().idempotency_key;
  Time delay = kSecond;
  for (int i = 0; i < 16; ++i, delay = std::min(2 * delay, kHour)) {
    fail(claim()[0], "FetchError: no connection");
    EXPECT_EQ(only().idempotency_key, key);
    EXPECT_EQ(only().error, "FetchError: no connection");
    EXPECT_FALSE(only().claimed);
    const Time waits = only().next_try - now();
    EXPECT_GE(waits, delay * 3 / 4);
    EXPECT_LE(waits, delay * 5 / 4);
    image.environment().set_time(only().next_try);
  }
  EXPECT_EQ(only().attempts, 16);
  EXPECT_EQ(errors(), "");
}

TEST_F(Requests, AreGivenUpAfterTheirTime) {
  send(1);
  pass(image.environment().limits().message_ttl);
  fail(claim()[0], "FetchError: no connection");

  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(dead(), "FetchError: no connection null\n");
  EXPECT_EQ(errors(),
            "FetchError: no connection"
            R"({"url":"http://h/c/cx/event/r/hit","attempts":1})"
            "\n");
}

TEST_F(Requests, AreTriedAgainForSomeStatusesOnly) {
  for (const int status : {408, 429, 500, 503, 599}) {
    send(status);
    answer(claim()[0], status);
    EXPECT_EQ(waiting(), 1u) << status;
    EXPECT_EQ(only().error, "the host answered " + std::to_string(status) + " Reason");
    image.environment().set_time(only().next_try);
    answer(claim()[0], 204, "");
    EXPECT_EQ(waiting(), 0u);
  }
  EXPECT_EQ(dead(), "");
  for (const int status : {301, 302, 400, 404, 413, 100}) {
    send(status);
    answer(claim()[0], status, "no");
    EXPECT_EQ(waiting(), 0u) << status;
  }
  EXPECT_EQ(image.store().dead_requests().size(), 6u);
  EXPECT_NE(dead().find("the host answered 404 Reason {\"content\":\"no\",\"content_type\":null,"),
            std::string::npos);
}

TEST_F(Requests, ThatMayNotGoThereAreNotTriedAgain) {
  send(1);
  fail(claim()[0], "Error: refused", true);

  EXPECT_EQ(dead(), "Error: refused null\n");
}

TEST_F(Requests, FailWithTextWhateverTheHostCallsIt) {
  send(1);
  const Request request = claim()[0];
  finish({request, HttpResponse{404, "N\xE4\x01", {}, "\xFF"}, "", false});
  EXPECT_EQ(dead().substr(0, dead().find(" {")), "the host answered 404 N\xEF\xBF\xBD\x01");
}

TEST_F(Requests, KeepNoMoreOfWhatAHostSaysThanPeopleRead) {
  send(1);
  answer(claim()[0], 200, "{\"error\":\"" + std::string(1'000'000, 'x') + "\"}");
  const std::string error = dead().substr(0, dead().find(" {"));
  EXPECT_EQ(error, "the host answered 200 Reason: " + std::string(1000, 'x'));
}

TEST_F(Requests, FailByAnErrorInTheBodyOfASuccess) {
  send(1);
  answer(claim()[0], 200, R"({"error":"ECI not found cx"})");
  EXPECT_EQ(dead().substr(0, dead().find(" {")), "the host answered 200 Reason: ECI not found cx");

  const std::string deep(1'000'000, '[');
  for (const std::string_view body : {std::string_view(), std::string_view("no JSON"),
                                      std::string_view("[]"), std::string_view(R"({"error":null})"),
                                      std::string_view(R"({"eid":"e"})"), std::string_view(deep)}) {
    send(2);
    answer(claim()[0], 200, body);
  }
  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(image.store().dead_requests().size(), 1u);
}

TEST_F(Requests, WaitAsLongAsTheHostWants) {
  send(1);
  answer(claim()[0], 503, "", {{"retry-after", "120"}});
  EXPECT_EQ(only().next_try, now() + 120 * kSecond);

  pass(120 * kSecond);
  answer(claim()[0], 429, "", {{"retry-after", "Tue, 14 Nov 2023 23:13:20 GMT"}});
  EXPECT_EQ(only().next_try, kStart + kHour);

  pass(kHour);
  for (const char* nonsense : {"", "soon", "-5", "1e3", "Tue, 14 Now 2023 23:13:20 GMT", "Tue"}) {
    answer(claim()[0], 503, "", {{"retry-after", nonsense}});
    EXPECT_LE(only().next_try, now() + kHour * 5 / 4) << nonsense;
    pass(2 * kHour);
  }
  answer(claim()[0], 503, "", {{"retry-after", "999999"}});
  EXPECT_EQ(waiting(), 0u);
}

// Outcomes ---------------------------------------------------------------------------------------

TEST_F(Requests, TellTheSenderWhoAsksThatTheyArrived) {
  image.raise("s:ask");
  answer(claim()[0], 200, R"({"eid":"e"})");

  EXPECT_EQ(told(), R"({"status":"delivered","mine":2,"response":{"content":{"eid":"e"},)"
                    R"("content_type":null,"content_length":0,"headers":{},"status_code":200,)"
                    R"("status_line":"Reason"}})");
  EXPECT_EQ(image.entity("sender", "told_by"), "\"" + image.eci() + "\"");
}

TEST_F(Requests, TellTheSenderWhoAsksWhyTheyFailed) {
  image.raise("s:ask");
  fail(claim()[0], "Error: refused", true);

  EXPECT_EQ(told(), R"({"status":"failed","mine":2,"error":"Error: refused"})");
}

TEST_F(Requests, OfADeletedPicoAreStillSentAndTellNobody) {
  const Image::Child child = image.make_child("child");
  image.install(child.id,
                "ruleset other { rule s { select when s send event:send("
                R"({"eci":"cx","domain":"r","name":"hit","result":{"domain":"a","name":"b"}},)"
                R"("http://h") } })");
  image.raise_at(child.eci, "s:send");
  image.raise_at(child.eci, "s:send");
  image.engine().delete_pico(child.id);

  answer(claim()[0], 200);
  fail(claim()[0], "Error: refused", true);

  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(image.store().message_count(), 0u);
  EXPECT_EQ(errors(), "");
}

TEST_F(Requests, OfHttpCallsAreRaisedWithTheResponse) {
  image.install(
      "ruleset raised { rule r { select when http get fired { ent:got := event:attrs } } }");
  queue(R"({"kind":"raise","eci":"cx","verb":"get","label":"l","parse_json":true})");
  answer(claim()[0], 404, "[1]", {{"content-type", "application/json"}, {"content-length", "3"}});
  image.engine().deliver_pending(9);

  EXPECT_EQ(image.entity("raised", "got"),
            R"({"content":[1],"content_type":"application/json","content_length":3,)"
            R"("headers":{"content-type":"application/json","content-length":"3"},)"
            R"("status_code":404,"status_line":"Reason","label":"l"})");
}

TEST_F(Requests, OfHttpCallsAreSentToAChannelThatLetsThem) {
  queue(R"({"kind":"autosend","eci":")" + image.eci() +
        R"(","domain":"s","name":"told","attrs":{"content":1,"mine":2},"parse_json":false})");
  answer(claim()[0], 200, "[1]");

  EXPECT_EQ(told(),
            R"({"content":"[1]","mine":2,"content_type":null,"content_length":0,"headers":{},)"
            R"("status_code":200,"status_line":"Reason"})");

  queue(R"({"kind":"autosend","eci":"gone","domain":"s","name":"told","attrs":{}})");
  answer(claim()[0], 200);
  EXPECT_EQ(errors(),
            R"(http autosend error{"url":"http://api/","error":"Error: ECI not found gone"})"
            "\n");
  queue(R"({"kind":"autosend","eci":"gone","domain":"s","name":"told","attrs":{}})");
  fail(claim()[0], "FetchError: no", true);
  EXPECT_EQ(errors(), R"(http autosend error{"url":"http://api/","error":"FetchError: no"})"
                      "\n");
  EXPECT_EQ(dead(), "FetchError: no null\n");
}

TEST_F(Requests, OfHttpCallsNeedNoOutcome) {
  queue(R"({"kind":"none"})");
  answer(claim()[0], 500);

  EXPECT_EQ(waiting(), 0u);
  EXPECT_EQ(dead(), "");
}

// Receiving --------------------------------------------------------------------------------------

TEST_F(Requests, AreServedOnceForEachKeyAndChannel) {
  image.install(
      "ruleset count { rule c { select when c up send_directive(\"up\")"
      " fired { ent:n := ent:n.defaultsTo(0) + 1 } } }");
  const std::string other = image.engine().create_channel(image.root(), {}, {}, {}).eci;
  auto receive = [&](std::string_view key, std::string_view eci) {
    return krl::to_json_or_null(image.engine().receive_event(key, eci, "c", "up", krl::Map()));
  };
  const std::string first = receive("k", image.eci());

  EXPECT_EQ(receive("k", image.eci()), first);
  EXPECT_NE(first.find(R"("name":"up")"), std::string::npos) << first;
  EXPECT_EQ(image.entity("count", "n"), "1");
  EXPECT_NE(receive("k", other), first);
  EXPECT_NE(receive("l", image.eci()), first);
  EXPECT_EQ(image.entity("count", "n"), "3");
  EXPECT_EQ(error_of([&] { receive("", image.eci()); }),
            "Error: the idempotency key must not be empty");
  EXPECT_EQ(error_of([&] { receive("k", "nowhere"); }), "Error: ECI not found nowhere");
}

TEST_F(Requests, GetTheirAnswerAlsoWhenTheChannelIsGone) {
  const std::string eci = image.engine().create_channel(image.root(), {}, {}, {}).eci;
  const auto receive = [&](std::string_view key) {
    return krl::to_json_or_null(image.engine().receive_event(key, eci, "c", "up", krl::Map()));
  };
  const std::string first = receive("k");
  image.engine().delete_channel(eci);

  EXPECT_EQ(receive("k"), first);
  EXPECT_EQ(error_of([&] { receive("l"); }), "Error: ECI not found " + eci);
}

}  // namespace
}  // namespace pico::engine
