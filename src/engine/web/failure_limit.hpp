// SPDX-License-Identifier: MIT
//
// A bound on failures by client address: who guesses is made to wait.
//
// Each client may fail so often at once, and once more each time that an interval is over. What is
// remembered is bounded, too: the client that was heard of longest ago is forgotten first.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace pico::engine {

class FailureLimit {
 public:
  using Clock = std::chrono::steady_clock;
  struct Bounds {
    int failures = 10;                 // at once
    std::chrono::seconds interval{6};  // after which one more is forgiven
    size_t clients = 10'000;           // that are remembered
  };

  explicit FailureLimit(const Bounds& bounds) : bounds_(bounds) {}

  /// How long the client has to wait before it is listened to; zero: not at all.
  [[nodiscard]] std::chrono::seconds wait_of(std::string_view address, Clock::time_point now) const;
  /// The client has failed.
  void count(std::string_view address, Clock::time_point now);

  [[nodiscard]] size_t clients() const noexcept { return clients_.size(); }

 private:
  struct Client {
    std::string network;
    Clock::time_point forgiven;  // when nothing is held against it any more
  };
  using Clients = std::list<Client>;

  Bounds bounds_;
  Clients clients_;  // the one heard of last comes first
  std::unordered_map<std::string_view, Clients::iterator> places_;
};

/// What counts as one client: an IPv4 address, or the network of 64 bits that an IPv6 address
/// belongs to, as whoever has one has all its addresses. Other text stands for itself.
std::string network_of(std::string_view address);

}  // namespace pico::engine
