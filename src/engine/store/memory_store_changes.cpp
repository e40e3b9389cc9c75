// SPDX-License-Identifier: MIT
//
// What events of watched picos did: see memory_store.hpp.
#include "engine/store/memory_store.hpp"

namespace pico::engine {

int64_t MemoryStore::last_change(std::string_view pico) {
  int64_t last = 0;
  for (const Change& change : rows_.changes) {
    if (change.pico == pico) last = change.id;
  }
  return last;
}

void MemoryStore::add_change(const Change& change) {
  ++writes_;
  Change added = change;
  added.id = rows_.next_number++;
  rows_.changes.push_back(std::move(added));
}

bool MemoryStore::put_watched_until(std::string_view pico, Time until) {
  ++writes_;
  const auto found = rows_.picos.find(pico);
  if (found != rows_.picos.end()) found->second.watched_until = until;
  return true;
}

}  // namespace pico::engine
