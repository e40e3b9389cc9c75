// SPDX-License-Identifier: MIT
//
// URLs of HTTP requests: checked, completed, and told apart by where they lead.
#pragma once

#include <string>
#include <string_view>

namespace pico::engine {

/// An absolute http: or https: URL as it is sent: without blanks around it, and what stands behind
/// its host in ASCII. Throws TypeError where it is none (spec modules.md 5.1).
std::string web_url(std::string_view text);
/// The URL with more in its query, before any fragment.
std::string with_query(std::string_view url, std::string_view query);
/// `scheme://host:port` of what web_url() has given, in small letters.
std::string origin_of(std::string_view url);

}  // namespace pico::engine
