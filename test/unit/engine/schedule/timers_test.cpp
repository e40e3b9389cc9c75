// SPDX-License-Identifier: MIT
//
// Timers of programs: the statement, the module, and firing (spec engine.md 13).
#include <gtest/gtest.h>

#include "engine/model/time_text.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr Time kNow = 1'795'687'200'000;  // 2026-11-26T10:00Z
constexpr Time kSecond = 1000;
constexpr Time kHour = 3'600'000;
constexpr Time kDay = 24 * kHour;

/// Schedules what it is told to, and keeps what it hears.
constexpr std::string_view kTimers = R"(ruleset timers {
  meta { shares jobs, ids, one, heard, now_fired }
  global {
    jobs = function() { schedule:list() }
    ids = function() { jobs().map(function(job) { job{["event", "data", "attrs", "n"]} }) }
    one = function(id) { schedule:get(id) }
    heard = function() { ent:heard.defaultsTo([]) }
    now_fired = function() { schedule:fired }
  }
  rule at { select when s at
    always { schedule t event "tick" at event:attrs{"at"} attributes {"n": event:attrs{"n"}} setting(job);
             ent:job := job; ent:id := job{"id"} } }
  rule dynamic { select when s dynamic
    always { schedule event event:attrs{"event"} at 0 attributes event:attrs{"attrs"} } }
  rule repeat { select when s repeat
    always { schedule t event "tick" repeat event:attrs{"spec"} attributes {"n": event:attrs{"n"}} setting(job);
             ent:job := job; ent:id := job{"id"} } }
  rule tick { select when t tick
    send_directive("tick")
    always { ent:heard := heard().append({"n": event:attrs{"n"}, "fired": schedule:fired, "eci": event:eci});
             raise t event "tock" } }
  rule tock { select when t tock
    always { ent:tock := {"fired": schedule:fired, "is_id": schedule:fired{"id"} == ent:id,
                          "is_now": event:time == schedule:fired{"due"}} } }
  rule remove { select when s remove schedule:remove(event:attrs{"id"}.defaultsTo(ent:id)) }
  rule clear { select when s clear schedule:clear() }
  rule broken { select when s broken
    always { schedule t event "tick" at 0; x = event:name * 2 } }
  rule seen { select when s seen
    every { schedule:remove(ent:id) send_directive("left", {"left": ids()}) }
    always { schedule t event "tick" at 1 attributes {"n": "new"} setting(job);
             ent:seen := [ids(), schedule:get(job{"id"}) == job, schedule:get("nonsense")];
             ent:left := ids() } }
})";

class Timers : public testing::Test {
 protected:
  Timers() {
    image.environment().set_time(kNow);
    image.install(kTimers);
  }

  /// Fires what is due and delivers it; how many fired.
  size_t fire() {
    const size_t fired = image.engine().fire_timers(1000);
    while (image.engine().deliver_pending(1000) > 0) continue;
    return fired;
  }
  size_t fire_at(Time time) {
    image.environment().set_time(time);
    return fire();
  }
  std::string ids() { return image.query("timers", "ids"); }
  std::string heard() { return image.query("timers", "heard"); }
  std::string due() {
    const std::optional<Time> next = image.store().next_due();
    return next ? time_text(*next) : "never";
  }

  Image image;
};

// The statement ----------------------------------------------------------------------------------

TEST_F(Timers, OfAStatementAreListedWithWhatItSaid) {
  image.raise("s:at", R"({"at": "2026-11-26T11:00:00Z", "n": 1})");
  const std::string id = image.entity("timers", "id");

  EXPECT_EQ(image.query("timers", "jobs"),
            R"([{"id":)" + id + R"(,"type":"at","time":1795690800000,"event":{"eci":")" +
                image.eci() +
                R"(","domain":"t","name":"tick","data":{"attrs":{"n":1}},"time":0}}])");
  EXPECT_EQ(image.query("timers", "one", R"({"id":)" + id + "}"), image.entity("timers", "job"));
  EXPECT_EQ(image.query("timers", "one", R"({"id":"nonsense"})"), "null");
  EXPECT_EQ(image.query("timers", "one", R"({"id":5})"), "null");
}

TEST_F(Timers, ThatRepeatAreListedWithTheirTimespec) {
  image.raise("s:repeat", R"({"spec": {"hour": 8, "tz": "Europe/Vienna"}})");

  EXPECT_NE(image.query("timers", "jobs")
                .find(R"("type":"repeat","timespec":{"hour":8,"tz":"Europe/Vienna"},"event")"),
            std::string::npos)
      << image.query("timers", "jobs");
  EXPECT_EQ(due(), "2026-11-27T07:00:00.000Z");
}

TEST_F(Timers, AreInTheOrderOfCreation) {
  for (const char* attributes :
       {R"({"at":3000,"n":3})", R"({"at":1000,"n":1})", R"({"at":2000,"n":2})"})
    image.raise("s:at", attributes);

  EXPECT_EQ(ids(), "[3,1,2]");
}

TEST_F(Timers, MayNameTheirEventAtRunTime) {
  image.raise("s:dynamic", R"({"event": "t: tick", "attrs": {"n": 5}})");
  fire();

  EXPECT_NE(heard().find(R"({"n":5,)"), std::string::npos) << heard();
}

TEST_F(Timers, RefuseWhatIsNoTime) {
  const auto refusal = [&](std::string_view event, std::string_view attributes) {
    return error_of([&] { image.raise(event, attributes); });
  };

  EXPECT_EQ(refusal("s:at", R"({"at": "soon"})"),
            "TypeError: schedule .. at expected a timestamp but got String");
  EXPECT_EQ(refusal("s:at", "{}"), "TypeError: schedule .. at expected a timestamp but got Null");
  EXPECT_EQ(refusal("s:at", R"({"at": 1e300})"),
            "TypeError: schedule .. at expected a timestamp but got Number");
  EXPECT_EQ(refusal("s:repeat", R"({"spec": "often"})"),
            "TypeError: schedule .. repeat expected a timespec but got often");
  EXPECT_EQ(refusal("s:repeat", R"({"spec": {"hours": 1}})"),
            R"(TypeError: schedule .. repeat expected a timespec but got {"hours":1})");
  EXPECT_EQ(refusal("s:repeat", R"({"spec": "0 0 30 2 *"})"),
            "TypeError: schedule .. repeat expected a timespec but got 0 0 30 2 *");
  EXPECT_EQ(refusal("s:repeat", "{}"),
            "TypeError: schedule .. repeat expected a timespec but got null");
  EXPECT_EQ(refusal("s:repeat", R"({"spec": ")" + std::string(5000, '*') + "\"}"),
            "TypeError: schedule .. repeat expected a timespec but got [String]");
  EXPECT_EQ(image.query("timers", "jobs"), "[]");
}

TEST_F(Timers, RefuseWhatIsNoEvent) {
  EXPECT_EQ(error_of([&] { image.raise("s:dynamic", R"({"event": "tick"})"); }),
            "Error: missing event.name");
  EXPECT_EQ(error_of([&] { image.raise("s:dynamic", R"({"event": "t:tick", "attrs": [1]})"); }),
            "Error: Expected a JSON map for event.data.attrs");
}

TEST_F(Timers, GoWithTheEventThatFailed) {
  EXPECT_NE(error_of([&] { image.raise("s:broken"); }), "");

  EXPECT_EQ(image.query("timers", "jobs"), "[]");
}

// The module -------------------------------------------------------------------------------------

TEST_F(Timers, AreRemovedByTheirId) {
  image.raise("s:at", R"({"at": 1, "n": 1})");
  image.raise("s:at", R"({"at": 2, "n": 2})");

  image.raise("s:remove", R"({"id": "nonsense"})");
  image.raise("s:remove", R"({"id": 5})");
  EXPECT_EQ(ids(), "[1,2]");
  image.raise("s:remove");
  EXPECT_EQ(ids(), "[1]");
  image.raise("s:clear");
  EXPECT_EQ(ids(), "[]");
  EXPECT_EQ(fire(), 0U);
}

TEST_F(Timers, AreSeenAsTheEventHasChangedThem) {
  image.raise("s:at", R"({"at": 1, "n": 1})");
  image.raise("s:at", R"({"at": 2, "n": 2})");

  EXPECT_NE(image.raise("s:seen").find(R"("left":[1])"), std::string::npos);
  EXPECT_EQ(image.entity("timers", "seen"), R"([[1,"new"],true,null])");
  EXPECT_EQ(ids(), R"([1,"new"])");
}

TEST_F(Timers, ArePrivateToTheirRuleset) {
  image.raise("s:at", R"({"at": 1, "n": 1})");
  image.install(R"(ruleset other {
    meta { shares jobs } global { jobs = function() { schedule:list() } }
    rule remove { select when o remove schedule:remove(event:attrs{"id"}) }
    rule clear { select when o clear schedule:clear() } })");

  EXPECT_EQ(image.query("other", "jobs"), "[]");
  image.raise("o:remove", R"({"id": )" + image.entity("timers", "id") + "}");
  image.raise("o:clear");
  EXPECT_EQ(ids(), "[1]");
}

TEST_F(Timers, OfAModuleAreListedByItButItsActionsRemoveThoseOfItsUser) {
  image.install(R"(ruleset m {
    meta { provides jobs, drop }
    global { jobs = function() { schedule:list().length() } drop = defaction() { schedule:clear() } }
    rule at { select when m at always { schedule t event "x" at 1; schedule t event "y" at 1 } } })");
  image.install(R"(ruleset user {
    meta { use module m shares jobs } global { jobs = function() { [m:jobs(), schedule:list().length()] } }
    rule at { select when u at always { schedule t event "x" at 1 } }
    rule drop { select when u drop m:drop() } })");
  image.raise("m:at");
  image.raise("u:at");
  EXPECT_EQ(image.query("user", "jobs"), "[2,1]");

  image.raise("u:drop");

  EXPECT_EQ(image.query("user", "jobs"), "[2,0]");
}

// Firing -----------------------------------------------------------------------------------------

TEST_F(Timers, FireOnceWhenTheyAreDue) {
  image.raise("s:at", R"({"at": 1795687201000, "n": 1})");
  EXPECT_EQ(fire(), 0U);

  EXPECT_EQ(fire_at(kNow + kSecond), 1U);
  EXPECT_EQ(fire_at(kNow + 2 * kSecond), 0U);

  EXPECT_EQ(heard(), R"([{"n":1,"fired":{"id":)" + image.entity("timers", "id") +
                         R"(,"due":1795687201000,"missed":0},"eci":")" + image.eci() + R"("}])");
  EXPECT_EQ(ids(), "[]");
  EXPECT_EQ(due(), "never");
}

TEST_F(Timers, AreKnownToTheEventsThatTheirsRaises) {
  image.raise("s:at", R"({"at": 1795687200000})");
  fire();

  EXPECT_NE(image.entity("timers", "tock").find(R"("is_id":true,"is_now":true)"), std::string::npos)
      << image.entity("timers", "tock");
}

TEST_F(Timers, AreUnknownToOtherEventsAndToQueries) {
  image.raise("t:tick", R"({"n": 1})");

  EXPECT_EQ(heard(), R"([{"n":1,"fired":null,"eci":")" + image.eci() + R"("}])");
  EXPECT_EQ(image.query("timers", "now_fired"), "null");
}

TEST_F(Timers, OfThePastFireAtOnceOldestFirst) {
  image.raise("s:at", R"({"at": 2000, "n": 3})");
  image.raise("s:at", R"({"at": 1000, "n": 1})");
  image.raise("s:at", R"({"at": 1000, "n": 2})");
  image.raise("s:at", R"({"at": -8.64e15, "n": 0})");

  EXPECT_EQ(image.engine().fire_timers(3), 3U);
  EXPECT_EQ(fire(), 1U);

  std::string order;
  for (size_t at = heard().find(R"("n":)"); at != std::string::npos;
       at = heard().find(R"("n":)", at + 1))
    order += heard()[at + 4];
  EXPECT_EQ(order, "0123");
}

TEST_F(Timers, ThatRepeatFireAgain) {
  image.raise("s:repeat", R"({"spec": "*/10 * * * * *", "n": 1})");
  EXPECT_EQ(due(), "2026-11-26T10:00:10.000Z");

  EXPECT_EQ(fire_at(kNow + 10 * kSecond), 1U);
  EXPECT_EQ(fire_at(kNow + 19 * kSecond), 0U);
  EXPECT_EQ(fire_at(kNow + 21 * kSecond), 1U);

  EXPECT_EQ(due(), "2026-11-26T10:00:30.000Z");
  EXPECT_NE(heard().find(R"("due":1795687210000,"missed":0)"), std::string::npos);
  EXPECT_NE(heard().find(R"("due":1795687220000,"missed":0)"), std::string::npos);
}

TEST_F(Timers, ThatMissedManyFireOnceForTheLast) {
  image.raise("s:repeat", R"({"spec": "0 * * * *"})");

  EXPECT_EQ(fire_at(kNow + 3 * kDay + kSecond), 1U);

  EXPECT_NE(heard().find(R"("due":1795946400000,"missed":71)"), std::string::npos) << heard();
  EXPECT_EQ(due(), "2026-11-29T11:00:00.000Z");
}

TEST_F(Timers, FireOnceForEachTimeEvenIfTheClockGoesBack) {
  image.raise("s:repeat", R"({"spec": "0 * * * *"})");
  EXPECT_EQ(fire_at(kNow + kHour), 1U);

  EXPECT_EQ(fire_at(kNow), 0U);
  EXPECT_EQ(fire_at(kNow + kHour), 0U);
  EXPECT_EQ(fire_at(kNow + 2 * kHour), 1U);
}

TEST_F(Timers, ThatRepeatAtADateFireOnce) {
  image.raise("s:repeat", R"({"spec": "2026-11-26T10:00:05Z"})");
  image.raise("s:repeat",
              R"({"spec": {"year": 2026, "month": 10, "date": 26, "hour": 10, "minute": 1}})");

  EXPECT_EQ(fire_at(kNow + kDay), 2U);
  EXPECT_EQ(ids(), "[]");
}

TEST_F(Timers, WhoseChannelIsGoneFireAllTheSame) {
  const std::string eci = image.engine().create_channel(image.root(), {}, {}, {}).eci;
  image.raise_at(eci, "s:at", R"({"at": 0, "n": 1})");
  image.engine().delete_channel(eci);

  fire();

  EXPECT_NE(heard().find("\"eci\":\"" + eci), std::string::npos);
}

TEST_F(Timers, GoWithTheirRuleset) {
  image.raise("s:at", R"({"at": 0})");
  image.engine().uninstall_ruleset(image.root(), "timers");
  EXPECT_EQ(fire(), 0U);

  image.install(kTimers);
  EXPECT_EQ(image.query("timers", "jobs"), "[]");
}

TEST_F(Timers, StayWhenTheirRulesetIsInstalledAnew) {
  image.raise("s:at", R"({"at": 0, "n": 1})");
  image.install(kTimers);
  image.engine().flush_ruleset("krl:timers");

  EXPECT_EQ(ids(), "[1]");
}

TEST_F(Timers, GoWithTheirPico) {
  const Image::Child child = image.make_child("child");
  image.install(child.id, kTimers);
  image.raise_at(child.eci, "s:at", R"({"at": 0})");
  image.raise_at(child.eci, "s:at", R"({"at": 9e14})");
  EXPECT_EQ(image.engine().fire_timers(10), 1U);

  image.engine().delete_pico(child.id);

  EXPECT_EQ(due(), "never");
  EXPECT_EQ(image.engine().deliver_pending(10), 0U);
  EXPECT_TRUE(image.store().dead_letters().empty());
}

TEST_F(Timers, ThatFiredForAPicoThatWentMeanwhileAreForgotten) {
  Message message;
  message.pico = "gone";
  message.timer = krl::Map{{"id", "x"}};
  image.store().add_message(message);

  EXPECT_EQ(image.engine().deliver_pending(10), 1U);

  EXPECT_TRUE(image.store().dead_letters().empty());
}

TEST_F(Timers, ThatCannotBeReadFireOnceMoreAndSaySo) {
  image.raise("s:repeat", R"({"spec": "* * * * *", "n": 1})");
  Timer timer = image.store().lock_due_timers(kNow + kDay, 1).at(0);
  timer.spec = "nonsense";
  image.store().advance_timer(timer);
  image.environment().take_log();

  EXPECT_EQ(fire_at(kNow + kHour), 1U);

  EXPECT_EQ(ids(), "[]");
  const std::vector<LogEntry> log = image.environment().take_log();
  ASSERT_FALSE(log.empty());
  EXPECT_EQ(krl::to_json_or_null(log.front().message),
            R"("TypeError: schedule .. repeat expected a timespec but got nonsense")");
}

}  // namespace
}  // namespace pico::engine
