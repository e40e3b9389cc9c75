// SPDX-License-Identifier: MIT
//
// Headers of requests: what programs see of them, and what decides how a request is served.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/http.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// `_headers` (spec http-api.md 2): those that `allowed` lists (WebRules::headers), names in small
/// letters, values of repeated ones joined by ", ".
krl::Map headers_map(const HttpHeaders& headers, const std::vector<std::string>& allowed);

/// The value of a header that says one thing; nothing where it is missing. Throws WebError where it
/// comes twice, takes more than `limit` bytes, or is no UTF-8. `name` as it is written.
std::optional<std::string> lone_header(const HttpHeaders& headers, std::string_view name,
                                       size_t limit);

/// What `Authorization: Bearer` says; empty where it says nothing.
std::string bearer_token(const HttpHeaders& headers);

/// Whether a client prefers text/html to text/plain, by its header Accept.
bool prefers_html(const HttpHeaders& headers);

}  // namespace pico::engine
