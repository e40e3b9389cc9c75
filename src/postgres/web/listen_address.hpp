// SPDX-License-Identifier: MIT
//
// Where the server over HTTP listens: what pico.http_listen says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace pico::postgres {

struct ListenAddress {
  std::string host;  // name or number, an IPv6 address without brackets; `*` for all
  uint16_t port;
};

/// Reads `HOST:PORT`, such as `127.0.0.1:3000`, `[::1]:3000`, `pico.example.org:80` or `*:3000`;
/// nothing where it is malformed.
std::optional<ListenAddress> listen_address(std::string_view text);

/// The URL at which a client on this machine finds what listens there.
std::string base_url_of(const ListenAddress& address);

}  // namespace pico::postgres
