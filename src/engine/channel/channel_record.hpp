// SPDX-License-Identifier: MIT
//
// Channels as programs see them, and who may use one (spec engine.md 3.1, 3.4, 3.5).
#pragma once

#include <string_view>

#include "engine/model/rows.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// The channel that every pico has without a stored row: its ECI is the pico's id, and only the
/// pico itself may use it.
Channel self_channel(std::string_view pico);
inline bool is_self_channel(const Channel& channel) { return channel.eci == channel.pico; }
/// Self, parent and child channels: nobody edits or deletes them.
inline bool is_family_channel(const Channel& channel) { return !channel.family_pico.empty(); }

/// Throws Error{PolicyDenied} unless `sender` (a pico id, empty: from outside) may send the event.
void check_event_policy(const Channel& channel, std::string_view sender, std::string_view domain,
                        std::string_view name);
/// The same for a query.
void check_query_policy(const Channel& channel, std::string_view sender, std::string_view rid,
                        std::string_view name);

/// A channel as `ctx:channels` shows it (spec engine.md 3.1).
krl::Value channel_record(const Channel& channel);

}  // namespace pico::engine
