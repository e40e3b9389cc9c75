// SPDX-License-Identifier: MIT
//
// Messages that this call has sent and not delivered yet, in the order of sending. A message whose
// recipient is held by another transaction is spilled: it stays here until the call ends and goes
// to the outbox then, unless a synchronous call to the recipient drains it first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/rows.hpp"
#include "engine/work/table.hpp"

namespace pico::engine {

struct QueuedMessage {
  Message message;
  std::string eid;
  size_t table_events = 0;  // that have led to it, one by the other
};

class MessageQueue {
 public:
  enum class State : uint8_t { Waiting, Spilled, Delivered };
  static constexpr size_t kNone = ~size_t{0};

  void add(QueuedMessage message);
  [[nodiscard]] const QueuedMessage& operator[](size_t index) const {
    return slots_[index].message;
  }
  /// The first one that waits, or kNone.
  size_t next_waiting();
  /// The first one for a pico that is not delivered, or kNone.
  size_t next_for(std::string_view pico);
  /// Whether a message for the pico was spilled: those behind it must follow it.
  [[nodiscard]] bool has_spilled(std::string_view pico) const;
  void set(size_t index, State state);

  /// All that are not delivered, in order.
  std::vector<Message> undelivered() const;
  void clear();

  struct Savepoint {
    size_t messages, changes;
  };
  [[nodiscard]] Savepoint savepoint() const { return {slots_.size(), changes_.size()}; }
  void undo(const Savepoint& savepoint);

 private:
  struct Slot {
    QueuedMessage message;
    State state = State::Waiting;
  };

  struct Counts {
    size_t waiting = 0;
    size_t spilled = 0;
  };

  /// Adds `number` to the messages of that state for the pico of `slot`.
  void count(const Slot& slot, State state, int number);

  std::vector<Slot> slots_;
  std::vector<std::pair<size_t, State>> changes_;  // index and former state
  size_t first_waiting_ = 0;                       // none waits before
  TextMap<Counts> counts_;                         // by pico
};

}  // namespace pico::engine
