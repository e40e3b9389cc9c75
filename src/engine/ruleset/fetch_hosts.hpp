// SPDX-License-Identifier: MIT
//
// Which hosts sources may be fetched from, and which HTTP requests may go to.
//
// A program that asks for URLs of others can be made to ask hosts that only it can reach. Most
// dangerous are the addresses at which clouds tell a machine its secrets: they are link-local or
// well-known, and are allowed only where they are listed themselves.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pico::engine {

class FetchHosts {
 public:
  /// `list`: names of hosts and addresses between commas; `*.example.org` stands for all names
  /// below example.org, `*` for all hosts; `!` before one forbids it, whatever else allows it.
  explicit FetchHosts(std::string_view list);

  /// Whether to ask the host of a URL: it is listed and, if it is an address, allowed as such. An
  /// IPv6 address may stand in brackets. Names are in ASCII (`xn--...`): others are on their way
  /// made into such, or even into an address.
  [[nodiscard]] bool allows(std::string_view host) const;
  /// Whether to connect to an address of a listed host: 4 bytes of IPv4 or 16 of IPv6.
  [[nodiscard]] bool allows_address(std::span<const uint8_t> address) const;

 private:
  std::vector<std::string> allowed_;
  std::vector<std::string> forbidden_;
};

}  // namespace pico::engine
