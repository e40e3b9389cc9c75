// SPDX-License-Identifier: MIT
//
// Events between picos of one image (spec engine.md 11; design: architecture 4.4, 4.5).
#include <gtest/gtest.h>

#include "unit/engine/image.hpp"

namespace pico::engine {
namespace {

/// Sends what it is told to whom it is told, `times` times.
constexpr std::string_view kSender = R"(ruleset sender {
  meta { shares ask } global { ask = function(to) { ctx:query(to, "receiver", "seen") } }
  rule send { select when s send
    foreach 1.range(event:attrs{"times"}.defaultsTo(1)) setting(i)
    event:send({"eci": event:attrs{"to"}, "domain": "r", "name": event:attrs{"name"}.defaultsTo("hit"),
                "attrs": {"i": i}}) setting(eid)
    fired { ent:sent := ent:sent.defaultsTo(0) + 1; ent:eid := eid } }
  rule fail { select when s fail
    event:send({"eci": event:attrs{"to"}, "domain": "r", "name": "hit"})
    fired { x = event:name * 2 } }
  rule sync { select when s sync
    every { event:send({"eci": event:attrs{"to"}, "domain": "r", "name": "hit", "attrs": {"i": 7}})
            send_directive("seen", {"seen": ctx:query(event:attrs{"to"}, "receiver", "seen")}) } }
  rule both { select when s both
    ctx:eventQuery(event:attrs{"to"}, "r", "hit", {"i": 1}, "receiver", "seen") setting(seen)
    fired { ent:seen := seen } }
  rule own { select when s own
    send_directive("own", {"own": ctx:query(ctx:picoId, "sender", "ask", {"to": "x"}.put("to", event:attrs{"to"}))}) }
  rule strict { select when s strict
    ctx:event(event:attrs{"to"}, "r", "hit", {"i": 1}) }
  rule ask { select when s ask
    event:send({"eci": event:attrs{"to"}, "domain": "r", "name": event:attrs{"name"}.defaultsTo("hit"),
                "attrs": {"i": 1}, "result": {"domain": "s", "type": "told", "attrs": {"status": 1, "mine": 2}}}) }
  rule told { select when s told fired { ent:told := event:attrs } }
  rule bare { select when s bare event:send({"domain": "r", "name": "hit"}) }
})";

constexpr std::string_view kReceiver = R"(ruleset receiver {
  meta { shares seen } global { seen = function() { ent:seen.defaultsTo([]) } }
  rule hit { select when r hit
    fired { ent:seen := ent:seen.defaultsTo([]).append(event:attrs{"i"}); ent:txn := meta:txnId } }
  rule bad { select when r bad fired { ent:seen := "lost"; x = event:name * 2 } }
  rule back { select when r back
    ctx:eventQuery(ctx:parent, "s", "both", {}, "sender", "ask") }
})";

class Messages : public testing::Test {
 protected:
  Messages() {
    image.install(kSender);
    child = image.make_child("child");
    image.install(child.id, kReceiver);
    to = R"({"to":")" + child.eci + "\"";
  }
  std::string with(std::string_view more = "") const {
    return to + (more.empty() ? "" : ",") + std::string(more) + "}";
  }
  std::string seen() { return image.entity_of(child.id, "receiver", "seen"); }

  Image image;
  Image::Child child;
  std::string to;
};

TEST_F(Messages, ArriveInOrderInsideTheCallThatSendsThem) {
  const EventResult result = image.send(image.eci(), "s:send", with(R"("times":3)"));

  EXPECT_EQ(result.deferred, 0u);
  EXPECT_EQ(seen(), "[1,2,3]");
  EXPECT_EQ(image.entity("sender", "sent"), "3");
  EXPECT_EQ(image.entity("sender", "eid"), image.entity_of(child.id, "receiver", "txn"));
}

TEST_F(Messages, KeepTheirIdInTheOutbox) {
  image.environment().limits().inline_deliveries = 0;
  image.send(image.eci(), "s:send", with());
  image.environment().limits().inline_deliveries = 100;

  EXPECT_EQ(image.engine().deliver_pending(10), 1u);
  EXPECT_EQ(image.entity("sender", "eid"), image.entity_of(child.id, "receiver", "txn"));
}

TEST_F(Messages, FromOutsideWaitForWhoeverDelivers) {
  const std::string eid =
      image.engine().send_event("", child.eci, "r", "hit", krl::Map{{"i", 4.0}});

  EXPECT_EQ(seen(), "");
  EXPECT_EQ(image.engine().deliver_pending(10), 1u);
  EXPECT_EQ(seen(), "[4]");
  EXPECT_EQ(image.entity_of(child.id, "receiver", "txn"), '"' + eid + '"');
}

TEST_F(Messages, FromOutsideAreCheckedBeforeTheyWait) {
  const std::string closed =
      image.engine()
          .create_channel(image.root(), {}, krl::parse_json(R"({"allow":[],"deny":[]})"), {})
          .eci;
  const auto error = [&](std::string_view eci, std::string_view name,
                         const krl::Value& attributes) {
    return error_of([&] { image.engine().send_event("", eci, "r", name, attributes); });
  };

  EXPECT_EQ(error("nowhere", "hit", {}), "Error: ECI not found nowhere");
  EXPECT_EQ(error(closed, "hit", {}), "Error: Not allowed by channel policy");
  EXPECT_EQ(error(child.eci, " ", {}), "Error: missing event.name");
  EXPECT_EQ(error(child.eci, "\xff", {}), "Error: the text is not valid UTF-8");
  EXPECT_EQ(error(child.eci, "hit", 1.0), "Error: Expected a JSON map for event.data.attrs");
  EXPECT_EQ(image.engine().deliver_pending(10), 0u);
}

TEST_F(Messages, FromOutsideWaitOnceForEachKey) {
  const auto send = [&](std::string_view key, const std::string& eci) {
    return image.engine().send_event(key, eci, "r", "hit", krl::Map());
  };
  const std::string other = image.engine().create_channel(child.id, {}, {}, {}).eci;
  const std::string first = send("k", child.eci);

  EXPECT_EQ(send("k", child.eci), first);
  EXPECT_NE(send("l", child.eci), first);
  EXPECT_NE(send("k", other), first);
  EXPECT_EQ(image.engine().deliver_pending(10), 3u);
}

TEST_F(Messages, AreNotSentByAFailedEvent) {
  EXPECT_NE(error_of([&] { image.raise("s:fail", with()); }), "");

  EXPECT_EQ(seen(), "");
}

TEST_F(Messages, ThatFailGoToTheDeadLettersAndHarmNobody) {
  image.raise("s:send", with(R"("name":"bad")"));

  EXPECT_EQ(seen(), "");
  EXPECT_EQ(image.entity("sender", "sent"), "1");
  ASSERT_EQ(image.store().dead_letters().size(), 1u);
  EXPECT_NE(image.store().dead_letters()[0].second.find("TypeError"), std::string::npos);
  EXPECT_EQ(image.store().logs(child.id, 0).size(), 1u);
}

TEST_F(Messages, ForAHeldPicoWaitInTheOutbox) {
  image.store().hold(child.id);

  const EventResult result = image.send(image.eci(), "s:send", with(R"("times":2)"));
  EXPECT_EQ(result.deferred, 2u);
  EXPECT_EQ(seen(), "");
  EXPECT_EQ(image.engine().deliver_pending(10), 0u);

  image.store().release(child.id);
  EXPECT_EQ(image.engine().deliver_pending(10), 2u);
  EXPECT_EQ(seen(), "[1,2]");
  EXPECT_EQ(image.store().message_count(), 0u);
}

TEST_F(Messages, ThatWaitAreDeliveredByWhoeverLocksThePicoNext) {
  image.store().hold(child.id);
  image.send(image.eci(), "s:send", with(R"("times":2)"));
  image.store().release(child.id);

  image.raise_at(child.eci, "r:hit", R"({"i":"own"})");

  EXPECT_EQ(seen(), R"([1,2,"own"])");
}

TEST_F(Messages, PastTheBoundOfInlineDeliveriesWait) {
  image.environment().limits().inline_deliveries = 2;

  const EventResult result = image.send(image.eci(), "s:send", with(R"("times":5)"));

  EXPECT_EQ(result.deferred, 3u);
  EXPECT_EQ(seen(), "[1,2]");
  image.environment().limits().inline_deliveries = 100;
  EXPECT_EQ(image.engine().deliver_pending(10), 3u);
  EXPECT_EQ(seen(), "[1,2,3,4,5]");
}

TEST_F(Messages, WhoseEffectsTheServerRefusesAreAllDeferred) {
  image.store().refuse_entity("seen");

  const EventResult result = image.send(image.eci(), "s:send", with(R"("times":2)"));

  EXPECT_EQ(result.deferred, 2u);
  EXPECT_EQ(image.entity("sender", "sent"), "2");
  EXPECT_EQ(seen(), "");
}

TEST_F(Messages, ThatTheServerRefusesAgainAndAgainAreBuried) {
  image.store().refuse_entity("seen");
  image.send(image.eci(), "s:send", with());

  for (int i = 0; i < 5; ++i) image.engine().deliver_pending(10);

  EXPECT_EQ(image.store().message_count(), 0u);
  EXPECT_EQ(image.store().dead_letters().size(), 1u);
}

TEST_F(Messages, AreBuriedWhenTheirTriesAreCountedAndFail) {
  image.store().hold(child.id);
  image.send(image.eci(), "s:send", with());
  image.store().release(child.id);

  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(image.engine().end_attempt(child.id, "refused"));
    EXPECT_TRUE(image.engine().count_attempt(child.id));
  }
  EXPECT_TRUE(image.engine().end_attempt(child.id, "refused"));

  ASSERT_EQ(image.store().dead_letters().size(), 1u);
  EXPECT_EQ(image.store().dead_letters()[0].second, "Error: refused");
  EXPECT_FALSE(image.engine().count_attempt(child.id));
}

TEST_F(Messages, WhoseTriesAreTakenBackAreTriedForEver) {
  image.store().hold(child.id);
  image.send(image.eci(), "s:send", with());
  image.store().release(child.id);

  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(image.engine().count_attempt(child.id));
    image.engine().take_back_attempt(child.id);
  }
  image.engine().take_back_attempt(child.id);  // of none

  EXPECT_EQ(image.engine().deliver_pending(10), 1u);
  image.engine().take_back_attempt(child.id);
  EXPECT_EQ(seen(), "[1]");
}

TEST_F(Messages, ThatEndEachProcessAreBuriedAfterTheirCountedTries) {
  image.environment().limits().inline_deliveries = 0;
  image.send(image.eci(), "s:send", with(R"("times":3)"));

  EXPECT_TRUE(image.engine().count_first_attempts(child.id, 2));
  EXPECT_FALSE(image.engine().count_first_attempts(child.id, 2)) << "the first was tried";
  for (int i = 2; i <= 5; ++i) EXPECT_TRUE(image.engine().count_attempt(child.id));
  EXPECT_TRUE(image.store().dead_letters().empty());
  EXPECT_TRUE(image.engine().count_attempt(child.id)) << "of the second";

  ASSERT_EQ(image.store().dead_letters().size(), 1u);
  EXPECT_NE(image.store().dead_letters()[0].second.find("ended the process"), std::string::npos);
  EXPECT_EQ(image.engine().deliver_to(child.id, {.limit = 10}).messages, 2u);
  EXPECT_EQ(seen(), "[2,3]");
}

TEST_F(Messages, OfAPicoThatAnotherCallHoldsAreNotCounted) {
  image.environment().limits().inline_deliveries = 0;
  image.send(image.eci(), "s:send", with());
  image.store().hold(child.id);

  EXPECT_TRUE(image.engine().count_first_attempts(child.id, 10));
  EXPECT_TRUE(image.engine().count_first_attempts(child.id, 10));
}

TEST_F(Messages, ToAPicoThatIsDeletedAreBuried) {
  image.store().hold(child.id);
  image.send(image.eci(), "s:send", with());
  image.store().release(child.id);
  image.engine().delete_pico(child.id);

  EXPECT_EQ(image.engine().deliver_pending(10), 0u);
  EXPECT_EQ(image.store().message_count(), 0u);
}

TEST_F(Messages, AreDrainedBeforeTheirRecipientIsAsked) {
  const std::string directives = image.raise("s:sync", with());

  EXPECT_NE(directives.find(R"("seen":[7])"), std::string::npos) << directives;
}

TEST_F(Messages, ArriveBeforeTheQueryOfAnEventQuery) {
  image.raise("s:both", with());

  EXPECT_EQ(image.entity("sender", "seen"), "[1]");
}

TEST_F(Messages, RunInlineWhenARunningPicoIsAsked) {
  image.raise_at(child.eci, "r:hit", R"({"i":5})");

  const std::string directives = image.raise("s:own", with());

  EXPECT_NE(directives.find(R"("own":[5])"), std::string::npos) << directives;
}

TEST_F(Messages, OfEventSendAreLoggedWhenRefusedAndOfCtxEventAreErrors) {
  image.raise("s:send", R"({"to":"nowhere"})");
  EXPECT_EQ(image.entity("sender", "sent"), "1");
  EXPECT_EQ(image.environment().take_log().back().level, 10);

  EXPECT_EQ(error_of([&] { image.raise("s:strict", R"({"to":"nowhere"})"); }),
            "Error: ECI not found nowhere");
  EXPECT_EQ(error_of([&] { image.raise("s:bare"); }),
            "TypeError: eci was null instead of a string");
}

TEST_F(Messages, TellTheirSenderWhoAsksHowTheyEnded) {
  image.raise("s:ask", with());
  EXPECT_EQ(image.entity("sender", "told"), R"({"status":"delivered","mine":2})");

  image.raise("s:ask", with(R"("name":"bad")"));
  EXPECT_NE(image.entity("sender", "told").find(R"({"status":"failed","mine":2,"error":)"),
            std::string::npos);

  image.raise("s:ask", R"({"to":"nowhere"})");
  EXPECT_EQ(image.entity("sender", "told"),
            R"({"status":"failed","mine":2,"error":"Error: ECI not found nowhere"})");
}

TEST_F(Messages, ThatWaitTellTheirSenderWhenTheyAreDelivered) {
  image.store().hold(child.id);
  image.raise("s:ask", with());
  EXPECT_EQ(image.entity("sender", "told"), "");
  image.store().release(child.id);

  image.engine().deliver_pending(10);

  EXPECT_EQ(image.entity("sender", "told"), R"({"status":"delivered","mine":2})");
}

TEST_F(Messages, ThatTheServerRefusesTellTheirSender) {
  image.store().hold(child.id);
  image.raise("s:ask", with());
  image.store().release(child.id);
  image.store().refuse_entity("seen");

  for (int i = 0; i < 5; ++i) image.engine().deliver_pending(10);

  EXPECT_EQ(
      image.entity("sender", "told"),
      R"({"status":"failed","mine":2,"error":"Error: the server refused what the event wrote"})");
}

TEST_F(Messages, CannotWaitForThePicoThatWaits) {
  image.install(R"(ruleset caller { rule r { select when c go
    ctx:eventQuery(event:attrs{"to"}, "r", "back", {}, "receiver", "seen") } })");

  EXPECT_NE(error_of([&] {
              image.raise("c:go", R"({"to":")" + child.eci + "\"}");
            }).find("waits for this very call"),
            std::string::npos);
}

}  // namespace
}  // namespace pico::engine
