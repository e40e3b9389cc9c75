// SPDX-License-Identifier: MIT
//
// Events and queries of one pico (spec engine.md 7, 9, 10).
#include <gtest/gtest.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kCounter = R"(ruleset counter {
  meta { shares total, add }
  global {
    total = function() { ent:n.defaultsTo(0) }
    add = function(a, b = 10) { a + b }
  }
  rule up { select when counter up
    send_directive("now", {"n": total() + 1})
    fired { ent:n := total() + 1 } }
  rule broken { select when counter broken
    send_directive("never")
    fired { ent:n := 99; ent:m := event:name * 2 } }
})";

TEST(Events, GiveDirectivesAndStoreEntityVariables) {
  Image image;
  image.install(kCounter);

  const EventResult result = image.send(image.eci(), "counter:up");

  EXPECT_EQ(krl::to_json_or_null(result.directives),
            R"([{"type":"directive","name":"now","options":{"n":1},"meta":{"rid":"counter",)"
            R"("rule_name":"up","txnId":")" +
                result.eid + R"("}}])");
  EXPECT_EQ(image.entity("counter", "n"), "1");
  EXPECT_EQ(image.query("counter", "total"), "1");
}

TEST(Events, LeaveNothingBehindWhenTheyFail) {
  Image image;
  image.install(kCounter);
  image.raise("counter:up");
  const size_t writes = image.store().writes();

  EXPECT_NE(error_of([&] { image.raise("counter:broken"); }), "");

  EXPECT_EQ(image.entity("counter", "n"), "1");
  EXPECT_EQ(image.store().writes(), writes);
  EXPECT_EQ(image.directives("counter:up"), "now");
}

TEST(Events, AreCheckedFirst) {
  Image image;

  const std::string& eci = image.eci();
  EXPECT_EQ(error_of([&] { image.send(" ", "a:b"); }), "Error: missing event.eci");
  EXPECT_EQ(error_of([&] { image.send(eci, " :b"); }), "Error: missing event.domain");
  EXPECT_EQ(error_of([&] { image.send(eci, "a: "); }), "Error: missing event.name");
  EXPECT_EQ(error_of([&] { image.send(eci, "a:b", "[1]"); }),
            "Error: Expected a JSON map for event.data.attrs");
  EXPECT_EQ(error_of([&] { image.send("constructor", "a:b"); }),
            "Error: ECI not found constructor");
  EXPECT_EQ(error_of([&] { image.send(image.root(), "a:b"); }),
            "Error: This is a family channel and only the owner can use it.");
  EXPECT_EQ(image.raise("a:b", "null"), "[]");
}

TEST(Events, WriteEachVariableOnce) {
  Image image;
  image.install(R"(ruleset a { rule r { select when a a
    foreach 1.range(100) setting(i) fired { ent:x := i } } })");
  const size_t writes = image.store().writes();

  image.raise("a:a");

  EXPECT_EQ(image.store().writes(), writes + 1);
  EXPECT_EQ(image.entity("a", "x"), "100");
}

TEST(Raise, QueuesBehindThePresentEventBreadthFirst) {
  Image image;
  image.install(R"(ruleset a {
    rule one { select when a start send_directive("one")
      fired { raise a event "next" attributes {"k": 1}; raise event "a : last" } }
    rule two { select when a start send_directive("two") }
    rule three { select when a next k re#1# send_directive("three")
      fired { raise a event "deeper" } }
    rule four { select when a last send_directive("four") }
    rule five { select when a deeper send_directive("five") } })");

  EXPECT_EQ(image.directives("a:start"), "one two three four five");
}

TEST(Raise, ForNamesTheRulesetsThatSeeTheEvent) {
  Image image;
  image.install(R"(ruleset a { rule r { select when a start
    fired { raise a event "x" for "b"; raise a event "x" for ["c", "none"] } } })");
  image.install(R"(ruleset b { rule r { select when a x send_directive("b") } })");
  image.install(R"(ruleset c { rule r { select when a x send_directive("c") } })");

  EXPECT_EQ(image.directives("a:start"), "b c");
}

TEST(Raise, IsBoundedAndTheBoundIsAnError) {
  Image image;
  image.environment().limits().events = 10;
  image.install(R"(ruleset a { rule r { select when a loop
    fired { ent:n := ent:n + 1; raise a event "loop" } } })");

  EXPECT_EQ(error_of([&] { image.raise("a:loop"); }),
            "Error: more than 10 events in one transaction");
  EXPECT_EQ(image.entity("a", "n"), "");
}

TEST(Last, StopsTheRulesetButNotTheOthers) {
  Image image;
  image.install(R"(ruleset a {
    rule one { select when a a send_directive("one") fired { last } }
    rule two { select when a a send_directive("two") } })");
  image.install(R"(ruleset b { rule three { select when a a send_directive("three") } })");

  EXPECT_EQ(image.directives("a:a"), "one three");
}

TEST(ErrorStatement, ClearsTheScheduleAndTellsItsOwnRuleset) {
  Image image;
  image.install(R"(ruleset a {
    rule one { select when a a send_directive("one")
      fired { raise a event "b"; error error {"why": 1}; ent:never := 1 } }
    rule two { select when a a send_directive("two") }
    rule b { select when a b send_directive("b") }
    rule seen { select when system error
      send_directive(<<#{event:attrs{"level"}}/#{event:attrs{["data", "why"]}}/#{event:attrs{"rid"}}/#{event:attrs{"rule_name"}}/#{event:attrs{"genus"}}>>) } })");
  image.install(R"(ruleset other {
    rule three { select when a a send_directive("three") }
    rule seen { select when system error send_directive("other") } })");

  EXPECT_EQ(image.directives("a:a"), "one error/1/a/one/user");
  EXPECT_EQ(image.entity("a", "never"), "");
}

TEST(Selection, SeesWhatEarlierRulesWrote) {
  Image image;
  image.install(R"(ruleset a {
    rule one { select when a a fired { ent:on := true } }
    rule two { select when a a where ent:on send_directive("two") }
    rule three { select where ent:on send_directive("three") } })");

  EXPECT_EQ(image.directives("a:a"), "two three");
  EXPECT_EQ(image.directives("b:b"), "three");
}

TEST(Selection, KeepsProgressBetweenEvents) {
  Image image;
  image.install(R"(ruleset a {
    rule r { select when a x n re#(.*)# setting(n) before a y send_directive(n) } })");

  EXPECT_EQ(image.directives("a:x", R"({"n":"first"})"), "");
  EXPECT_EQ(image.directives("a:y"), "first");
  EXPECT_EQ(image.directives("a:y"), "");
}

TEST(Selection, LeavesItsVariablesPendingWhenAForeachIsEmpty) {
  Image image;
  image.install(R"(ruleset a { rule r { select when a set n re#(.*)# setting(n) or a show
      foreach event:attrs{"items"} setting(item)
      send_directive("shown", {"n": n}) } })");
  const auto shown = [&] {
    const krl::Array directives = image.send(image.eci(), "a:show", R"({"items":[1]})").directives;
    return krl::to_json_or_null(*directives[0].map().find("options"));
  };

  image.raise("a:set", R"({"n":"1","items":[]})");

  EXPECT_EQ(shown(), R"({"n":"1"})");
  EXPECT_EQ(shown(), "{}");
}

TEST(Queries, AnswerSharedFunctionsByNameOrPosition) {
  Image image;
  image.install(kCounter);

  EXPECT_EQ(image.query("counter", "add", R"({"a":1})"), "11");
  EXPECT_EQ(image.query("counter", "add", R"({"0":1,"1":2})"), "3");
  EXPECT_EQ(error_of([&] { image.query("nosuch", "x"); }),
            "Error: Pico doesn't have nosuch installed.");
  EXPECT_EQ(error_of([&] { image.query("counter", "constructor"); }),
            "Error: Ruleset counter does not have query function \"constructor\"");
  EXPECT_EQ(error_of([&] { image.query("counter", "add", "[]"); }),
            "Error: Expected a JSON map for query.args");
  EXPECT_EQ(error_of([&] { image.query("counter", " "); }), "Error: missing query.name");
}

TEST(Queries, AnswerTesting) {
  Image image;
  image.install(kCounter);

  EXPECT_EQ(image.query("counter", "__testing"),
            R"({"queries":[{"name":"total","args":[]},{"name":"add","args":["a","b"]}],)"
            R"("events":[{"domain":"counter","name":"up","attrs":[]},)"
            R"({"domain":"counter","name":"broken","attrs":[]}]})");
}

TEST(Queries, WriteNothingAndSeeNoEvent) {
  Image image;
  image.install(R"(ruleset a { meta { shares f } global {
    f = function() { [event:name, meta:inQuery, meta:inEvent, meta:eci == null] } } })");
  const size_t writes = image.store().writes();

  EXPECT_EQ(image.query("a", "f"), "[null,true,false,false]");
  EXPECT_EQ(image.store().writes(), writes);
}

TEST(Queries, AreBounded) {
  Image image;
  image.environment().limits().result_bytes = 1000;
  image.install(R"(ruleset a { meta { shares f } global {
    f = function(n) { 1.range(n) } } })");

  EXPECT_EQ(error_of([&] { image.query("a", "f", R"({"n":10})"); }), "");
  EXPECT_NE(error_of([&] { image.query("a", "f", R"({"n":1000})"); }), "");
}

TEST(EventQuery, AsksTheStateThatTheEventLeft) {
  Image image;
  image.install(kCounter);

  const krl::Value count = image.engine().event_query(image.eci(), "counter", "up", krl::Map(),
                                                      "counter", "total", krl::Map());

  EXPECT_EQ(krl::to_json_or_null(count), "1");
  EXPECT_EQ(image.entity("counter", "n"), "1");
}

TEST(EventQuery, KeepsTheEventWhenOnlyTheQueryFails) {
  Image image;
  image.install(kCounter);

  EXPECT_EQ(error_of([&] {
              (void)image.engine().event_query(image.eci(), "counter", "up", krl::Map(), "counter",
                                               "nothing", krl::Map());
            }),
            "Error: Ruleset counter does not have query function \"nothing\"");

  EXPECT_EQ(image.entity("counter", "n"), "1");
}

TEST(EntityVariables, AreJson) {
  Image image;
  image.install(R"(ruleset a {
    rule paths { select when a paths
      fired { ent:m{["a", "b"]} := 1; ent:m{"n"} := null; clear ent:m{"none"}; ent:z := 0;
              ent:f := {"f": function() { 1 }, "l": [function() { 1 }]}; ent:gone := null } }
    rule whole { select when a whole fired { ent:f := function() { 1 } } }
    rule clear { select when a clear fired { clear ent:m{["a", "b"]}; clear ent:z } } })");

  image.raise("a:paths");
  EXPECT_EQ(image.entity("a", "m"), R"({"a":{"b":1},"n":null})");
  EXPECT_EQ(image.entity("a", "z"), "0");
  EXPECT_EQ(image.entity("a", "f"), R"({"l":[null]})");
  EXPECT_EQ(image.entity("a", "gone"), "");

  EXPECT_EQ(error_of([&] { image.raise("a:whole"); }),
            "TypeError: cannot store a function in ent:f");

  image.raise("a:clear");
  EXPECT_EQ(image.entity("a", "m"), R"({"a":{},"n":null})");
  EXPECT_EQ(image.entity("a", "z"), "");
}

TEST(EntityVariables, LoseFunctionsInCollections) {
  Image image;
  image.install(R"(ruleset a { global { f = function() { 1 } }
    rule r { select when a a fired { ent:x{"n"} := 1; ent:x{"f"} := f; ent:y := [1];
      ent:y{0} := f } }
    rule bare { select when a bare fired { ent:z := f } } })");

  image.raise("a:a");

  EXPECT_EQ(image.entity("a", "x"), R"({"n":1})");
  EXPECT_EQ(image.entity("a", "y"), "[null]");
  EXPECT_EQ(error_of([&] { image.raise("a:bare"); }),
            "TypeError: cannot store a function in ent:z");
}

TEST(Logs, AreShownAndStoredUpToTheLevel) {
  Image image;
  image.install(R"(ruleset a { meta { shares logs } global { logs = function() { ctx:logs() } }
    rule r { select when a a pre { x = 1.klog("one") } fired { log warn {"w": [x]} } } })");

  image.raise("a:a");

  const std::vector<LogEntry> entries = image.environment().take_log();
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_EQ(entries[0].level, 40);
  EXPECT_EQ(krl::to_json_or_null(entries[1].message), R"({"w":[1]})");
  EXPECT_EQ(image.store().logs(image.root(), 0).size(), 2u);
}

TEST(Logs, TraceTheCycleWithoutHeadersAtLevelDebug) {
  Image image;
  image.install(R"(ruleset a { rule r { select when a a } })");
  image.environment().set_log_level(50);

  image.raise("a:a", R"({"_headers":{"cookie":"secret"},"x":1})");

  std::string messages;
  for (const LogEntry& entry : image.environment().take_log()) {
    messages += krl::to_json_or_null(entry.message) + krl::to_json_or_null(entry.data) + "\n";
  }
  EXPECT_EQ(messages.find("secret"), std::string::npos);
  EXPECT_NE(messages.find("\"rule selected\"{\"rule_name\":\"r\"}"), std::string::npos);
  EXPECT_NE(messages.find("\"fired\""), std::string::npos);
  EXPECT_NE(messages.find("event added to schedule"), std::string::npos);
}

}  // namespace
}  // namespace pico::engine
