// SPDX-License-Identifier: MIT
//
// Sources behind http: and https: URLs, by libcurl, in the backend that needs them.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "engine/ruleset/fetch_hosts.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

struct HttpRules {
  engine::FetchHosts hosts;
  std::chrono::milliseconds timeout;  // of all requests together
  int redirects;                      // to follow
  size_t bytes;                       // of the answer
  const char* proxy;                  // empty: as libcurl's environment variables say
};

/// The source behind a URL. Follows redirects, but never to a host that the rules do not allow.
/// Throws Error with what went wrong. A cancel ends the waiting at once.
std::string http_source(std::string_view url, const HttpRules& rules);

}  // namespace pico::postgres
