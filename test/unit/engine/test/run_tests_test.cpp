// SPDX-License-Identifier: MIT
//
// Tests of rulesets: what each kind of expectation lets pass, and what is said of what does not.
#include "engine/test/run_tests.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kCounter = R"(
ruleset counter {
  meta { shares total, config, parent }
  global {
    total = function(plus) { ent:n.defaultsTo(0) + plus.defaultsTo(0) }
    config = function() { ctx:rid_config }
  }
  rule begin {
    select when wrangler ruleset_installed where event:attrs{"rids"} >< meta:rid
    always { ent:is_begun := true }
  }
  rule hit {
    select when test hit
    send_directive("hit", {"n": event:attrs{"by"}})
    always {
      ent:n := ent:n.defaultsTo(0) + event:attrs{"by"};
      raise counter event "changed" attributes {"n": ent:n}
    }
  }
  rule tell {
    select when test tell
    event:send({"eci": event:attrs{"eci"}, "domain": "test", "type": "hit", "attrs": {"by": 1}})
  }
  rule plan {
    select when test plan
    always {
      schedule counter event "tick" at time:add(time:now(), {"hours": 1}) attributes {"a": 1};
      schedule counter event "tock" repeat "0 0 * * *"
    }
  }
  rule tick {
    select when counter tick or counter tock
    always { ent:ticks := ent:ticks.defaultsTo([]).append(time:now()); raise counter event "ticked" }
  }
  rule ask {
    select when test ask
    pre { answer = http:get(event:attrs{"url"}) }
    send_directive("answer", answer)
  }
  rule fail {
    select when test fail
    always { ent:n := 99; raise test event "hit" attributes {"by": [1].map(5)} }
  }
  rule complain { select when test complain always { log error "it hurts"; ent:n := 1 } }
})";

/// Images in memory that have the counter, each for one test.
class Images final : public TestGround {
 public:
  void in_isolation(const Work& work) override {
    Image image;
    for (const std::string& source : sources) image.publish(source);
    work(image.environment(), programs_);
    ++count;
  }

  std::vector<std::string> sources{std::string(kCounter)};
  int count = 0;

 private:
  ProgramCache programs_;
};

/// Runs tests that stand in a global, with declarations before it.
TestReport run(const std::string& tests, const std::string& declarations = "") {
  Images images;
  images.sources.push_back("ruleset counter.test { meta { shares tests } global { " + declarations +
                           " tests = [" + tests + "] } }");
  return run_tests(images, "counter.test");
}

/// The failures of one test of the counter with these steps, a line each.
std::string failures(const std::string& steps, const std::string& given = "") {
  const TestReport report = run(R"({"name": "a test", "rulesets": ["counter"], )" + given +
                                (given.empty() ? "" : ", ") + R"("steps": [)" + steps + "]}");
  std::string lines;
  for (const std::string& line : report.results.at(0).failures)
    lines += (lines.empty() ? "" : "\n") + line;
  return lines;
}

TEST(RunTests, RunsEachTestInIsolation) {
  const TestReport report = run(R"(
    {"name": "one", "rulesets": ["counter"], "steps": [hit, {"query": "counter:total", "result": 2}]},
    {"name": "two", "rulesets": ["counter"], "steps": [hit, {"query": "counter:total", "result": 2}]})",
                                R"(hit = {"event": "test:hit", "attrs": {"by": 2}})");
  EXPECT_EQ(report.rid, "counter.test");
  ASSERT_EQ(report.results.size(), 2U);
  EXPECT_EQ(report.results[0].name, "one");
  EXPECT_EQ(report.results[1].name, "two");
  EXPECT_TRUE(has_passed(report));
}

TEST(RunTests, TestsMayBeAFunction) {
  Images images;
  images.sources.emplace_back(R"(ruleset f { meta { shares tests } global { tests = function() {
    [{"name": "a", "rulesets": ["counter"], "steps": [{"event": "test:hit", "attrs": {"by": 1}}]}]
  } } })");
  EXPECT_TRUE(has_passed(run_tests(images, "f")));
}

TEST(RunTests, ComparesMembersOfMapsAndAllElements) {
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2},
                         "directives": [{"options": {"n": 2}}], "state": {"counter": {"n": 2}}})"),
            "");
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2}, "directives": [
                         {"name": "hit", "options": {"n": 3, "m": 1}}]})"),
            "step 1 (event test:hit): directives[0].options.n: expected 3, found 2\n"
            "step 1 (event test:hit): directives[0].options.m: expected 1, found nothing");
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2}, "directives": []})"),
            "step 1 (event test:hit): directives: expected 0 elements, [], found "
            R"([{"name":"hit","options":{"n":2},"rid":"counter","rule":"hit"}])");
  EXPECT_EQ(failures(R"({"query": "counter:config", "result": {"a.b": 1}})"),
            R"(step 1 (query counter:config): result["a.b"]: expected 1, found nothing)");
  EXPECT_EQ(failures(R"({"query": "counter:config", "result": [1]})"),
            "step 1 (query counter:config): result: expected [1], found {}");
}

TEST(RunTests, NotesNoMoreMismatchesThanPeopleRead) {
  const TestReport report = run(R"({"name": "a test", "rulesets": ["counter"], "steps": [
    {"event": "a:b", "state": {"counter": {"n": 1.range(1000)}}}]},
    {"name": "another", "rulesets": ["counter"], "state": {"counter": {"n": 0.range(999)}}, "steps": [
    {"event": "a:b", "state": {"counter": {"n": 1.range(1000)}}}]})");
  ASSERT_EQ(report.results.size(), 2U);
  ASSERT_EQ(report.results[0].failures.size(), 1U);
  EXPECT_LT(report.results[0].failures[0].size(), 400U);
  EXPECT_EQ(report.results[1].failures.size(), 20U);
}

TEST(RunTests, TakesNullForWhatIsNotThere) {
  EXPECT_EQ(failures(R"({"event": "a:b", "state": {"counter": {"n": null}}})"), "");
  EXPECT_EQ(failures(R"({"event": "a:b", "state": {"counter": {"n": null}}})",
                     R"("state": {"counter": {"n": 4}})"),
            "step 1 (event a:b): state.counter.n: expected nothing, found 4");
}

TEST(RunTests, MatchesTextAndAsksFunctions) {
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2}, "directives": [re#^h.t$#]},
                        {"query": "counter:total", "result": function(n) { n > 1 }})"),
            "");
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2}, "directives": [re#^H#]})"),
            "step 1 (event test:hit): directives[0].name: expected text that matches re#^H#, "
            R"(found "hit")");
  EXPECT_EQ(failures(R"({"query": "counter:total", "result": re#2#})"),
            "step 1 (query counter:total): result: expected text that matches re#2#, found 0");
  EXPECT_EQ(failures(R"({"query": "counter:total", "result": function(n) { n > 5 }})"),
            "step 1 (query counter:total): result: expected what the function is true for, "
            "found 0");
  EXPECT_EQ(failures(R"({"query": "counter:total", "result": function(n) { n.map(1) }})"),
            "step 1 (query counter:total): result: the function failed with TypeError: only "
            "works on collections for 0");
}

TEST(RunTests, SeesWhatRulesRaiseSendAndSchedule) {
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2}, "raises": ["counter:changed"],
                         "sends": [], "schedules": []})"),
            "");
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2},
                         "raises": [{"event": "counter:changed", "attrs": {"n": 3}}]})"),
            "step 1 (event test:hit): raises[0].attrs.n: expected 3, found 2");
  EXPECT_EQ(failures(R"({"event": "test:plan", "schedules": [
                          {"event": "counter:tick", "attrs": {"a": 1},
                           "at": "2026-01-31T13:00:00.000Z"},
                          {"event": "counter:tock", "repeat": "0 0 * * *"}]})",
                     R"("time": "2026-01-31T12:00:00Z")"),
            "");
}

TEST(RunTests, UsesFormerResultsAndSeveralPicos) {
  const std::string given = R"("pico": "Ann", "picos": {"Bob": {"rulesets": ["counter"],
                               "config": {"counter": {"a": 1}}, "state": {"counter": {"n": 7}}}})";
  EXPECT_EQ(failures(R"({"query": "io.picolabs.wrangler:channels", "pico": "Bob",
                         "args": {"tags": ["test"]}},
                        {"event": "test:tell", "sends": [{"event": "test:hit", "to": "Bob"}],
                         "attrs": function(results) { {"eci": results[0][0]{"id"}} }},
                        {"query": "counter:total", "eci": function(results) { results[0][0]{"id"} },
                         "result": 8},
                        {"query": "counter:total", "pico": "Bob", "result": 8},
                        {"query": "counter:config", "pico": "Bob", "result": {"a": 1}},
                        {"query": "counter:total", "pico": "Ann", "result": 0})",
                     given),
            "");
  EXPECT_EQ(failures(R"({"event": "a:b", "pico": "Bert"})", given),
            "step 1 (event a:b): no pico is called Bert");
  EXPECT_EQ(failures(R"({"event": "a:b", "channel": "door"})", given),
            "step 1 (event a:b): the pico has no channel with the tag door");
  EXPECT_EQ(failures(R"({"event": "a:b", "eci": function() { 7 }})"),
            "step 1 (event a:b): TypeError: the eci is 7");
  EXPECT_EQ(failures(R"({"event": "a:b", "attrs": function() { 7 }})"),
            "step 1 (event a:b): TypeError: the function gives 7, not a map");
}

TEST(RunTests, TellsOfTheInstallationAsWranglerDoes) {
  EXPECT_EQ(failures(R"({"event": "a:b", "state": {"counter": {"is_begun": true}}})"), "");
}

TEST(RunTests, ComparesErrorsAndKeepsNothingOfWhatFailed) {
  EXPECT_EQ(failures(R"({"event": "test:fail", "error": re#^TypeError: iter#,
                         "state": {"counter": {"n": null}}},
                        {"event": "test:hit", "attrs": {"by": 2}},
                        {"query": "counter:total", "result": 2},
                        {"query": "counter:none", "error": re#does not have query function#},
                        {"event": "a:b", "eci": "nowhere", "error": "Error: ECI not found nowhere"})"),
            "");
  EXPECT_EQ(failures(R"({"event": "test:hit", "attrs": {"by": 2}, "error": re#x#})"),
            "step 1 (event test:hit): error: expected text that matches re#x#, found nothing");
  EXPECT_EQ(failures(R"({"event": "test:fail"}, {"event": "test:fail"})"),
            "step 1 (event test:fail): it failed with TypeError: iter is not a function (counter "
            "line 42, column 68)")
      << "the steps behind it are not run";
}

TEST(RunTests, ShowsErrorsThatWereLoggedByAStepThatFails) {
  EXPECT_EQ(failures(R"({"event": "test:complain", "state": {"counter": {"n": 2}}})"),
            "step 1 (event test:complain): state.counter.n: expected 2, found 1\n"
            "logged by counter: it hurts");
}

TEST(RunTests, MovesTheClockAndFiresTimersOnTheirTime) {
  const std::string given = R"("time": "2026-01-31T22:30:00Z")";
  EXPECT_EQ(failures(R"({"event": "test:plan"},
                        {"wait": {"minutes": 59}, "state": {"counter": {"ticks": null}}},
                        {"wait": {"minutes": 31}, "raises": ["counter:ticked", "counter:ticked"],
                         "state": {"counter": {"ticks": ["2026-01-31T23:30:00.000Z",
                                                         "2026-02-01T00:00:00.000Z"]}}},
                        {"wait": {"days": 2}, "raises": ["counter:ticked", "counter:ticked"]})",
                     given),
            "");
  EXPECT_EQ(failures(R"({"wait": {"days": -1}})"),
            "step 1 (wait {\"days\":-1}): it failed with Error: time does not go back");
}

TEST(RunTests, AnswersRequestsInPlaceOfHosts) {
  const std::string given = R"("http": [
    {"url": "https://example.org/a", "status": 404, "body": "gone", "headers": {"x": 1}},
    {"url": re#/b.$#, "body": {"n": 1}}])";
  EXPECT_EQ(failures(R"({"event": "test:ask", "attrs": {"url": "https://example.org/a"},
                         "directives": [{"options": {"status_code": 404, "content": "gone",
                                                     "headers": {"x": "1"}}}]},
                        {"event": "test:ask", "attrs": {"url": "https://example.org/bc"},
                         "directives": [{"options": {"status_code": 200,
                                                     "content": "{\"n\":1}"}}]},
                        {"event": "test:ask", "attrs": {"url": "https://example.org/c"},
                         "error": re#has no answer to GET https://example.org/c#})",
                     given),
            "");
}

TEST(RunTests, RefusesWhatIsMisspelt) {
  const auto refusal = [](const std::string& test) { return run(test).results.at(0).failures; };
  const auto says = [](const std::string& text) { return std::vector<std::string>{text}; };
  EXPECT_EQ(refusal("7"), says("test 1 is 7, not a map"));
  EXPECT_EQ(refusal(R"({"rulesets": ["counter"], "steps": []})"), says(R"(test 1 needs a "name")"));
  EXPECT_EQ(refusal(R"({"name": "a", "steps": []})"), says(R"(test 1 names no "rulesets")"));
  EXPECT_EQ(refusal(R"({"name": "a", "rulesets": "counter"})"),
            says(R"("rulesets" of test 1 is "counter", not an array)"));
  EXPECT_EQ(refusal(R"({"name": "a", "rulesets": ["counter"]})"), says(R"(test 1 has no "steps")"));
  EXPECT_EQ(refusal(R"({"name": "a", "rulesets": ["counter"], "step": []})"),
            says(R"(test 1 has a member "step"; it may have name, pico, rulesets, config, state, )"
                 "picos, time, http, steps"));
  EXPECT_EQ(refusal(R"({"name": "a", "rulesets": ["counter"], "time": "noon", "steps": []})"),
            says(R"("time" of test 1 is "noon", not a time like "2026-01-31T12:00:00Z")"));
  EXPECT_EQ(refusal(R"({"name": "a", "rulesets": ["counter"], "http": [{"url": 7}]})"),
            says(R"("url" of answer 1 of "http" is 7, not text or a regular expression)"));
  EXPECT_EQ(refusal(R"({"name": "a", "rulesets": ["none"], "steps": [{"event": "a:b"}]})"),
            says("No ruleset none is registered"));
}

TEST(RunTests, RefusesStepsThatAreMisspelt) {
  EXPECT_EQ(failures("7"), R"(step 1 needs one of "event", "query" and "wait")");
  EXPECT_EQ(failures(R"({"event": "a:b", "query": "a:b"})"),
            R"(step 1 needs one of "event", "query" and "wait")");
  EXPECT_EQ(failures(R"({"event": "hit"})"), R"(step 1 (event hit) has the form "domain:name")");
  EXPECT_EQ(failures(R"({"query": "counter:total", "directives": []})"),
            R"(step 1 has a member "directives"; it may have query, args, pico, channel, eci, )"
            "result, error");
  EXPECT_EQ(failures(R"({"event": "a:b", "attrs": 7})"), R"("attrs" of step 1 is 7, not a map)");
  EXPECT_EQ(failures(R"({"event": "a:b", "state": {"counter": 7}})"),
            R"(step 1 (event a:b): "state" of counter is not a map)");
  EXPECT_EQ(failures(R"({"event": "a:b"})", R"("config": {"other": {}})"),
            R"("config" names other, which is none of the "rulesets")");
  EXPECT_EQ(failures(R"({"event": "a:b"})", R"("state": {"other": {}})"),
            R"("state" names other, which is not installed)");
}

TEST(RunTests, RefusesARulesetWithoutTests) {
  const auto refusal = [](const std::string& body) {
    Images images;
    images.sources.push_back("ruleset t { " + body + " }");
    return error_of([&] { run_tests(images, "t"); });
  };
  EXPECT_EQ(refusal(""), R"(Error: t does not share "tests")");
  EXPECT_EQ(refusal("meta { shares tests } global { tests = 7 }"),
            R"(Error: "tests" of t is 7, not an array)");
  EXPECT_EQ(refusal("meta { shares tests } global { tests = [] }"),
            R"(Error: "tests" of t is empty)");
  Images images;
  EXPECT_EQ(error_of([&] { run_tests(images, "none"); }), "Error: No ruleset none is registered");
}

}  // namespace
}  // namespace pico::engine
