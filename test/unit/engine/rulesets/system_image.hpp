// SPDX-License-Identifier: MIT
//
// An image with a full root called Ann, for tests of the system rulesets.
#pragma once

#include <string>
#include <string_view>

#include "unit/engine/image.hpp"

namespace pico::engine {

class SystemImage : public Image {
 public:
  SystemImage()
      : ann_(engine().create_pico("Ann", std::nullopt, {})), ann_eci_(open_channel(ann_)) {}

  [[nodiscard]] const std::string& ann() const { return ann_; }
  [[nodiscard]] const std::string& ann_eci() const { return ann_eci_; }

  /// A channel that allows everything.
  std::string open_channel(std::string_view pico) {
    return engine().create_channel(pico, {}, {}, {}).eci;
  }
  /// A full child of Ann, with such a channel.
  Child make_full_child(std::string_view name) {
    Child child{engine().create_pico(name, ann_, {}), {}};
    child.eci = open_channel(child.id);
    return child;
  }

  /// Lets a pico remember the names and attributes of events; log() gives them since the last time.
  /// `events` is an event expression.
  void watch(std::string_view pico, std::string_view events) {
    install(pico, "ruleset test.watch { rule see { select when " + std::string(events) +
                      " always { ent:log := ent:log.defaultsTo([])"
                      ".append([[event:name, event:attrs]]) } }"
                      " rule forget { select when test forget always { clear ent:log } } }");
  }
  std::string log(std::string_view pico, std::string_view eci) {
    std::string found = entity_of(pico, "test.watch", "log");
    raise_at(eci, "test:forget");
    return found;
  }

  /// A query of a pico's wrangler or UI ruleset.
  std::string wrangler(std::string_view eci, std::string_view name,
                       std::string_view arguments = "{}") {
    return query_at(eci, "io.picolabs.wrangler", name, arguments);
  }
  std::string ui(std::string_view eci, std::string_view name) {
    return query_at(eci, "io.picolabs.pico-engine-ui", name);
  }
  /// The ECI by which Ann talks to a child.
  std::string family_eci(std::string_view child) {
    for (const Channel& channel : store().channels(child)) {
      if (channel.family == Family::Child) return channel.eci;
    }
    return {};
  }

 private:
  std::string ann_;
  std::string ann_eci_;
};

/// A JSON map with one text.
inline std::string json_of(std::string_view key, std::string_view text) {
  return "{\"" + std::string(key) + "\":\"" + std::string(text) + "\"}";
}

}  // namespace pico::engine
