// SPDX-License-Identifier: MIT
//
// Hosts to fetch from: see fetch_hosts.hpp.
#include "engine/ruleset/fetch_hosts.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

/// An IPv4 address as IPv6 maps it, also where another form holds it; any other as it is.
using Address = std::array<uint8_t, 16>;

constexpr std::array<uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// Forms by which IPv6 networks reach IPv4 addresses: how they begin, and where the four bytes are
/// (in 64:ff9b:1::/48 most often).
struct Embedding {
  std::array<uint8_t, 12> prefix;
  size_t prefix_bytes;
  size_t at;
};
constexpr Embedding kEmbeddings[] = {
    {{0, 0x64, 0xff, 0x9b}, 12, 12},       // 64:ff9b::/96
    {{0, 0x64, 0xff, 0x9b, 0, 1}, 6, 12},  // 64:ff9b:1::/48
    {{0x20, 0x02}, 2, 2},                  // 2002::/16
};

Address address_of(std::span<const uint8_t> bytes) {
  Address address{};
  if (bytes.size() == 4) {
    std::copy(kMapped.begin(), kMapped.end(), address.begin());
    std::copy(bytes.begin(), bytes.end(), address.begin() + kMapped.size());
  } else if (bytes.size() == address.size()) {
    for (const Embedding& form : kEmbeddings) {
      const auto prefix = std::span(form.prefix).first(form.prefix_bytes);
      if (std::equal(prefix.begin(), prefix.end(), bytes.begin()))
        return address_of(bytes.subspan(form.at, 4));
    }
    std::copy(bytes.begin(), bytes.end(), address.begin());
  }
  return address;
}

/// The address that a text is, or nothing but zeros.
Address address_of(const std::string& text) {
  std::array<uint8_t, 16> bytes{};
  // Not inet_pton: who resolves a name takes 0xa9fea9fe for an address, too.
  if (in_addr ip4{}; inet_aton(text.c_str(), &ip4) != 0) {
    std::memcpy(bytes.data(), &ip4, sizeof ip4);
    return address_of(std::span(bytes).first<4>());
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return address_of(std::span(bytes));
  return {};
}

/// Addresses whose first bits are those of `text`.
struct Network {
  const char* text;
  size_t bytes;  // of the form above
  uint8_t last_mask;
};

constexpr Network kReserved[] = {
    {"169.254.0.0", 14, 0xff},      // link-local, and the metadata of most clouds
    {"fe80::", 2, 0xc0},            // link-local
    {"fd00:ec2::254", 16, 0xff},    // metadata of Amazon's
    {"fd20:ce::254", 16, 0xff},     // of Google's
    {"100.100.100.200", 16, 0xff},  // of Alibaba's
    {"192.0.0.192", 16, 0xff},      // of Oracle's
    {"168.63.129.16", 16, 0xff},    // of Azure's machines
};

bool contains(const Network& network, const Address& address) {
  const Address first = address_of(std::string(network.text));
  const size_t whole = network.bytes - 1;
  return std::equal(first.begin(), first.begin() + static_cast<ptrdiff_t>(whole),
                    address.begin()) &&
         (first[whole] & network.last_mask) == (address[whole] & network.last_mask);
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string normalised(std::string_view host) {
  host = krl::trim(host);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string result(host);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

bool matches(std::string_view pattern, std::string_view host) {
  if (pattern == "*") return true;
  if (pattern.starts_with("*.")) {
    const std::string_view domain = pattern.substr(1);
    return host.size() > domain.size() && host.ends_with(domain);
  }
  return pattern == host;
}

bool is_among(const std::vector<std::string>& patterns, std::string_view host) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches(pattern, host); });
}

bool is_among(const std::vector<std::string>& patterns, const Address& address) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return address_of(pattern) == address; });
}

}  // namespace

FetchHosts::FetchHosts(std::string_view list) {
  while (!list.empty()) {
    const size_t end = std::min(list.find(','), list.size());
    std::string_view entry = krl::trim(list.substr(0, end));
    const bool forbids = entry.starts_with('!');
    if (forbids) entry.remove_prefix(1);
    std::string pattern = normalised(entry);
    if (!pattern.empty()) (forbids ? forbidden_ : allowed_).push_back(std::move(pattern));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
}

bool FetchHosts::allows(std::string_view host) const {
  const std::string wanted = normalised(host);
  const Address address = address_of(wanted);
  return is_ascii(wanted) && is_among(allowed_, wanted) && !is_among(forbidden_, wanted) &&
         (address == Address() || allows_address(address));
}

bool FetchHosts::allows_address(std::span<const uint8_t> address) const {
  const Address wanted = address_of(address);
  if (is_among(forbidden_, wanted)) return false;
  const auto is_in = [&](const Network& network) { return contains(network, wanted); };
  if (std::none_of(std::begin(kReserved), std::end(kReserved), is_in)) return true;
  return is_among(allowed_, wanted);
}

}  // namespace pico::engine
