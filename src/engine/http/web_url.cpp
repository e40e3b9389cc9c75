// SPDX-License-Identifier: MIT
//
// URLs of requests: see web_url.hpp.
#include "engine/http/web_url.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/http/credentials.hpp"
#include "engine/http/headers.hpp"
#include "engine/module/encoding.hpp"
#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kSlashes = "://";

/// Origins are part of a key of an index, whose rows are bounded; names of hosts are far shorter.
constexpr size_t kMaxOriginBytes = 1000;

/// Where the host begins and ends, with credentials and port.
struct Authority {
  size_t begin;
  size_t end;
};

Authority authority_of(std::string_view url) {
  const size_t scheme = url.find(kSlashes);
  if (scheme == std::string_view::npos) return {0, 0};
  const size_t begin = scheme + kSlashes.size();
  return {begin, std::min(url.find_first_of("/?#\\", begin), url.size())};
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

std::string web_url(std::string_view text) {
  const std::string url = utf8_of(krl::trim(text));
  const auto [begin, end] = authority_of(url);
  if (begin == end) throw krl::type_error("Only absolute URLs are supported");
  const std::string scheme = header_key(std::string_view(url).substr(0, begin));
  if (scheme != "http://" && scheme != "https://")
    throw krl::type_error("Only HTTP(S) protocols are supported");
  if (std::any_of(url.begin(), url.end(), is_control))
    throw krl::type_error("A url cannot hold control characters");
  if (origin_of(url).size() > kMaxOriginBytes)
    throw krl::type_error(fmt::format("The host of a url may take {} bytes", kMaxOriginBytes));
  std::string sent = url.substr(0, end);
  for (const char c : url.substr(end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f) {
      sent.push_back(c);
    } else {
      sent.append(fmt::format("%{:02X}", byte));
    }
  }
  return sent;
}

std::string with_query(std::string_view url, std::string_view query) {
  if (query.empty()) return std::string(url);
  const size_t fragment = std::min(url.find('#'), url.size());
  std::string completed(url.substr(0, fragment));
  const size_t mark = completed.find('?');
  if (mark == std::string::npos) {
    completed.push_back('?');
  } else if (mark + 1 != completed.size() && !completed.ends_with('&')) {
    completed.push_back('&');
  }
  return completed.append(query).append(url.substr(fragment));
}

std::string origin_of(std::string_view url) {
  const std::string shown = without_credentials(url);
  std::string origin = header_key(std::string_view(shown).substr(0, authority_of(shown).end));
  const bool has_port = origin.find(':', origin.rfind(']') == std::string::npos
                                             ? origin.find(kSlashes) + kSlashes.size()
                                             : origin.rfind(']')) != std::string::npos;
  if (!has_port) origin.append(origin.starts_with("https:") ? ":443" : ":80");
  return origin;
}

}  // namespace pico::engine
