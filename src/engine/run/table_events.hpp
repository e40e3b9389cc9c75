// SPDX-License-Identifier: MIT
//
// Events of the application's tables, which a statement of a running event has changed, until that
// statement has ended well. The database may undo a part of a statement (a block that catches an
// error): then the events of that part go with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/model/rows.hpp"

namespace pico::engine {

/// A part of a statement that may be undone by itself, in the database's own numbering.
using StatementPart = uint32_t;

class TableEvents {
 public:
  void add(Message message, StatementPart part) { events_.push_back({std::move(message), part}); }
  /// A part has become one with what it is part of.
  void keep(StatementPart part, StatementPart parent) noexcept;
  void undo(StatementPart part) noexcept;

  [[nodiscard]] size_t size() const noexcept { return events_.size(); }
  /// Takes those from the position `first` on, in order.
  std::vector<Message> take(size_t first);
  void drop(size_t first) { take(first); }

 private:
  struct Pending {
    Message message;
    StatementPart part;
  };

  std::vector<Pending> events_;
};

}  // namespace pico::engine
