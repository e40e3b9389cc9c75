// SPDX-License-Identifier: MIT
//
// Showing and guarding channels: see channel_record.hpp.
#include "engine/channel/channel_record.hpp"

#include "engine/channel/policy.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

void check_owner(const Channel& channel, std::string_view sender) {
  if (!is_family_channel(channel) || channel.family_pico == sender) return;
  throw krl::Error(krl::ErrorClass::Error,
                   "This is a family channel and only the owner can use it.",
                   krl::ErrorCode::PolicyDenied);
}

}  // namespace

Channel self_channel(std::string_view pico) {
  Channel channel;
  channel.eci = channel.pico = channel.family_pico = pico;
  channel.tags = {"system", "self"};
  channel.event_policy = channel.query_policy = open_policy();
  return channel;
}

void check_event_policy(const Channel& channel, std::string_view sender, std::string_view domain,
                        std::string_view name) {
  check_owner(channel, sender);
  check_policy(channel.event_policy, domain, name);
}

void check_query_policy(const Channel& channel, std::string_view sender, std::string_view rid,
                        std::string_view name) {
  check_owner(channel, sender);
  check_policy(channel.query_policy, rid, name);
}

krl::Value channel_record(const Channel& channel) {
  krl::Array tags;
  for (const std::string& tag : channel.tags) tags.edit().emplace_back(std::string_view(tag));
  const krl::Value owner = is_family_channel(channel)
                               ? krl::Value(std::string_view(channel.family_pico))
                               : krl::Value::null();
  return krl::Map{{"id", std::string_view(channel.eci)},
                  {"tags", std::move(tags)},
                  {"eventPolicy", policy_value(PolicyKind::Event, channel.event_policy)},
                  {"queryPolicy", policy_value(PolicyKind::Query, channel.query_policy)},
                  {"familyChannelPicoID", owner}};
}

}  // namespace pico::engine
