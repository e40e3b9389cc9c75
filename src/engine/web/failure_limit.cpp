// SPDX-License-Identifier: MIT
//
// Bounding failures: see failure_limit.hpp.
#include "engine/web/failure_limit.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace pico::engine {

std::string network_of(std::string_view address) {
  constexpr size_t kNetworkBytes = 8;
  const std::string text(address);
  in6_addr parsed{};
  if (inet_pton(AF_INET6, text.c_str(), &parsed) != 1) return text;
  std::array<char, INET6_ADDRSTRLEN> shown{};
  if (IN6_IS_ADDR_V4MAPPED(&parsed)) {
    inet_ntop(AF_INET, parsed.s6_addr + 12, shown.data(), shown.size());
    return shown.data();
  }
  std::fill(std::begin(parsed.s6_addr) + kNetworkBytes, std::end(parsed.s6_addr), uint8_t{0});
  inet_ntop(AF_INET6, &parsed, shown.data(), shown.size());
  return std::string(shown.data()) + "/64";
}

std::chrono::seconds FailureLimit::wait_of(std::string_view address, Clock::time_point now) const {
  const auto found = places_.find(network_of(address));
  if (found == places_.end()) return {};
  // One more failure must be forgiven within all that may be held against a client.
  const auto room = bounds_.interval * (bounds_.failures - 1);
  const auto wait = found->second->forgiven - room - now;
  return std::max(std::chrono::seconds(0), std::chrono::ceil<std::chrono::seconds>(wait));
}

void FailureLimit::count(std::string_view address, Clock::time_point now) {
  std::string network = network_of(address);
  const auto found = places_.find(network);
  if (found != places_.end()) {
    Client& client = *found->second;
    client.forgiven = std::max(client.forgiven, now) + bounds_.interval;
    clients_.splice(clients_.begin(), clients_, found->second);
    return;
  }
  clients_.push_front({std::move(network), now + bounds_.interval});
  places_.emplace(clients_.front().network, clients_.begin());
  if (clients_.size() <= bounds_.clients) return;
  places_.erase(clients_.back().network);
  clients_.pop_back();
}

}  // namespace pico::engine
