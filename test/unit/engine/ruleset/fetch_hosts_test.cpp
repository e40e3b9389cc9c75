// SPDX-License-Identifier: MIT
//
// Which hosts and addresses may be fetched from.
#include "engine/ruleset/fetch_hosts.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include <array>
#include <string>

namespace pico::engine {
namespace {

bool allows_address(std::string_view list, const std::string& address) {
  uint8_t bytes[16];
  const FetchHosts hosts(list);
  if (inet_pton(AF_INET, address.c_str(), bytes) == 1)
    return hosts.allows_address(std::span(bytes, 4));
  EXPECT_EQ(inet_pton(AF_INET6, address.c_str(), bytes), 1) << address;
  return hosts.allows_address(std::span(bytes, 16));
}

TEST(FetchHosts, AreListedByNameAddressOrDomain) {
  const FetchHosts hosts(" Example.org, *.krl.test,10.1.2.3 ,::1");

  EXPECT_TRUE(hosts.allows("example.org"));
  EXPECT_TRUE(hosts.allows("EXAMPLE.ORG."));
  EXPECT_TRUE(hosts.allows("a.b.krl.test"));
  EXPECT_TRUE(hosts.allows("10.1.2.3"));
  EXPECT_TRUE(hosts.allows("[::1]"));
  EXPECT_FALSE(hosts.allows("www.example.org"));
  EXPECT_FALSE(hosts.allows("krl.test"));
  EXPECT_FALSE(hosts.allows("evilkrl.test"));
  EXPECT_FALSE(hosts.allows("10.1.2.30"));
  EXPECT_FALSE(hosts.allows(""));
}

TEST(FetchHosts, MayBeAllOrNone) {
  EXPECT_TRUE(FetchHosts("*").allows("anything.at.all"));
  EXPECT_FALSE(FetchHosts("").allows("example.org"));
  EXPECT_FALSE(FetchHosts(" , ").allows(""));
}

TEST(FetchHosts, AreForbiddenByAnExclamationMark) {
  const FetchHosts hosts("*, !evil.test, ! *.internal.test, !10.1.2.3");
  EXPECT_TRUE(hosts.allows("example.org"));
  EXPECT_TRUE(hosts.allows("internal.test"));
  EXPECT_TRUE(hosts.allows("10.1.2.4"));
  for (const char* host : {"evil.test", "EVIL.test.", "a.internal.test", "10.1.2.3", "167838211"})
    EXPECT_FALSE(hosts.allows(host)) << host;
  EXPECT_FALSE(hosts.allows_address(std::array<uint8_t, 4>{10, 1, 2, 3}));
  EXPECT_FALSE(FetchHosts("!evil.test").allows("example.org"));
}

TEST(FetchHosts, LetPrivateAddressesThroughButNoReservedOnes) {
  for (const char* address : {"127.0.0.1", "10.0.0.1", "169.253.255.255", "169.255.0.0",
                              "100.100.100.201", "::1", "fd00:ec2::253", "fd20:ce::253", "fec0::1"})
    EXPECT_TRUE(allows_address("*", address)) << address;
  for (const char* address :
       {"169.254.169.254", "169.254.0.0", "169.254.255.255", "100.100.100.200", "192.0.0.192",
        "168.63.129.16", "fe80::1", "febf:ffff::", "fd00:ec2::254", "fd20:ce::254"})
    EXPECT_FALSE(allows_address("*,169.254.1.1", address)) << address;
}

// A proxy makes the connection: of the address only the host of the URL tells.
TEST(FetchHosts, LetNoReservedAddressThroughAsAHost) {
  for (const char* host :
       {"169.254.169.254", "169.254.169.254.", "2852039166", "0xA9FEA9FE", "0251.0376.43518",
        "[::ffff:169.254.169.254]", "[2002:a9fe:a9fe::1]", "[fe80::1]", "\uff1169.254.169.254"}) {
    EXPECT_FALSE(FetchHosts("*").allows(host)) << host;
    EXPECT_FALSE(FetchHosts("example.org").allows(host)) << host;
  }
  for (const char* host : {"127.0.0.1", "[::1]", "169.254", "169.254.169.254.nip.io", "fe80"})
    EXPECT_TRUE(FetchHosts("*").allows(host)) << host;
  EXPECT_TRUE(FetchHosts("169.254.169.254").allows("169.254.169.254"));
  EXPECT_TRUE(FetchHosts("*,fe80::1").allows("[fe80::1]"));
}

TEST(FetchHosts, KnowAnAddressInAllItsForms) {
  for (const char* address :
       {"::ffff:169.254.169.254", "64:ff9b::169.254.169.254", "64:ff9b:1::169.254.169.254",
        "64:ff9b:1:ffff:ffff:ffff:169.254.169.254", "2002:a9fe:a9fe::", "2002:a9fe:a9fe:1::2"}) {
    EXPECT_FALSE(allows_address("*", address)) << address;
    EXPECT_TRUE(allows_address("169.254.169.254", address)) << address;
  }
  for (const char* address :
       {"::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::10.0.0.1", "64:ff9b:2::169.254.169.254",
        "64:ff9b:0:1::169.254.169.254", "2002:a00:1:a9fe:a9fe::", "2003:a9fe:a9fe::"})
    EXPECT_TRUE(allows_address("*", address)) << address;
  EXPECT_TRUE(allows_address("[fe80::1]", "fe80::1"));
  EXPECT_TRUE(allows_address("FD00:0EC2:0::254", "fd00:ec2::254"));
}

}  // namespace
}  // namespace pico::engine
