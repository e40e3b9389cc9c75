// SPDX-License-Identifier: MIT
//
// Which rules (or rulesets) to offer an event to: by its domain and name, and by the texts of
// attributes that rules ask for. A thousand rules cost what one costs. Spec event-expressions.md 6.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/event/event.hpp"
#include "engine/work/table.hpp"

namespace pico::engine {

class SelectionIndex {
 public:
  // To be called in the order of positions, for every event first.
  void add(uint32_t position, std::string_view domain, std::string_view name);
  void add_for_every_event(uint32_t position);
  /// For events of that name that have the text as the attribute. Once for a position.
  void add_for_text(uint32_t position, std::string_view domain, std::string_view name,
                    std::string_view attribute, std::string_view text);

  /// Positions of those to offer the event to, in order. They may be in `scratch`.
  const std::vector<uint32_t>& candidates(const Event& event, std::vector<uint32_t>& scratch) const;

 private:
  using Positions = std::vector<uint32_t>;
  struct Entry {
    Positions any;
    TextMap<TextMap<Positions>> by_text;  // by attribute, then its text
  };

  Entry& entry(std::string_view domain, std::string_view name);

  TextMap<TextMap<Entry>> entries_;  // by domain, then name
  Positions every_event_;
};

}  // namespace pico::engine
