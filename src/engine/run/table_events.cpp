// SPDX-License-Identifier: MIT
//
// Events of tables that wait for the end of a statement: see table_events.hpp.
#include "engine/run/table_events.hpp"

#include <algorithm>

namespace pico::engine {

// Parts end in the order of a stack: the events of the one that ends are the last ones.

void TableEvents::keep(StatementPart part, StatementPart parent) noexcept {
  for (auto each = events_.rbegin(); each != events_.rend() && each->part == part; ++each)
    each->part = parent;
}

void TableEvents::undo(StatementPart part) noexcept {
  while (!events_.empty() && events_.back().part == part) events_.pop_back();
}

std::vector<Message> TableEvents::take(size_t first) {
  std::vector<Message> taken;
  for (size_t i = first; i < events_.size(); ++i) taken.push_back(std::move(events_[i].message));
  events_.erase(events_.begin() + static_cast<ptrdiff_t>(first), events_.end());
  return taken;
}

}  // namespace pico::engine
