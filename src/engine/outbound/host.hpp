// SPDX-License-Identifier: MIT
//
// URLs of events at other hosts (spec engine.md 11, http-api.md 2).
#pragma once

#include <string>
#include <string_view>

#include "krl/value/value.hpp"

namespace pico::engine {

/// The base URL of another host without slashes at its end. Throws Error where it is not an
/// absolute http or https URL, or holds more than a host and a path.
std::string base_url_of(const krl::Value& host);

/// `<base>/c/<eci>`: the channel of a pico there.
std::string channel_url(std::string_view base, std::string_view eci);
/// `<channel>/event/<domain>/<name>`.
std::string event_url(std::string_view channel, std::string_view domain, std::string_view name);

/// A URL as logs and views show it: without user info, query and fragment.
std::string shown_url(std::string_view url);

}  // namespace pico::engine
