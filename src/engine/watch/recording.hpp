// SPDX-License-Identifier: MIT
//
// What an event of a watched pico did, for those who watch: its directives, and which entity
// variables it has written. No values: who wants them asks, by the policies of his channel.
#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "engine/event/event.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// Directives that take more bytes of JSON are left out of a record, but counted.
inline constexpr size_t kMaxRecordedBytes = size_t{1} << 20;

class Recording {
 public:
  void wrote(std::string_view rid, std::string_view name) { variables_.emplace(rid, name); }
  /// Forgets what was written and then undone.
  void clear() { variables_.clear(); }

  /// Change::what: {"eid", "time", "domain", "name", "directives", "variables": [{"rid", "name"}]}.
  /// Directives that are too large are an empty Array, with their number as "left_out" beside it.
  [[nodiscard]] krl::Map what(const Event& event, std::string_view eid,
                              const krl::Array& directives) const;

 private:
  std::set<std::pair<std::string, std::string>> variables_;  // rid and name
};

}  // namespace pico::engine
