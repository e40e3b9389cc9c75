// SPDX-License-Identifier: MIT
//
// Headers of answers: see web_headers.hpp.
#include "engine/web/web_headers.hpp"

#include <algorithm>
#include <utility>

#include "engine/http/headers.hpp"

namespace pico::engine {

HttpHeaders common_headers() {
  static const HttpHeaders kHeaders = {
      {"Access-Control-Allow-Origin", "*"},
      {"Access-Control-Allow-Headers", "Origin, X-Requested-With, Content-Type, Accept"},
      {"Content-Security-Policy",
       "default-src 'self';base-uri 'self';font-src 'self' https: data:;form-action 'self';"
       "frame-ancestors 'self';img-src 'self' data:;object-src 'none';script-src 'self';"
       "script-src-attr 'none';style-src 'self' https: 'unsafe-inline'"},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cross-Origin-Resource-Policy", "same-origin"},
      {"Origin-Agent-Cluster", "?1"},
      {"Referrer-Policy", "no-referrer"},
      {"Strict-Transport-Security", "max-age=15552000; includeSubDomains"},
      {"X-Content-Type-Options", "nosniff"},
      {"X-DNS-Prefetch-Control", "off"},
      {"X-Download-Options", "noopen"},
      {"X-Frame-Options", "SAMEORIGIN"},
      {"X-Permitted-Cross-Domain-Policies", "none"},
      {"X-XSS-Protection", "0"},
      {"Cache-Control", "no-store"},
  };
  return kHeaders;
}

HttpHeaders preflight_headers() {
  return {
      {"Allow", "POST, GET, OPTIONS"},
      {"Access-Control-Allow-Origin", "*"},
      {"Access-Control-Allow-Methods", "POST, GET, OPTIONS"},
      // Those of the reference, and those that only this engine knows.
      {"Access-Control-Allow-Headers",
       "Origin, X-Requested-With, Content-Type, Accept, Idempotency-Key, Last-Event-ID, Pico-Eci"},
  };
}

HttpHeaders without_cors(HttpHeaders headers) {
  const auto is_cors = [](const auto& header) {
    return header_key(header.first).starts_with("access-control-");
  };
  headers.erase(std::remove_if(headers.begin(), headers.end(), is_cors), headers.end());
  return headers;
}

}  // namespace pico::engine
