// SPDX-License-Identifier: MIT
//
// The events that a rule waits for, by name.
#pragma once

#include <string>
#include <vector>

#include "krl/compile/program.hpp"

namespace pico::engine {

struct NamedEvent {
  std::string domain;
  std::string name;
  friend auto operator<=>(const NamedEvent&, const NamedEvent&) = default;
};

/// Those that the event expression names, in the order of the text, each once; none for a rule that
/// looks at every event.
std::vector<NamedEvent> events_of(const krl::Rule& rule);

}  // namespace pico::engine
