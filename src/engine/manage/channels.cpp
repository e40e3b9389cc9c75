// SPDX-License-Identifier: MIT
//
// Managing channels: see channels.hpp.
#include "engine/manage/channels.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/channel/channel_record.hpp"
#include "engine/channel/policy.hpp"
#include "engine/channel/tags.hpp"
#include "engine/model/identifier.hpp"
#include "engine/run/session.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

/// A channel of the pico itself. Any other ECI is unknown to it.
Channel own_channel(Session& session, std::string_view pico, std::string_view eci) {
  if (std::optional<Channel> found = find_channel(session, pico, eci)) return *std::move(found);
  throw krl::Error(krl::ErrorClass::Error, fmt::format("ECI not found {}", eci),
                   krl::ErrorCode::UnknownEci);
}

void apply(const ChannelSettings& settings, Channel& channel) {
  if (!settings.tags.is_null()) channel.tags = clean_tags(settings.tags);
  if (!settings.event_policy.is_null()) {
    channel.event_policy = parse_policy(PolicyKind::Event, settings.event_policy);
  }
  if (!settings.query_policy.is_null()) {
    channel.query_policy = parse_policy(PolicyKind::Query, settings.query_policy);
  }
}

Channel add_channel(Session& session, Channel channel, std::string_view pico) {
  channel.eci = new_identifier(session.environment());
  channel.pico = pico;
  session.unit().add_channel(channel);
  return channel;
}

/// A channel with these settings, not yet anybody's.
Channel make_channel(const ChannelSettings& settings) {
  Channel channel;
  channel.event_policy = channel.query_policy = open_policy();
  apply(settings, channel);
  return channel;
}

std::vector<std::string> sorted(std::vector<std::string> tags) {
  std::sort(tags.begin(), tags.end());
  return tags;
}

}  // namespace

std::vector<Channel> all_channels(Session& session, std::string_view pico) {
  std::vector<Channel> channels = session.unit().channels(pico);
  channels.insert(channels.begin(), self_channel(pico));
  return channels;
}

std::optional<Channel> find_channel(Session& session, std::string_view pico, std::string_view eci) {
  if (eci == pico) return self_channel(pico);
  const ChannelPtr channel = session.unit().channel(eci);
  if (!channel || channel->pico != pico) return std::nullopt;
  return *channel;
}

Channel create_channel(Session& session, std::string_view pico, const ChannelSettings& settings) {
  return add_channel(session, make_channel(settings), pico);
}

void update_channel(Session& session, std::string_view pico, std::string_view eci,
                    const ChannelSettings& settings) {
  Channel channel = own_channel(session, pico, eci);
  if (is_self_channel(channel)) {
    throw krl::Error(krl::ErrorClass::Error, "Cannot edit the self channel.",
                     krl::ErrorCode::InvalidArgument);
  }
  if (is_family_channel(channel)) return;
  apply(settings, channel);
  session.unit().update_channel(std::move(channel));
}

void upsert_channel(Session& session, std::string_view pico, const ChannelSettings& settings) {
  Channel wanted = make_channel(settings);
  wanted.tags = sorted(std::move(wanted.tags));
  for (Channel& channel : session.unit().channels(pico)) {
    if (sorted(channel.tags) != wanted.tags) continue;
    if (is_family_channel(channel)) return;
    apply(settings, channel);
    channel.tags = wanted.tags;
    return session.unit().update_channel(std::move(channel));
  }
  add_channel(session, std::move(wanted), pico);
}

void delete_channel(Session& session, std::string_view pico, std::string_view eci) {
  if (is_family_channel(own_channel(session, pico, eci))) {
    throw krl::Error(krl::ErrorClass::Error, "Cannot delete family channels.",
                     krl::ErrorCode::InvalidArgument);
  }
  session.unit().delete_channel(eci);
}

}  // namespace pico::engine
