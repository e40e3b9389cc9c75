// SPDX-License-Identifier: MIT
//
// The last reads of a function's variables, found while it is compiled: in the order of evaluation.
//
// What is read for the last time is taken out of its variable. A collection that only the variable
// held is then changed in place by `append` or `put`, which makes building one by `reduce` linear.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "krl/compile/node.hpp"

namespace pico::krl {

class LastReads {
 public:
  /// A read that comes after all that are known. The node must live until mark().
  void add(LocalNode& node) { nodes_[node.slot] = {&node}; }
  /// Joins the reads of another branch; both branches began after the reads of `before`, and one of
  /// them is evaluated.
  void join(const LastReads& other, const LastReads& before);
  /// Tells the nodes that they are last.
  void mark() const;

 private:
  using Nodes = std::vector<LocalNode*>;
  [[nodiscard]] bool differs(uint32_t slot, const Nodes& nodes) const;

  std::unordered_map<uint32_t, Nodes> nodes_;  // by slot: one for each way to the end
};

}  // namespace pico::krl
