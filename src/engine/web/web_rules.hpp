// SPDX-License-Identifier: MIT
//
// What an image has decided about requests that come to it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "engine/ruleset/fetch_hosts.hpp"

namespace pico::engine {

struct WebRules {
  /// Names of headers that programs see in `_headers`, in small letters; a `*` at the end stands
  /// for anything.
  std::vector<std::string> headers;
  /// Where the directive `_redirect` may lead.
  FetchHosts redirect_hosts{"*"};
  size_t body_bytes = size_t{1} << 20;
  size_t json_bytes = size_t{100} << 10;
  /// Errors have status 200, as the reference gives them.
  bool has_compatible_status = false;
  /// Events are taken by POST alone.
  bool takes_events_by_post_only = false;
};

}  // namespace pico::engine
