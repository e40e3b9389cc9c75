// SPDX-License-Identifier: MIT
//
// Picos that can subscribe to each other and note every event of the domain `wrangler`, for tests.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unit/engine/image.hpp"

namespace pico::engine {

struct Peer {
  std::string id;
  std::string eci;  // a channel that allows everything
};

class Peers {
 public:
  /// A full pico, a root by default; what happened while it was made is not among its events.
  Peer make(std::string_view name, std::optional<std::string> parent = std::nullopt);

  void raise(const Peer& peer, std::string_view event, std::string_view attributes = "{}") {
    raise_at(peer.eci, event, attributes);
  }
  void raise_at(std::string_view eci, std::string_view event, std::string_view attributes) {
    image.raise_at(eci, event, attributes);
  }
  std::string error(const Peer& peer, std::string_view event, std::string_view attributes) {
    return error_of([&] { raise(peer, event, attributes); });
  }
  std::string error_at(std::string_view eci, std::string_view event) {
    return error_of([&] { image.raise_at(eci, event); });
  }

  /// `from` asks `to`, as its "boss"; `more` are further attributes as JSON members.
  void request(const Peer& from, const Peer& to, std::string_view more = "",
               std::string_view id = "1");
  void establish(const Peer& from, const Peer& to, std::string_view id);

  std::string well_known(const Peer& peer);
  /// `{"est": …, "in": …, "out": …}`, with W for well-known channels, A and B for the others in the
  /// order of their making.
  std::string state(const Peer& peer);
  /// An answer of the observing ruleset: `keys_of(list)`, `all_texts(list)`, `roles(key, value)`,
  /// `established(key, value)`.
  std::string query(const Peer& peer, std::string_view name, std::string_view arguments = "{}") {
    return image.query_at(peer.eci, "observer", name, arguments);
  }
  /// An answer of io.picolabs.subscription.
  std::string query_shared(const Peer& peer, std::string_view name) {
    return image.query_at(peer.eci, "io.picolabs.subscription", name);
  }
  std::string channel_of_bus(const Peer& peer, std::string_view member);
  size_t count_channels(const Peer& peer, std::string_view tag);

  /// The names of the events seen, blank-separated.
  std::string events(const Peer& peer);
  std::string last_event(const Peer& peer);
  enum Form { Named, Raw };
  /// Of the last event of that name; channels named as in state(), or raw.
  std::string attributes(const Peer& peer, std::string_view name, Form form = Named);

  /// The messages of the log entries since the last call, each with a line break.
  std::string take_warnings() { return take_log(20); }
  std::string take_errors() { return take_log(10); }

  Image image;

 private:
  std::string take_log(uint8_t level);
  std::string with_names(std::string text);

  std::vector<std::string> named_;  // ECIs
};

}  // namespace pico::engine
