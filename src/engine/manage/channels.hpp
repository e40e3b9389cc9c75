// SPDX-License-Identifier: MIT
//
// Creating, changing and deleting channels of one pico (spec engine.md 3.6). Null arguments stand
// for the defaults, or for what is there already.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "engine/model/rows.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class Session;

/// All channels of a pico, the self channel first, in order of creation.
std::vector<Channel> all_channels(Session& session, std::string_view pico);

/// The channel of the pico itself that has this ECI; nothing for any other.
std::optional<Channel> find_channel(Session& session, std::string_view pico, std::string_view eci);

struct ChannelSettings {
  krl::Value tags;
  krl::Value event_policy;
  krl::Value query_policy;
};

Channel create_channel(Session& session, std::string_view pico, const ChannelSettings& settings);
/// Throws `ECI not found` for a channel of another pico. Leaves family channels as they are.
void update_channel(Session& session, std::string_view pico, std::string_view eci,
                    const ChannelSettings& settings);
/// Updates the channel with exactly these tags, or creates it.
void upsert_channel(Session& session, std::string_view pico, const ChannelSettings& settings);
void delete_channel(Session& session, std::string_view pico, std::string_view eci);

}  // namespace pico::engine
