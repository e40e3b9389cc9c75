// SPDX-License-Identifier: MIT
//
// Reading addresses: see listen_address.hpp.
#include "postgres/web/listen_address.hpp"

#include <charconv>

namespace pico::postgres {
namespace {

std::optional<uint16_t> port_in(std::string_view text) {
  uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stop != end || port == 0) return std::nullopt;
  return port;
}

}  // namespace

std::optional<ListenAddress> listen_address(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) return std::nullopt;
  const std::optional<uint16_t> port = port_in(text.substr(colon + 1));
  std::string_view host = text.substr(0, colon);
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (has_brackets) host = host.substr(1, host.size() - 2);
  const bool is_ip6 = host.find(':') != host.npos;
  if (!port || is_ip6 != has_brackets || host.find_first_of(" \t/[]") != host.npos)
    return std::nullopt;
  return ListenAddress{std::string(host), *port};
}

std::string base_url_of(const ListenAddress& address) {
  std::string host = address.host;
  if (host == "*" || host == "0.0.0.0" || host == "::") host = "localhost";
  if (host.find(':') != host.npos) host = "[" + host + "]";
  return "http://" + host + ":" + std::to_string(address.port);
}

}  // namespace pico::postgres
