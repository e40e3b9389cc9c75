// SPDX-License-Identifier: MIT
//
// Subscriptions between picos of two hosts (spec system-rulesets.md 9.6): two images, between which
// the test carries the requests.
#include <gtest/gtest.h>

#include "unit/engine/rulesets/peers.hpp"

namespace pico::engine {
namespace {

constexpr const char* kNothing = R"({"est":[],"in":[],"out":[]})";
constexpr std::string_view kLeft = "http://left";
constexpr std::string_view kRight = "http://right:8080/pico";

class RemoteSubscription : public testing::Test {
 protected:
  RemoteSubscription() {
    left.image.environment().set_base_url(kLeft);
    right.image.environment().set_base_url(kRight);
    a = left.make("A");
    b = right.make("B");
  }

  /// Carries requests until there are none.
  void pump() {
    while (carry(left, kRight, right) + carry(right, kLeft, left) > 0) continue;
  }

  /// Takes each where it is to go, twice, as a network may.
  size_t carry(Peers& from, std::string_view base, Peers& to) {
    const std::vector<Request> claimed = from.image.engine().claim_requests({});
    std::vector<RequestResult> results;
    for (const Request& request : claimed) {
      EXPECT_TRUE(request.http.url.starts_with(std::string(base) + "/c/")) << request.http.url;
      receive(to, request);
      results.push_back({request, receive(to, request), "", false});
    }
    from.image.engine().finish_requests(results, {});
    return claimed.size();
  }

  static HttpResponse receive(Peers& to, const Request& request) {
    const auto text = [&](const char* key) {
      return std::string(request.outcome.map().find(key)->string().view());
    };
    try {
      const krl::Value answer =
          to.image.engine().receive_event(request.idempotency_key, text("eci"), text("domain"),
                                          text("name"), krl::parse_json(request.http.body));
      return {200, "OK", {}, krl::to_json_or_null(answer)};
    } catch (const krl::Error& error) {
      return {
          200, "OK", {}, krl::to_json_or_null(krl::Map{{"error", std::string_view(error.text())}})};
    }
  }

  void request(std::string_view id) {
    left.raise(a, "wrangler:subscription",
               R"({"wellKnown_Tx":")" + right.well_known(b) + R"(","Tx_host":")" +
                   std::string(kRight) + R"(","Rx_role":"boss","Tx_role":"worker","Id":")" +
                   std::string(id) + "\"}");
    pump();
  }
  void establish() {
    request("1");
    right.raise(b, "wrangler:pending_subscription_approval", R"({"Id":"1"})");
    pump();
  }
  void expect_nothing() {
    EXPECT_EQ(left.state(a), kNothing);
    EXPECT_EQ(right.state(b), kNothing);
    EXPECT_EQ(left.count_channels(a, "tx_rx"), 1u);
    EXPECT_EQ(right.count_channels(b, "tx_rx"), 1u);
    EXPECT_EQ(left.image.store().dead_requests().size(), 0u);
    EXPECT_EQ(right.image.store().dead_requests().size(), 0u);
  }

  Peers left;
  Peers right;
  Peer a;
  Peer b;
};

TEST_F(RemoteSubscription, IsMadeWithTheHostOfThePeerOnEachSide) {
  request("1");
  EXPECT_EQ(left.query(a, "keys_of", R"({"list":"out"})"),
            R"([["Rx_role","Tx_role","Id","Tx_host","wellKnown_Tx","Rx"]])");
  EXPECT_EQ(right.query(b, "keys_of", R"({"list":"in"})"),
            R"([["Rx_role","Tx_role","Id","Tx_host","Tx","Rx"]])");

  right.raise(b, "wrangler:pending_subscription_approval", R"({"Id":"1"})");
  pump();

  EXPECT_NE(left.state(a).find(R"("Tx_host":"http://right:8080/pico")"), std::string::npos);
  EXPECT_NE(right.state(b).find(R"("Tx_host":"http://left")"), std::string::npos);
  EXPECT_EQ(left.channel_of_bus(a, "Tx"), right.channel_of_bus(b, "Rx"));
  EXPECT_EQ(left.channel_of_bus(a, "Rx"), right.channel_of_bus(b, "Tx"));
  EXPECT_EQ(left.query(a, "roles"), R"(["boss"])");
  EXPECT_EQ(right.query(b, "roles"), R"(["worker"])");
}

TEST_F(RemoteSubscription, CarriesEventsOnceToThePeer) {
  establish();
  right.raise(b, "test:forget");

  left.raise(a, "wrangler:send_event_on_subs",
             R"({"subID":"1","domain":"wrangler","type":"hello","attrs":{"n":1}})");
  pump();

  EXPECT_EQ(right.events(b), "hello");
  EXPECT_EQ(right.attributes(b, "hello"), R"({"n":1})");
}

TEST_F(RemoteSubscription, IsCancelledFromEitherSide) {
  establish();
  left.raise(a, "wrangler:subscription_cancellation", R"({"Id":"1"})");
  pump();
  expect_nothing();

  establish();
  right.raise(b, "wrangler:subscription_cancellation", R"({"Id":"1"})");
  pump();
  expect_nothing();
}

TEST_F(RemoteSubscription, IsRejectedOrWithdrawn) {
  request("1");
  right.raise(b, "wrangler:inbound_rejection", R"({"Id":"1"})");
  pump();
  expect_nothing();

  request("2");
  left.raise(a, "wrangler:outbound_cancellation", R"({"Id":"2"})");
  pump();
  expect_nothing();
}

TEST_F(RemoteSubscription, EndsWithThePicoWhoseLastRequestsAreStillSent) {
  establish();
  right.image.engine().delete_pico(b.id);
  pump();

  EXPECT_EQ(left.state(a), kNothing);
  EXPECT_EQ(left.last_event(a), "subscription_removed");
}

TEST_F(RemoteSubscription, ToAHostThatIsNoneEndsAllTheSame) {
  left.raise(a, "wrangler:subscription", R"({"wellKnown_Tx":"cx","Tx_host":"nowhere","Id":"1"})");
  EXPECT_NE(left.take_errors().find("host was nowhere instead of an absolute http or https URL"),
            std::string::npos);
  left.raise(a, "wrangler:outbound_cancellation", R"({"Id":"1"})");
  EXPECT_EQ(left.state(a), kNothing);

  right.raise_at(right.well_known(b), "wrangler:new_subscription_request",
                 R"({"Tx":")" + std::string(5000, 'x') + R"(","Tx_host":"http://evil","Id":"e"})");
  right.raise(b, "wrangler:cancel_subscriptions");
  EXPECT_EQ(right.state(b), kNothing);
  EXPECT_EQ(right.image.store().requests().size(), 0u);
}

}  // namespace
}  // namespace pico::engine
