// SPDX-License-Identifier: MIT
//
// The module http: which requests are made in place, which leave after the commit, and what becomes
// of the responses.
#include <gtest/gtest.h>

#include <vector>

#include "engine/http/headers.hpp"
#include "unit/engine/image.hpp"
#include "unit/engine/module/expression.hpp"

namespace pico::engine {
namespace {

/// A pico whose requests are answered with what they are.
class Http : public ::testing::Test {
 protected:
  Http() {
    image_.environment().on_send([this](const HttpRequest& request) {
      sent_.push_back(request.method + " " + request.url);
      return HttpResponse{.status = 200,
                          .reason = "OK",
                          .headers = {{"content-type", "application/json"}},
                          .body = R"({"b":")" + request.body + "\"}"};
    });
  }

  /// Installs a ruleset whose rule does the actions, raises an event for it; what it left behind.
  std::string run(std::string_view actions, std::string_view more = "") {
    image_.install("ruleset t { meta { shares q } global { " + std::string(more) +
                   " } rule r { select when a b " + std::string(actions) +
                   " } rule heard { select when http put send_directive(event:name, event:attrs) "
                   "} }");
    return image_.raise("a:b");
  }

  std::string outcome() {
    if (image_.store().requests().size() != 1) return "(none)";
    return krl::to_json_or_null(image_.store().requests().begin()->second.outcome);
  }

  Image image_;
  std::vector<std::string> sent_;
};

using Strings = std::vector<std::string>;

TEST_F(Http, IsCalledInPlaceWhereTheResponseIsUsed) {
  EXPECT_NE(run(R"(http:post("http://h/", body = "x") setting(r)
                   fired { ent:r := r{"content"} ent:s := http:get("http://h/", parseJSON = true){"content"} })"),
            "");
  EXPECT_EQ(sent_, (Strings{"POST http://h/", "GET http://h/"}));
  EXPECT_EQ(image_.entity("t", "r"), R"("{\"b\":\"x\"}")");
  EXPECT_EQ(image_.entity("t", "s"), R"({"b":""})");
  EXPECT_TRUE(image_.store().requests().empty());
}

TEST_F(Http, LeavesAfterTheCommitWhereItIsNot) {
  run(R"(every { http:delete("http://u:p@H:81/a", qs = {"k": "v"}) http:get("https://h") })");
  EXPECT_TRUE(sent_.empty());
  ASSERT_EQ(image_.store().requests().size(), 2U);
  const Request& request = image_.store().requests().begin()->second;
  EXPECT_EQ(request.pico, image_.root());
  EXPECT_EQ(request.rid, "t");
  EXPECT_EQ(request.recipient, image_.root() + " http://h:81");
  EXPECT_EQ(request.http.method, "DELETE");
  EXPECT_EQ(request.http.url, "http://u:p@H:81/a?k=v");
  EXPECT_EQ(krl::to_json_or_null(request.outcome), R"({"kind":"none"})");
}

TEST_F(Http, HasOneIdempotencyKeyWhoeverChoseIt) {
  run(R"(http:post("http://h/", headers = {"Idempotency-KEY": "mine"}))");
  const Request& request = image_.store().requests().begin()->second;
  EXPECT_EQ(request.idempotency_key, "mine");
  EXPECT_EQ(find_header(request.http.headers, "idempotency-key"),
            &request.http.headers.back().second);
  EXPECT_EQ(request.http.headers.size(), 3U);
}

TEST_F(Http, FollowsTheSameRuleInADefaction) {
  const char* defined = R"(d = defaction() { http:post("http://h/1") setting(r)
                                             return r{"status_code"} }
                           e = defaction() { http:post("http://h/2") return 1 })";
  run("every { d() e() setting(x) } fired { ent:x := x }", defined);
  EXPECT_EQ(sent_, (Strings{"POST http://h/1"}));
  EXPECT_EQ(outcome(), R"({"kind":"none"})");
}

TEST_F(Http, RaisesInPlaceOrLater) {
  EXPECT_NE(run(R"(http:put("http://h/", autoraise = "l", parseJSON = true) setting(r))")
                .find(R"("status_code":200,"status_line":"OK","label":"l")"),
            std::string::npos);
  EXPECT_TRUE(image_.store().requests().empty());
  run(R"(http:put("http://h/", autoraise = ["l"], parseJSON = true))");
  EXPECT_EQ(outcome(), R"({"kind":"raise","eci":")" + image_.eci() +
                           R"(","verb":"put","label":"[Array]","parse_json":true})");
}

TEST_F(Http, SendsTheResponseAlwaysLater) {
  run(R"(http:get("http://h/", autosend = {"eci": "e", "domain": "d", "name": "n",
                                           "data": {"attrs": {"k": 1}}}) setting(r)
         fired { ent:r := [r] })");
  EXPECT_TRUE(sent_.empty());
  EXPECT_EQ(image_.entity("t", "r"), "[null]");
  EXPECT_EQ(outcome(), R"({"kind":"autosend","eci":"e","domain":"d","name":"n","attrs":{"k":1},)"
                       R"("parse_json":false})");
}

TEST_F(Http, ChecksTheEventToSendFirst) {
  const auto failure = [&](std::string_view event) {
    return error_of([&] { run("http:get(\"\", autosend = " + std::string(event) + ")"); });
  };
  EXPECT_EQ(failure("1"), "Error: missing event.eci");
  EXPECT_EQ(failure(R"({"eci": "e"})"), "Error: missing event.domain");
  EXPECT_EQ(failure(R"({"eci": "e", "domain": "d"})"), "Error: missing event.name");
  EXPECT_EQ(failure(R"({"eci": "e", "domain": "d", "name": "n"})"),
            "Error: http:get needs a url string");
}

TEST_F(Http, IsInPlaceInQueries) {
  EXPECT_EQ(evaluate(image_, R"(http:get("http://h/", autoraise = 1){"status_code"})"), "200");
  EXPECT_EQ(evaluate(image_, R"(http:get("http://h/", autosend = {"eci": "e", "domain": "d",
                                                                  "name": "n"}))"),
            "Error: autosend needs a rule: the request leaves after the commit of its event");
  EXPECT_TRUE(image_.store().requests().empty());
}

TEST_F(Http, LeavesNothingBehindAnErrorOfTheRule) {
  EXPECT_NE(error_of([&] {
              run(R"(every { http:post("http://h/") noop() setting(x) }
                                  fired { ent:x := ctx:query("none", "a", "b") })");
            }),
            "");
  EXPECT_TRUE(image_.store().requests().empty());
}

TEST(HttpFailures, AreErrorsOfTheProgram) {
  EXPECT_EQ(evaluate(R"(http:get("http://h/"))"),
            "FetchError: request to http://h/ failed, reason: connect ECONNREFUSED");
}

TEST_F(Http, IsNotSentAgainByAnotherAttempt) {
  image_.environment().publish("http://h/a.krl", "ruleset a { }");
  run(R"(every { http:post("http://h/") setting(r) ctx:install("http://h/a.krl") })");
  EXPECT_EQ(sent_, (Strings{"POST http://h/"}));
}

}  // namespace
}  // namespace pico::engine
