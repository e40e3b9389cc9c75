// SPDX-License-Identifier: MIT
//
// Watching a pico: whose events are recorded, when, and how.
#include <gtest/gtest.h>

#include "engine/watch/recording.hpp"
#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

constexpr Time kNow = 1'795'687'200'000;
constexpr Time kSecond = 1000;
constexpr Time kLease = std::chrono::milliseconds(kWatchLease).count();

constexpr std::string_view kCounter = R"(ruleset counter {
  meta { shares total } global { total = function() { ent:count.defaultsTo(0) } }
  rule hit { select when c hit
    send_directive("hit", {"n": total() + 1})
    always { ent:count := total() + 1; ent:all{total()} := "x"; ent:count := total();
             raise c event "echo" if event:attrs{"echo"} } }
  rule echo { select when c echo send_directive("echo") always { clear ent:echoed } }
  rule fail { select when c fail
    send_directive("lost") always { ent:lost := 1; x = event:name * 2 } }
  rule large { select when c large
    foreach 1.range(3) setting(i)
    send_directive("large", {"text": event:attrs{"text"}}) }
  rule send { select when c send
    event:send({"eci": event:attrs{"to"}, "domain": "c", "name": event:attrs{"name"}}) }
  rule later { select when c later
    always { schedule c event "hit" at event:attrs{"at"} } }
  rule ask { select when c ask
    ctx:eventQuery(event:attrs{"to"}, "c", "hit", {}, "counter", "total") setting(n)
    always { ent:n := n } }
})";

class WatchedPicos : public testing::Test {
 protected:
  WatchedPicos() {
    image.environment().set_time(kNow);
    image.install(kCounter);
    child = image.make_child("child");
    image.install(child.id, kCounter);
  }

  std::optional<Watching> watch(std::string_view eci) { return image.engine().watch(eci); }
  void watch() { ASSERT_TRUE(watch(image.eci())); }
  /// The events that are recorded of a pico, and "missed" for a gap, blank-separated.
  std::string events_of(std::string_view pico) {
    std::string names;
    for (const Change& change : image.store().changes()) {
      if (change.pico != pico) continue;
      const krl::Value* name = change.what.find("name");
      names += names.empty() ? "" : " ";
      names += name != nullptr ? name->string().view() : "missed";
    }
    return names;
  }
  std::string events() { return events_of(image.root()); }
  /// A member of the newest record as JSON.
  std::string last(std::string_view member) {
    const krl::Value* value = image.store().changes().back().what.find(member);
    return value != nullptr ? krl::to_json_or_null(*value) : "";
  }

  Image image;
  Image::Child child;
};

TEST_F(WatchedPicos, AreRecordedWithWhatTheirEventsDid) {
  watch();
  const EventResult result = image.send(image.eci(), "c:hit", R"({"echo":true})");

  EXPECT_EQ(events(), "missed hit");
  EXPECT_EQ(last("eid"), "\"" + result.eid + "\"");
  EXPECT_EQ(last("time"), std::to_string(kNow));
  EXPECT_EQ(last("domain"), R"("c")");
  EXPECT_EQ(last("directives"), krl::to_json_or_null(result.directives));
  EXPECT_EQ(result.directives.size(), 2u);
  EXPECT_EQ(last("variables"),
            R"([{"rid":"counter","name":"all"},{"rid":"counter","name":"count"},)"
            R"({"rid":"counter","name":"echoed"}])");
}

TEST_F(WatchedPicos, AreRecordedWhereNothingSelectsAnEvent) {
  watch();
  image.raise("c:unknown");

  EXPECT_EQ(events(), "missed unknown");
  EXPECT_EQ(last("directives"), "[]");
  EXPECT_EQ(last("variables"), "[]");
}

TEST_F(WatchedPicos, CostNothingWhereNobodyWatches) {
  const size_t before = image.store().writes();
  image.raise("c:hit");
  const size_t unwatched = image.store().writes() - before;
  EXPECT_EQ(image.store().changes().size(), 0u);

  watch();
  image.environment().set_time(kNow + kLease + kSecond);
  const size_t expired = image.store().writes();
  image.raise("c:hit");

  EXPECT_EQ(image.store().writes() - expired, unwatched);
  EXPECT_EQ(events(), "missed");
}

TEST_F(WatchedPicos, DoNotShowWhatFailed) {
  watch();
  EXPECT_NE(error_of([&] { image.raise("c:fail"); }), "");

  EXPECT_EQ(events(), "missed");
}

TEST_F(WatchedPicos, ShowMessagesAndQueriedEvents) {
  ASSERT_TRUE(watch(child.eci));
  image.raise("c:send", R"({"name":"hit","to":")" + child.eci + "\"}");
  image.raise("c:ask", R"({"to":")" + child.eci + "\"}");

  EXPECT_EQ(events_of(child.id), "missed hit hit");
  EXPECT_EQ(events(), "");
}

TEST_F(WatchedPicos, ShowThatAMessageFailedButNotWhatItDid) {
  ASSERT_TRUE(watch(child.eci));
  image.raise("c:send", R"({"name":"fail","to":")" + child.eci + "\"}");

  EXPECT_EQ(events_of(child.id), "missed message_failed");
}

TEST_F(WatchedPicos, ShowTimers) {
  watch();
  image.raise("c:later", R"({"at":)" + std::to_string(kNow + kSecond) + "}");
  image.environment().set_time(kNow + kSecond);
  image.engine().fire_timers(10);
  image.engine().deliver_pending(10);

  EXPECT_EQ(events(), "missed later hit");
}

TEST_F(WatchedPicos, LeaveOutLargeDirectives) {
  watch();
  const std::string text(kMaxRecordedBytes / 3, 'x');
  image.raise("c:large", R"({"text":")" + text + "\"}");

  EXPECT_EQ(last("directives"), "[]");
  EXPECT_EQ(last("left_out"), "3");
}

TEST_F(WatchedPicos, KeepTheirIdsInOrder) {
  watch();
  image.raise("c:hit");
  const int64_t first = image.store().changes().back().id;
  image.raise("c:hit");

  EXPECT_GT(image.store().changes().back().id, first);
  EXPECT_EQ(watch(image.eci())->last_change, image.store().changes().back().id);
}

TEST_F(WatchedPicos, TakeTheirRecordsAlongWhenTheyGo) {
  ASSERT_TRUE(watch(child.eci));
  image.send(child.eci, "c:hit");
  image.engine().delete_pico(child.id);

  EXPECT_EQ(events_of(child.id), "");
  EXPECT_EQ(error_of([&] { watch(child.eci); }), "Error: ECI not found " + child.eci);
}

TEST_F(WatchedPicos, AreRenewedOnceHalfTheLeaseIsOver) {
  watch();
  const size_t before = image.store().writes();
  image.environment().set_time(kNow + kLease / 2 - kSecond);
  watch();
  EXPECT_EQ(image.store().writes(), before);

  image.environment().set_time(kNow + kLease / 2);
  watch();
  image.environment().set_time(kNow + kLease + kSecond);
  image.raise("c:hit");

  EXPECT_EQ(events(), "missed hit");
}

TEST_F(WatchedPicos, TellOfTheGapAfterALeaseThatRanOut) {
  watch();
  image.raise("c:hit");
  image.environment().set_time(kNow + kLease + kSecond);
  image.raise("c:hit");
  const Watching again = *watch(image.eci());

  EXPECT_EQ(events(), "missed hit missed");
  EXPECT_EQ(again.pico, image.root());
  EXPECT_EQ(again.last_change, image.store().changes().back().id);
}

TEST_F(WatchedPicos, CannotBeginWhileAnotherTransactionHoldsThem) {
  image.store().hold(image.root());
  EXPECT_FALSE(watch(image.eci()));
  EXPECT_EQ(image.store().changes().size(), 0u);

  image.store().release(image.root());
  watch();
  image.store().hold(image.root());
  image.environment().set_time(kNow + kLease / 2);
  EXPECT_TRUE(watch(image.eci()));
  EXPECT_EQ(image.store().pico(image.root())->watched_until, kNow + kLease / 2 + kLease);
}

TEST_F(WatchedPicos, ArePartOfTheQueryPolicy) {
  const auto channel = [&](std::string_view policy) {
    return image.engine().create_channel(image.root(), {}, {}, krl::parse_json(policy)).eci;
  };
  const std::string allowed = channel(R"({"allow":[{"rid":"pico","name":"watch"}],"deny":[]})");
  const std::string other = channel(R"({"allow":[{"rid":"counter","name":"*"}],"deny":[]})");
  const std::string denied =
      channel(R"({"allow":[{"rid":"*","name":"*"}],"deny":[{"rid":"pico","name":"*"}]})");

  EXPECT_TRUE(watch(allowed));
  EXPECT_EQ(error_of([&] { watch(other); }), "Error: Not allowed by channel policy");
  EXPECT_EQ(error_of([&] { watch(denied); }), "Error: Denied by channel policy");
  EXPECT_EQ(error_of([&] { image.engine().check_watch(denied); }),
            "Error: Denied by channel policy");
  EXPECT_EQ(error_of([&] { image.engine().check_watch(allowed); }), "");
}

TEST_F(WatchedPicos, RefuseWhatIsNoChannelOfTheirs) {
  EXPECT_EQ(error_of([&] { watch("nonsense"); }), "Error: ECI not found nonsense");
  EXPECT_NE(error_of([&] { watch("\xff"); }), "");
  EXPECT_EQ(error_of([&] { watch(image.root()); }),
            "Error: This is a family channel and only the owner can use it.");
}

}  // namespace
}  // namespace pico::engine
