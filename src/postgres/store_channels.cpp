// SPDX-License-Identifier: MIT
//
// Channels: see store.hpp. Policies are stored as the JSON that KRL shows (spec engine.md 3.1).
#include "engine/channel/policy.hpp"
#include "krl/value/json.hpp"

#include "postgres/store.hpp"
#include "postgres/workers/wake.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

std::string text_of(engine::PolicyKind kind, const engine::Policy& policy) {
  return krl::to_json_or_null(engine::policy_value(kind, policy));
}

#define PICO_CHANNEL_COLUMNS \
  "eci, pico, position, tags, event_policy, query_policy, family, family_pico"

const std::vector<const char*> kColumns = {
    "eci", "pico", "position", "tags", "event_policy", "query_policy", "family", "family_pico"};

/// Of memory, roughly, for a channel with a policy of some rules.
constexpr size_t kChannelBytes = 1000;

constexpr std::string_view kParent = "parent";
constexpr std::string_view kChild = "child";

std::string_view name_of(engine::Family family) {
  switch (family) {
    case engine::Family::None:
      return "";
    case engine::Family::Parent:
      return kParent;
    case engine::Family::Child:
      return kChild;
  }
  return "";
}

engine::Channel channel_of(const Row& row) {
  engine::Channel channel;
  channel.eci = row.string(1);
  channel.pico = row.string(2);
  channel.position = row.number(3);
  channel.tags = row.texts(4);
  channel.event_policy = engine::parse_policy(engine::PolicyKind::Event, row.json(5));
  channel.query_policy = engine::parse_policy(engine::PolicyKind::Query, row.json(6));
  const std::string_view family = row.text(7);
  if (family == kParent) channel.family = engine::Family::Parent;
  if (family == kChild) channel.family = engine::Family::Child;
  channel.family_pico = row.string(8);
  return channel;
}

engine::ChannelPtr cached_channel(const Row& row) {
  return row_caches().channels.get(row.text(1), row.version(), kChannelBytes,
                                   [&] { return channel_of(row); });
}

}  // namespace

engine::ChannelPtr ServerStore::channel(std::string_view eci) {
  static KeyedTable channels("channel", kColumns, {1});
  engine::ChannelPtr found;
  sql_.find(channels, {eci}, [&](const Row& row) { found = cached_channel(row); });
  return found;
}

std::vector<engine::Channel> ServerStore::channels(std::string_view pico) {
  static constinit Statement select{"select " PICO_CHANNEL_COLUMNS
                                    " from pico.channel where pico = $1 order by position"};
  std::vector<engine::Channel> found;
  sql_.select(select, {pico}, [&](const Row& row) { found.push_back(channel_of(row)); });
  return found;
}

namespace {

/// The channels by which a pico talks to its parent and to its children, oldest first.
KeyedTable& channels_of_family() {
  static KeyedTable channels("channel", kColumns, {8, 3}, "channel_family_pico");
  return channels;
}

}  // namespace

std::vector<engine::Channel> ServerStore::child_channels(std::string_view pico) {
  std::vector<engine::Channel> found;
  sql_.find(channels_of_family(), {pico}, [&](const Row& row) {
    const engine::ChannelPtr channel = cached_channel(row);
    if (channel->family == engine::Family::Child) found.push_back(*channel);
  });
  return found;
}

std::optional<engine::Channel> ServerStore::parent_channel(std::string_view pico) {
  std::optional<engine::Channel> found;
  const auto take = [&](const Row& row) {
    const engine::ChannelPtr channel = cached_channel(row);
    if (channel->family == engine::Family::Parent) found = *channel;
  };
  // It is made with the pico, before those of its children, of which there may be many.
  sql_.find(channels_of_family(), {pico}, take, 1);
  if (!found) sql_.find(channels_of_family(), {pico}, take);
  return found;
}

void ServerStore::add_channel(engine::Channel& channel) {
  static constinit Statement insert{
      "insert into pico.channel"
      " (eci, pico, tags, event_policy, query_policy, family, family_pico)"
      " values ($1, $2, $3, $4, $5, $6, $7) returning position"};
  const std::string event_policy = text_of(engine::PolicyKind::Event, channel.event_policy);
  const std::string query_policy = text_of(engine::PolicyKind::Query, channel.query_policy);
  sql_.write(insert,
             {channel.eci, channel.pico, Parameter(std::span<const std::string>(channel.tags)),
              Parameter::json(event_policy), Parameter::json(query_policy),
              Parameter::text_or_null(name_of(channel.family)),
              Parameter::text_or_null(channel.family_pico)},
             [&](const Row& row) { channel.position = row.number(1); });
}

void ServerStore::update_channel(const engine::Channel& channel) {
  static constinit Statement update{
      "update pico.channel set tags = $2, event_policy = $3, query_policy = $4 where eci = $1"};
  const std::string event_policy = text_of(engine::PolicyKind::Event, channel.event_policy);
  const std::string query_policy = text_of(engine::PolicyKind::Query, channel.query_policy);
  sql_.write(update, {channel.eci, Parameter(std::span<const std::string>(channel.tags)),
                      Parameter::json(event_policy), Parameter::json(query_policy)});
  wake_watchers_at_commit();
}

void ServerStore::delete_channel(std::string_view eci) {
  static constinit Statement statement{"delete from pico.channel where eci = $1"};
  sql_.write(statement, {eci});
  wake_watchers_at_commit();
}

}  // namespace pico::postgres
