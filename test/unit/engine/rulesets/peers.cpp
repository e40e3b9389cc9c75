// SPDX-License-Identifier: MIT
//
// Picos that subscribe to each other: see peers.hpp.
#include "unit/engine/rulesets/peers.hpp"

#include <algorithm>

#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kObserver = R"(ruleset observer {
  meta {
    use module io.picolabs.subscription alias subs
    shares state, keys_of, all_texts, roles, established, seen, attributes
  }
  global {
    state = function() {
      {"est": subs:established(), "in": subs:inbound(), "out": subs:outbound()}
    }
    keys_of = function(list) { state(){list}.map(function(bus) { bus.keys() }) }
    all_texts = function(list) {
      state(){list}.map(function(bus) { bus{"Id"}.typeof() == "String" && bus{"Id"} != "" })
    }
    roles = function(key, value) {
      subs:established(key, value).map(function(bus) { bus{"Rx_role"} })
    }
    established = function(key, value) { subs:established(key, value) }
    seen = function() { ent:seen.defaultsTo([]).map(function(event) { event{"name"} }) }
    attributes = function(name) {
      ent:seen.filter(function(event) { event{"name"} == name }).reverse().head(){"attrs"}
    }
  }
  rule forget { select when test forget always { clear ent:seen } }
  rule see {
    select where event:domain == "wrangler"
    always {
      ent:seen := ent:seen.defaultsTo([]).append({"name": event:name, "attrs": event:attrs})
    }
  }
})";

}  // namespace

Peer Peers::make(std::string_view name, std::optional<std::string> parent) {
  Peer peer;
  peer.id = image.engine().create_pico(name, parent, std::nullopt);
  peer.eci = image.engine().create_channel(peer.id, {}, {}, {}).eci;
  image.install(peer.id, kObserver);
  return peer;
}

void Peers::request(const Peer& from, const Peer& to, std::string_view more, std::string_view id) {
  std::string attributes = R"({"wellKnown_Tx":")" + well_known(to) + R"(","Id":")";
  attributes.append(id).append(R"(","Rx_role":"boss","Tx_role":"worker")");
  if (!more.empty()) attributes.append(",").append(more);
  raise(from, "wrangler:subscription", attributes + "}");
}

void Peers::establish(const Peer& from, const Peer& to, std::string_view id) {
  request(from, to, "", id);
  raise(to, "wrangler:pending_subscription_approval", R"({"Id":")" + std::string(id) + "\"}");
}

std::string Peers::well_known(const Peer& peer) {
  for (const Channel& channel : image.store().channels(peer.id)) {
    if (channel.tags == std::vector<std::string>{"wellknown_rx", "tx_rx"}) return channel.eci;
  }
  return {};
}

std::string Peers::state(const Peer& peer) { return with_names(query(peer, "state")); }

std::string Peers::channel_of_bus(const Peer& peer, std::string_view member) {
  const krl::Value buses = krl::parse_json(query(peer, "established"));
  return std::string(buses.array()[0].map().find(member)->string().view());
}

size_t Peers::count_channels(const Peer& peer, std::string_view tag) {
  size_t count = 0;
  for (const Channel& channel : image.store().channels(peer.id)) {
    count += std::count(channel.tags.begin(), channel.tags.end(), tag);
  }
  return count;
}

std::string Peers::events(const Peer& peer) {
  const krl::Value names = krl::parse_json(query(peer, "seen"));
  std::string text;
  for (const krl::Value& name : names.array()) {
    if (!text.empty()) text += ' ';
    text += name.string().view();
  }
  return text;
}

std::string Peers::last_event(const Peer& peer) {
  const std::string all = events(peer);
  return all.substr(all.rfind(' ') + 1);
}

std::string Peers::attributes(const Peer& peer, std::string_view name, Form form) {
  const std::string argument = R"({"name":")" + std::string(name) + "\"}";
  std::string found = query(peer, "attributes", argument);
  return form == Raw ? found : with_names(std::move(found));
}

std::string Peers::take_log(uint8_t level) {
  std::string text;
  for (const LogEntry& entry : image.environment().take_log()) {
    if (entry.level != level) continue;
    text.append(entry.message.string().view()).append("\n");
  }
  return text;
}

/// Well-known channels become W, the others that subscriptions have made A, B, … in the order in
/// which the test has seen them.
std::string Peers::with_names(std::string text) {
  constexpr size_t kQuotedEci = 28;
  for (size_t at = text.find("\"c"); at != std::string::npos; at = text.find("\"c", at + 1)) {
    const size_t end = text.find('"', at + 1);
    if (end + 1 - at != kQuotedEci) continue;
    const std::string eci = text.substr(at + 1, end - at - 1);
    const ChannelPtr channel = image.store().channel(eci);
    if (!channel) continue;
    if (channel->tags[0] == "wellknown_rx") {
      text.replace(at + 1, eci.size(), "W");
      continue;
    }
    auto known = std::find(named_.begin(), named_.end(), eci);
    if (known == named_.end()) known = named_.insert(named_.end(), eci);
    text.replace(at + 1, eci.size(), 1, static_cast<char>('A' + (known - named_.begin())));
  }
  return text;
}

}  // namespace pico::engine
