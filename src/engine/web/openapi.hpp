// SPDX-License-Identifier: MIT
//
// The routes in the words of OpenAPI 3.1.
#pragma once

#include <string_view>

#include "engine/run/channel_routes.hpp"
#include "engine/web/web_rules.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// The routes that every image has.
krl::Map describe_all_routes(const WebRules& rules);
/// Those of a channel: an event for each that rules of its pico wait for, a query for each shared
/// name.
krl::Map describe_routes(std::string_view eci, const ChannelRoutes& routes, const WebRules& rules);

}  // namespace pico::engine
