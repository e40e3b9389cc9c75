// SPDX-License-Identifier: MIT
//
// URLs of events at other hosts: see host.hpp.
#include "engine/outbound/host.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/module/encoding.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

/// Channels of recipients are keys of an index, whose rows are bounded.
constexpr size_t kMaxChannelUrlBytes = 1000;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

krl::Error bad_host(const krl::Value& host) {
  return {krl::ErrorClass::TypeError,
          fmt::format("host was {} instead of an absolute http or https URL without user, query "
                      "and fragment",
                      krl::to_string(host).view()),
          krl::ErrorCode::InvalidArgument};
}

/// Neither a blank nor what separates other parts of a URL from host and path.
bool is_of_base(char c) {
  return c > ' ' && c < '\x7F' && std::string_view("?#@\\\"<>").find(c) == std::string_view::npos;
}

/// A part of a path, in which every byte that is not unreserved becomes an escape (RFC 3986, 2.3).
/// Dot segments cannot be written: escaped or not, they lead to another path on their way.
std::string escaped(std::string_view part) {
  if (part == "." || part == "..")
    throw krl::Error(krl::ErrorClass::Error,
                     "an event to another host cannot have . or .. as its channel, domain or name",
                     krl::ErrorCode::InvalidArgument);
  std::string text;
  for (const char c : utf8_of(part)) {
    const char letter = lower(c);
    const bool is_unreserved = (letter >= 'a' && letter <= 'z') || (c >= '0' && c <= '9') ||
                               std::string_view("-._~").find(c) != std::string_view::npos;
    if (is_unreserved) {
      text += c;
    } else {
      fmt::format_to(std::back_inserter(text), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return text;
}

}  // namespace

std::string base_url_of(const krl::Value& host) {
  if (!host.is_string()) throw bad_host(host);
  std::string base(krl::trim(host.string().view()));
  while (base.ends_with('/')) base.pop_back();
  const size_t scheme = base.find("://");
  if (scheme == std::string::npos || !std::all_of(base.begin(), base.end(), is_of_base))
    throw bad_host(host);
  const size_t path = std::min(base.find('/', scheme + 3), base.size());
  std::transform(base.begin(), base.begin() + static_cast<ptrdiff_t>(path), base.begin(), lower);
  const std::string_view name = std::string_view(base).substr(0, scheme);
  if ((name != "http" && name != "https") || path == scheme + 3) throw bad_host(host);
  return base;
}

std::string channel_url(std::string_view base, std::string_view eci) {
  std::string url = fmt::format("{}/c/{}", base, escaped(eci));
  if (url.size() <= kMaxChannelUrlBytes) return url;
  throw krl::Error(krl::ErrorClass::Error,
                   fmt::format("the URL of a channel at another host may take {} bytes, not {}",
                               kMaxChannelUrlBytes, url.size()),
                   krl::ErrorCode::InvalidArgument);
}

std::string event_url(std::string_view channel, std::string_view domain, std::string_view name) {
  return fmt::format("{}/event/{}/{}", channel, escaped(domain), escaped(name));
}

std::string shown_url(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  const size_t path = std::min(url.find('/', scheme + 3), url.size());
  const size_t user = url.substr(0, path).rfind('@');
  if (user == std::string_view::npos) return std::string(url);
  return std::string(url.substr(0, scheme + 3)).append(url.substr(user + 1));
}

}  // namespace pico::engine
