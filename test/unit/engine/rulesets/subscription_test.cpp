// SPDX-License-Identifier: MIT
//
// io.picolabs.subscription: handshakes between picos, their ends, and what strangers may send
// (spec system-rulesets.md 5, 9.5-9.7, 10).
#include <gtest/gtest.h>

#include "unit/engine/rulesets/peers.hpp"

namespace pico::engine {
namespace {

constexpr std::string_view kNothing = R"({"est":[],"in":[],"out":[]})";

class SubscriptionTest : public testing::Test {
 protected:
  Peers peers;
  const Peer a = peers.make("a");
  const Peer b = peers.make("b");
};

// The handshake -----------------------------------------------------------------------------------

TEST_F(SubscriptionTest, APicoHasOneWellKnownChannel) {
  EXPECT_EQ(peers.well_known(a).substr(0, 1), "c");

  peers.raise(a, "wrangler:ruleset_installed", R"({"rids":["io.picolabs.subscription"]})");
  peers.raise(a, "engine:started");

  EXPECT_EQ(peers.count_channels(a, "wellknown_rx"), 1u);
}

TEST_F(SubscriptionTest, AcceptedRequestsAreEstablishedOnBothSides) {
  peers.request(a, b);
  EXPECT_EQ(peers.state(a), R"({"est":[],"in":[],"out":[{"Rx_role":"boss","Tx_role":"worker",)"
                            R"("Id":"1","wellKnown_Tx":"W","Rx":"A"}]})");
  EXPECT_EQ(peers.state(b), R"({"est":[],"in":[{"Rx_role":"worker","Tx_role":"boss","Id":"1",)"
                            R"("Tx":"A","Rx":"B"}],"out":[]})");

  peers.raise(b, "wrangler:pending_subscription_approval", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), R"({"est":[{"Rx_role":"boss","Tx_role":"worker","Id":"1","Rx":"A",)"
                            R"("Tx":"B"}],"in":[],"out":[]})");
  EXPECT_EQ(peers.state(b), R"({"est":[{"Rx_role":"worker","Tx_role":"boss","Id":"1","Tx":"A",)"
                            R"("Rx":"B"}],"in":[],"out":[]})");
  EXPECT_EQ(peers.events(a),
            "subscription subscription_request_needed outbound_pending_subscription_added "
            "outbound_pending_subscription_approved subscription_added");
  EXPECT_EQ(peers.events(b),
            "new_subscription_request inbound_pending_subscription_added "
            "pending_subscription_approval inbound_pending_subscription_approved "
            "subscription_added");
}

TEST_F(SubscriptionTest, RequestsCarryTheAttributesThatWereGiven) {
  peers.request(a, b,
                R"("note":{"x":[1]},"_headers":{"cookie":"secret"},"name":"job",)"
                R"("channel_type":"work","eventPolicy":{"allow":[],"deny":[]})");

  EXPECT_EQ(peers.attributes(b, "new_subscription_request"),
            R"({"wellKnown_Tx":"W","Id":"1","note":{"x":[1]},"name":"job","channel_type":"work",)"
            R"("Rx":"A","channel_name":"job","Rx_role":"worker","Tx_role":"boss","Tx":"A",)"
            R"("Tx_host":"http://localhost:3000"})");
  EXPECT_EQ(peers.attributes(b, "inbound_pending_subscription_added"),
            R"({"wellKnown_Tx":"W","Id":"1","note":{"x":[1]},"name":"job","channel_type":"work",)"
            R"("Rx":"B","channel_name":"job","Rx_role":"worker","Tx_role":"boss","Tx":"A",)"
            R"("Tx_host":"http://localhost:3000"})");
}

TEST_F(SubscriptionTest, RolesNameAndIdMayBeLeftOut) {
  peers.raise(a, "wrangler:subscription", R"({"wellKnown_Tx":")" + peers.well_known(b) + "\"}");

  EXPECT_EQ(peers.query(a, "keys_of", R"({"list":"out"})"), R"([["Id","wellKnown_Tx","Rx"]])");
  EXPECT_EQ(peers.query(b, "keys_of", R"({"list":"in"})"), R"([["Id","Tx","Rx"]])");
}

TEST_F(SubscriptionTest, ChannelsTakeThePolicyThatTheirOwnerWants) {
  peers.request(a, b,
                R"("eventPolicy":{"allow":[{"domain":"my","name":"hi"}],"deny":[]},)"
                R"("queryPolicy":{"allow":[],"deny":[]})");
  peers.raise(b, "wrangler:pending_subscription_approval",
              R"({"Id":"1","eventPolicy":{"allow":[],"deny":[]}})");

  EXPECT_EQ(peers.query(a, "established", R"({"key":"Id","value":"1"})").size(),
            peers.query(b, "established", R"({"key":"Id","value":"1"})").size());
  const std::string to_a = peers.channel_of_bus(b, "Tx");
  const std::string to_b = peers.channel_of_bus(a, "Tx");
  EXPECT_EQ(peers.error_at(to_a, "my:hi"), "");
  EXPECT_EQ(peers.error_at(to_a, "my:other"), "Error: Not allowed by channel policy");
  EXPECT_EQ(peers.error_at(to_b, "my:hi"), "Error: Not allowed by channel policy");

  peers.raise(b, "wrangler:subscription_cancellation", R"({"Id":"1"})");
  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
}

TEST_F(SubscriptionTest, APolicyThatDeniesTheProtocolLetsInNothingElse) {
  const std::string policy =
      R"("eventPolicy":{"allow":[{"domain":"my","name":"hi"},{"domain":"wrangler","name":"*"}],)"
      R"("deny":[{"domain":"wrangler","name":"*"},{"domain":"my","name":"lo"}]})";
  peers.request(a, b, policy);
  peers.raise(b, "wrangler:pending_subscription_approval", R"({"Id":"1",)" + policy + "}");

  const std::string to_a = peers.channel_of_bus(b, "Tx");
  EXPECT_EQ(peers.error_at(to_a, "my:hi"), "");
  EXPECT_EQ(peers.error_at(to_a, "my:lo"), "Error: Denied by channel policy");
  EXPECT_EQ(peers.error_at(to_a, "wrangler:name_changed"), "Error: Not allowed by channel policy");
  EXPECT_EQ(peers.error_at(peers.channel_of_bus(a, "Tx"), "wrangler:name_changed"),
            "Error: Not allowed by channel policy");

  peers.raise(b, "wrangler:subscription_cancellation", R"({"Id":"1"})");
  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
}

TEST_F(SubscriptionTest, PicosCanSubscribeToThemselves) {
  peers.request(a, a);
  peers.raise(a, "wrangler:pending_subscription_approval", R"({"Id":"1"})");
  EXPECT_EQ(peers.query(a, "roles"), R"(["worker","boss"])");

  peers.raise(a, "wrangler:subscription_cancellation", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.count_channels(a, "tx_rx"), 1u);  // the well-known one
}

TEST_F(SubscriptionTest, EstablishedOnesAreChosenByAnyMember) {
  peers.establish(a, b, "1");
  peers.establish(b, a, "2");

  EXPECT_EQ(peers.query(a, "roles"), R"(["boss","worker"])");
  EXPECT_EQ(peers.query(a, "roles", R"({"key":"Rx_role","value":"worker"})"), R"(["worker"])");
  EXPECT_EQ(peers.query(a, "roles", R"({"key":"Id","value":"1"})"), R"(["boss"])");
  EXPECT_EQ(peers.query(a, "roles", R"({"key":"Id","value":"3"})"), "[]");
}

// Ends --------------------------------------------------------------------------------------------

TEST_F(SubscriptionTest, RejectedRequestsAreGoneOnBothSides) {
  peers.request(a, b);
  peers.raise(b, "wrangler:inbound_rejection", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
  EXPECT_EQ(peers.last_event(a), "outbound_subscription_cancelled");
  EXPECT_EQ(peers.last_event(b), "inbound_subscription_cancelled");
  EXPECT_EQ(peers.count_channels(a, "tx_rx"), 1u);
  EXPECT_EQ(peers.count_channels(b, "tx_rx"), 1u);
}

TEST_F(SubscriptionTest, WithdrawnRequestsAreGoneOnBothSides) {
  peers.request(a, b);
  peers.raise(a, "wrangler:outbound_cancellation", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
  EXPECT_EQ(peers.last_event(a), "outbound_subscription_cancelled");
  EXPECT_EQ(peers.last_event(b), "inbound_subscription_cancelled");
  EXPECT_EQ(peers.count_channels(a, "tx_rx"), 1u);
  EXPECT_EQ(peers.count_channels(b, "tx_rx"), 1u);
}

TEST_F(SubscriptionTest, EitherSideCanEndASubscription) {
  for (const auto& [ending, other] : {std::pair(a, b), std::pair(b, a)}) {
    peers.establish(a, b, "1");
    peers.raise(ending, "wrangler:subscription_cancellation", R"({"Id":"1"})");

    EXPECT_EQ(peers.state(ending), kNothing);
    EXPECT_EQ(peers.state(other), kNothing);
    EXPECT_EQ(peers.last_event(ending), "subscription_removed");
    EXPECT_EQ(peers.last_event(other), "subscription_removed");
    EXPECT_EQ(peers.count_channels(a, "tx_rx"), 1u);
    EXPECT_EQ(peers.count_channels(b, "tx_rx"), 1u);
  }
}

TEST_F(SubscriptionTest, ASubscriptionEndsThoughItsChannelHasGone) {
  peers.establish(a, b, "1");
  peers.image.engine().delete_channel(peers.channel_of_bus(b, "Tx"));

  peers.raise(a, "wrangler:subscription_cancellation", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
}

TEST_F(SubscriptionTest, AllCanBeEndedAtOnce) {
  peers.establish(a, b, "1");
  peers.request(a, b, "", "2");
  peers.request(b, a, "", "3");

  peers.raise(a, "wrangler:cancel_subscriptions");

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
}

TEST_F(SubscriptionTest, UnknownIdsAreLoggedAndIgnored) {
  peers.request(a, b);
  const std::string before = peers.state(b);
  for (const std::string name :
       {"pending_subscription_approval", "inbound_rejection", "outbound_cancellation"}) {
    peers.take_warnings();
    peers.raise(b, "wrangler:" + name, R"({"Id":"none"})");
    EXPECT_EQ(peers.take_warnings(),
              "wrangler:" + name + " ignored, there is no such subscription: \"none\"\n");
  }
  peers.raise(b, "wrangler:subscription_cancellation", R"({"Id":"none"})");
  peers.raise(b, "wrangler:established_removal", R"({"Id":"none"})");

  EXPECT_EQ(peers.state(b), before);
  EXPECT_EQ(peers.take_warnings(), "");
}

// Deletion ----------------------------------------------------------------------------------------

TEST_F(SubscriptionTest, PeersOfADeletedPicoHearOfIt) {
  const Peer c = peers.make("c");
  peers.establish(a, b, "1");
  peers.request(a, b, "", "2");
  peers.request(b, a, "", "3");
  peers.establish(b, c, "4");

  peers.image.engine().delete_pico(b.id);

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(c), kNothing);
  EXPECT_EQ(peers.count_channels(a, "tx_rx"), 1u);
  EXPECT_TRUE(peers.image.store().dead_letters().empty());
}

TEST_F(SubscriptionTest, PeersHearOfADeletionInTheMiddleOfAnEvent) {
  const Peer child = peers.make("child", b.id);
  peers.establish(a, child, "1");
  peers.image.install(child.id, R"(ruleset killer { rule r { select when c kill
    ctx:eventQuery(ctx:parent, "wrangler", "child_deletion_request", {"eci": event:attrs{"eci"}},
                   "io.picolabs.wrangler", "name") } })");
  const std::string eci = peers.image.store().child_channels(b.id)[0].eci;

  peers.raise(child, "c:kill", R"({"eci":")" + eci + "\"}");

  EXPECT_EQ(peers.image.store().picos().size(), 3u);
  EXPECT_EQ(peers.state(a), kNothing);
}

TEST_F(SubscriptionTest, NobodyElseCanSayThatAPicoIsToGo) {
  peers.establish(a, b, "1");
  peers.request(a, b, "", "2");
  peers.request(b, a, "", "3");
  const std::string of_a = peers.state(a);

  peers.raise_at(peers.channel_of_bus(a, "Tx"), "wrangler:pico_deletion", "{}");

  EXPECT_EQ(peers.last_event(b), "pico_deletion");
  EXPECT_EQ(peers.state(a), of_a);
  EXPECT_EQ(peers.error_at(b.id, "wrangler:pico_deletion"),
            "Error: This is a family channel and only the owner can use it.");
}

TEST_F(SubscriptionTest, ThoseWhoGoTogetherAreNotToldOfEachOther) {
  const Peer child = peers.make("child", a.id);
  peers.establish(a, child, "1");
  peers.establish(b, child, "2");

  peers.image.engine().delete_pico(a.id);

  EXPECT_EQ(peers.state(b), kNothing);
  EXPECT_TRUE(peers.image.store().dead_letters().empty());
}

TEST_F(SubscriptionTest, ARequestInFlightToAPicoThatIsDeletedComesBack) {
  peers.image.install(a.id, R"(ruleset del { rule r { select when my ask_and_delete every {
      event:send({"eci": event:attrs{"target"}, "domain": "wrangler", "type": "subscription",
                  "attrs": {"wellKnown_Tx": event:attrs{"child_well_known"}, "Id": "1"}})
      event:send({"eci": event:attrs{"child_well_known"}, "domain": "wrangler",
                  "type": "new_subscription_request",
                  "attrs": {"Id": "2", "Tx": event:attrs{"rx"}}})
      ctx:delPico(ctx:children[0]) } } })");
  const Peer child = peers.make("child", a.id);
  peers.raise(a, "my:ask_and_delete",
              R"({"target":")" + b.eci + R"(","child_well_known":")" + peers.well_known(child) +
                  R"(","rx":")" + b.eci + "\"}");

  EXPECT_EQ(peers.image.store().picos().size(), 3u);
  EXPECT_EQ(peers.events(b),
            "subscription subscription_request_needed outbound_pending_subscription_added "
            "outbound_removal");
}

TEST_F(SubscriptionTest, ADyingPicoTellsItsPeersWhateverItsOtherRulesetsDo) {
  peers.image.install(b.id, R"(ruleset bad { rule r { select when wrangler pico_deletion
      event:send({}) } })");
  peers.establish(a, b, "1");
  peers.take_warnings();

  peers.image.engine().delete_pico(b.id);

  EXPECT_EQ(peers.image.store().picos().size(), 2u);
  EXPECT_EQ(peers.take_errors(), "");
  EXPECT_EQ(peers.state(a), kNothing);
}

// Strangers ---------------------------------------------------------------------------------------

TEST_F(SubscriptionTest, RequestsWithoutAChannelAreRefused) {
  for (const std::string attributes :
       {R"({"name":"x"})", R"({"wellKnown_Tx":null})", R"({"wellKnown_Tx":""})",
        R"({"wellKnown_Tx":5})", R"({"wellKnown_Tx":{"a":1}})"}) {
    peers.raise(a, "wrangler:subscription", attributes);
    EXPECT_EQ(peers.last_event(a), "wellKnown_Tx_format_failure") << attributes;
  }
  for (const std::string attributes : {R"({})", R"({"Tx":""})", R"({"Tx":[]})", R"({"Tx":5})"}) {
    peers.raise(a, "wrangler:new_subscription_request", attributes);
    EXPECT_EQ(peers.last_event(a), "no_Tx_failure") << attributes;
  }
  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.count_channels(a, "tx_rx"), 1u);
}

TEST_F(SubscriptionTest, WhatIsNoIdIsReplacedByOne) {
  for (const std::string id : {"{\"a\":1}", "[]", "\"\"", "null"}) {
    peers.raise(b, "wrangler:new_subscription_request", R"({"Tx":"x","Id":)" + id + "}");
  }
  EXPECT_EQ(peers.query(b, "all_texts", R"({"list":"in"})"), "[true,true,true,true]");
}

TEST_F(SubscriptionTest, ANumberIsAsGoodAnIdAsItsText) {
  peers.raise(a, "wrangler:subscription",
              R"({"Id":7,"wellKnown_Tx":")" + peers.well_known(b) + "\"}");
  peers.raise(b, "wrangler:pending_subscription_approval", R"({"Id":7})");

  for (const Peer& peer : {a, b}) {
    EXPECT_EQ(peers.state(peer).substr(0, 17), R"({"est":[{"Id":"7")");
  }

  peers.raise(a, "wrangler:subscription_cancellation", R"({"Id":7})");
  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
}

TEST_F(SubscriptionTest, ARequestWithTooLongAnIdIsIgnored) {
  const auto request = [&](size_t length) {
    peers.raise(b, "wrangler:new_subscription_request",
                R"({"Tx":"x","Id":")" + std::string(length, 'x') + "\"}");
  };

  request(201);
  EXPECT_EQ(peers.take_warnings(),
            "wrangler:new_subscription_request ignored, its Id is too long\n");
  EXPECT_EQ(peers.state(b), kNothing);

  request(200);
  EXPECT_EQ(peers.query(b, "keys_of", R"({"list":"in"})"), R"([["Id","Tx","Rx"]])");
}

TEST_F(SubscriptionTest, AWrongApprovalEstablishesNothing) {
  peers.request(a, b);
  const std::string before = peers.state(a);
  for (const std::string attributes : {R"({"Id":"1"})", R"({"Id":"1","Tx":null})",
                                       R"({"Id":"1","Tx":["x"]})", R"({"Id":"9","Tx":"x"})"}) {
    peers.raise(a, "wrangler:outbound_pending_subscription_approved", attributes);
    EXPECT_EQ(peers.state(a), before) << attributes;
  }
}

TEST_F(SubscriptionTest, ReplayedMessagesChangeNothing) {
  peers.establish(a, b, "1");
  const std::string of_a = peers.state(a);
  const std::string of_b = peers.state(b);

  peers.raise_at(peers.well_known(b), "wrangler:new_subscription_request",
                 peers.attributes(b, "new_subscription_request", Peers::Raw));
  peers.raise(a, "wrangler:subscription",
              R"({"Id":"1","wellKnown_Tx":")" + peers.well_known(b) + "\"}");
  peers.raise(b, "wrangler:pending_subscription_approval", R"({"Id":"1"})");
  peers.raise(a, "wrangler:outbound_pending_subscription_approved", R"({"Id":"1","Tx":"evil"})");
  peers.raise_at(peers.well_known(b), "wrangler:inbound_removal", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), of_a);
  EXPECT_EQ(peers.state(b), of_b);
}

TEST_F(SubscriptionTest, CrossedRequestsMakeTwoSubscriptions) {
  peers.request(a, b, "", "x");
  peers.request(b, a, "", "y");
  peers.raise(a, "wrangler:pending_subscription_approval", R"({"Id":"y"})");
  peers.raise(b, "wrangler:pending_subscription_approval", R"({"Id":"x"})");
  EXPECT_EQ(peers.query(a, "roles"), R"(["worker","boss"])");
  EXPECT_EQ(peers.query(b, "roles"), R"(["boss","worker"])");

  peers.raise(b, "wrangler:subscription_cancellation", R"({"Id":"y"})");

  EXPECT_EQ(peers.query(a, "roles"), R"(["boss"])");
  EXPECT_EQ(peers.query(b, "roles"), R"(["worker"])");
}

TEST_F(SubscriptionTest, BadPoliciesAndTagsFailTheRequestAsAWhole) {
  const std::string request = R"({"wellKnown_Tx":")" + peers.well_known(b) + "\",";
  EXPECT_EQ(peers.error(a, "wrangler:subscription", request + R"("eventPolicy":{"allow":[]}})"),
            "TypeError: EventPolicy expects {allow: EventPolicyRule[], deny: EventPolicyRule[]}");
  EXPECT_EQ(peers.error(a, "wrangler:subscription", request + R"("name":"system"})"),
            "TypeError: Cannot tag channel as \"system\".");

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_EQ(peers.state(b), kNothing);
}

TEST_F(SubscriptionTest, ARequestToNobodyStaysOutboundUntilItIsWithdrawn) {
  peers.raise(a, "wrangler:subscription", R"({"wellKnown_Tx":"cnobody","Id":"1"})");
  EXPECT_EQ(peers.query(a, "keys_of", R"({"list":"out"})"), R"([["Id","wellKnown_Tx","Rx"]])");

  peers.raise(a, "wrangler:outbound_cancellation", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), kNothing);
}

// Other hosts -------------------------------------------------------------------------------------

TEST_F(SubscriptionTest, TheRequesterSaysHowItIsReached) {
  peers.request(a, b, R"("Rx_host":"http://outside")");
  EXPECT_NE(peers.attributes(b, "new_subscription_request").find(R"("Tx_host":"http://outside")"),
            std::string::npos);

  peers.request(a, b, R"("Rx_host":"localhost")", "2");
  EXPECT_EQ(peers.attributes(b, "new_subscription_request").find("Tx_host"), std::string::npos);
}

// Automatic acceptance ----------------------------------------------------------------------------

TEST_F(SubscriptionTest, RequestsThatMatchAConfigurationAreAccepted) {
  peers.raise(b, "wrangler:autoAcceptConfigUpdate",
              R"({"config":{"configName":"c","entries":{"Tx_role":["^bo","^x$"]}}})");
  EXPECT_EQ(peers.query_shared(b, "autoAcceptConfig"), R"({"c":{"Tx_role":["^bo","^x$"]}})");

  peers.request(a, b, "", "1");
  EXPECT_EQ(peers.query(a, "roles"), R"(["boss"])");
  EXPECT_EQ(peers.query(b, "roles"), R"(["worker"])");

  peers.raise(b, "wrangler:autoAcceptConfigUpdate",
              R"({"configName":"c","regexMap":"{\"note\":[\"^y\"]}"})");
  peers.request(a, b, "", "2");
  peers.request(a, b, R"("note":"yes")", "3");
  EXPECT_EQ(peers.query(a, "roles"), R"(["boss","boss"])");

  peers.raise(b, "wrangler:autoAcceptConfigUpdate", R"({"configName":"c","delete":true})");
  EXPECT_EQ(peers.query_shared(b, "autoAcceptConfig"), "{}");
  peers.request(a, b, R"("note":"yes")", "4");
  EXPECT_EQ(peers.query(a, "roles"), R"(["boss","boss"])");
}

TEST_F(SubscriptionTest, ABadConfigurationIsRefused) {
  peers.raise(b, "wrangler:autoAcceptConfigUpdate", R"({"config":{"entries":{}}})");
  EXPECT_EQ(peers.last_event(b), "autoAcceptConfigUpdate_failure");
  EXPECT_NE(peers.error(b, "wrangler:autoAcceptConfigUpdate",
                        R"({"config":{"configName":"c","entries":{"x":["("]}}})"),
            "");
  EXPECT_EQ(peers.query_shared(b, "autoAcceptConfig"), "{}");
}

// Events to peers ---------------------------------------------------------------------------------

TEST_F(SubscriptionTest, EventsGoToPeersByRoleOrId) {
  peers.establish(a, b, "1");
  peers.establish(b, a, "2");

  peers.raise(a, "wrangler:send_event_on_subs",
              R"({"domain":"wrangler","type":"hello","Tx_role":"worker","attrs":{"x":1}})");
  EXPECT_EQ(peers.attributes(b, "hello"), R"({"x":1})");
  peers.raise(b, "wrangler:send_event_on_subs",
              R"({"domain":"wrangler","type":"hello","subID":"2"})");
  EXPECT_EQ(peers.attributes(a, "hello"), "{}");

  peers.raise(a, "wrangler:send_event_on_subs", R"({"domain":"my","Tx_role":"nobody"})");
  EXPECT_EQ(peers.attributes(a, "failed_to_send_event_to_sub"),
            R"({"domain":"my","Tx_role":"nobody","foundSubsToSendTo":false,"domainGiven":true,)"
            R"("typeGiven":false})");
}

// Deleting oneself --------------------------------------------------------------------------------

TEST_F(SubscriptionTest, APicoThatIntendsToGoEndsTheSubscriptionAndSaysSo) {
  peers.establish(a, b, "1");

  peers.raise(b, "wrangler:intent_to_delete", R"({"Id":"1"})");

  EXPECT_EQ(peers.state(a), kNothing);
  EXPECT_NE(peers.events(b).find("ready_for_deletion"), std::string::npos);
}

}  // namespace
}  // namespace pico::engine
