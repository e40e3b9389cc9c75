// SPDX-License-Identifier: MIT
//
// What bounds an HTTP request that this server makes, and how it is said that there is no response.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "engine/ruleset/fetch_hosts.hpp"
#include "krl/text/error.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Why there is no response.
struct HttpFailure {
  enum class Kind : uint8_t {
    Refused,  // `what` is a host or address that is not allowed
    Late,     // no answer within the time
    Broken,   // anything else
  };
  Kind kind;
  std::string url;  // without credentials; of the redirect, if there was one
  std::string what;
};

struct HttpRules {
  engine::FetchHosts hosts;
  std::chrono::milliseconds timeout;  // of a request with all its redirects
  int redirects;                      // to follow
  size_t bytes;                       // of the response
  std::string proxy;                  // empty: as libcurl's environment variables say
  std::string ca_file;                // certificates to trust; empty: those of the system
  krl::Error (*error)(const HttpFailure& failure);
};

/// For requests of KRL programs, as the settings pico.http_* say now. Errors are FetchErrors with
/// the codes RequestRefused and RequestFailed (spec modules.md 5.2).
HttpRules http_rules();

}  // namespace pico::postgres
