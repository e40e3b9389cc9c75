// SPDX-License-Identifier: MIT
//
// LastReads: see last_reads.hpp.
#include "krl/compile/last_reads.hpp"

namespace pico::krl {

void LastReads::join(const LastReads& other, const LastReads& before) {
  for (const auto& [slot, nodes] : other.nodes_) {
    if (!before.differs(slot, nodes)) continue;  // the other branch does not read it
    Nodes& own = nodes_[slot];
    if (before.differs(slot, own)) {
      own.insert(own.end(), nodes.begin(), nodes.end());
    } else {
      own = nodes;
    }
  }
}

void LastReads::mark() const {
  for (const auto& [slot, nodes] : nodes_) {
    for (LocalNode* node : nodes) node->is_last = true;
  }
}

bool LastReads::differs(uint32_t slot, const Nodes& nodes) const {
  const auto known = nodes_.find(slot);
  return known == nodes_.end() ? !nodes.empty() : known->second != nodes;
}

}  // namespace pico::krl
