// SPDX-License-Identifier: MIT
#include "engine/web/failure_limit.hpp"

#include <gtest/gtest.h>

namespace pico::engine {
namespace {

using std::chrono::seconds;

const FailureLimit::Clock::time_point kStart{seconds(1000)};

FailureLimit limit_after(int failures) {
  FailureLimit limit({.failures = 3, .interval = seconds(6), .clients = 2});
  for (int i = 0; i < failures; ++i) limit.count("192.0.2.1", kStart);
  return limit;
}

TEST(FailureLimit, LetsAClientFailSoOften) {
  EXPECT_EQ(limit_after(0).wait_of("192.0.2.1", kStart), seconds(0));
  EXPECT_EQ(limit_after(2).wait_of("192.0.2.1", kStart), seconds(0));
  EXPECT_EQ(limit_after(3).wait_of("192.0.2.1", kStart), seconds(6));
}

TEST(FailureLimit, ForgivesOneFailureAfterTheOther) {
  FailureLimit limit = limit_after(3);
  EXPECT_EQ(limit.wait_of("192.0.2.1", kStart + seconds(5)), seconds(1));
  EXPECT_EQ(limit.wait_of("192.0.2.1", kStart + seconds(6)), seconds(0));

  limit.count("192.0.2.1", kStart + seconds(6));
  EXPECT_EQ(limit.wait_of("192.0.2.1", kStart + seconds(6)), seconds(6));
  EXPECT_EQ(limit.wait_of("192.0.2.1", kStart + seconds(1000)), seconds(0));
}

TEST(FailureLimit, HoldsNothingAgainstOthers) {
  EXPECT_EQ(limit_after(3).wait_of("192.0.2.2", kStart), seconds(0));
}

TEST(FailureLimit, TellsWholeSecondsThatAreEnough) {
  const auto half_a_second = std::chrono::milliseconds(500);
  EXPECT_EQ(limit_after(3).wait_of("192.0.2.1", kStart + half_a_second), seconds(6));
}

TEST(FailureLimit, ForgetsWhomItHasHeardOfLongestAgo) {
  FailureLimit limit = limit_after(3);
  limit.count("192.0.2.2", kStart);
  limit.count("192.0.2.1", kStart);
  limit.count("192.0.2.3", kStart);

  EXPECT_EQ(limit.clients(), 2U);
  EXPECT_EQ(limit.wait_of("192.0.2.1", kStart), seconds(12));
}

TEST(FailureLimit, TakesANetworkOfIpv6ForOneClient) {
  FailureLimit limit({.failures = 1, .interval = seconds(6), .clients = 10});
  limit.count("2001:db8:1:2:3::4", kStart);

  EXPECT_EQ(limit.wait_of("2001:db8:1:2::", kStart), seconds(6));
  EXPECT_EQ(limit.wait_of("2001:db8:1:3::", kStart), seconds(0));
}

TEST(NetworkOf, AnAddressThatIsMappedIsThatAddress) {
  EXPECT_EQ(network_of("::ffff:192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(network_of("2001:db8::1"), "2001:db8::/64");
  EXPECT_EQ(network_of(""), "");
  EXPECT_EQ(network_of("no address"), "no address");
}

}  // namespace
}  // namespace pico::engine
