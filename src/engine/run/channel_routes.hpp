// SPDX-License-Identifier: MIT
//
// What there is behind a channel for those outside: events that rules wait for, and what can be
// asked.
#pragma once

#include <string>
#include <vector>

#include "engine/ruleset/named_events.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class Session;

/// A function or value that a ruleset shares.
struct SharedName {
  std::string rid;
  std::string name;
  std::vector<std::string> parameters;
};

struct ChannelRoutes {
  std::vector<NamedEvent> events;   // in alphabetical order
  std::vector<SharedName> queries;  // ruleset by ruleset in order of installation
};

/// Engine::channel_routes. Throws Error{UnknownEci}.
ChannelRoutes channel_routes(Session& session, const krl::Value& eci);

}  // namespace pico::engine
