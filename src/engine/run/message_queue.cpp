// SPDX-License-Identifier: MIT
//
// The queue of messages: see message_queue.hpp.
#include "engine/run/message_queue.hpp"

namespace pico::engine {

void MessageQueue::add(QueuedMessage message) {
  slots_.push_back({std::move(message)});
  count(slots_.back(), State::Waiting, 1);
}

size_t MessageQueue::next_waiting() {
  while (first_waiting_ < slots_.size()) {
    if (slots_[first_waiting_].state == State::Waiting) return first_waiting_;
    ++first_waiting_;
  }
  return kNone;
}

size_t MessageQueue::next_for(std::string_view pico) {
  const auto left = counts_.find(pico);
  if (left == counts_.end() || left->second.waiting + left->second.spilled == 0) return kNone;
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].state != State::Delivered && slots_[i].message.message.pico == pico) return i;
  }
  return kNone;
}

bool MessageQueue::has_spilled(std::string_view pico) const {
  const auto left = counts_.find(pico);
  return left != counts_.end() && left->second.spilled > 0;
}

void MessageQueue::count(const Slot& slot, State state, int number) {
  Counts& counts = counts_[slot.message.message.pico];
  if (state == State::Waiting) counts.waiting += number;
  if (state == State::Spilled) counts.spilled += number;
}

void MessageQueue::set(size_t index, State state) {
  Slot& slot = slots_[index];
  changes_.emplace_back(index, slot.state);
  count(slot, slot.state, -1);
  slot.state = state;
  count(slot, state, 1);
}

std::vector<Message> MessageQueue::undelivered() const {
  std::vector<Message> left;
  for (const Slot& slot : slots_) {
    if (slot.state == State::Delivered) continue;
    left.push_back(slot.message.message);
    left.back().eid = slot.message.eid;
  }
  return left;
}

void MessageQueue::clear() {
  slots_.clear();
  changes_.clear();
  counts_.clear();
  first_waiting_ = 0;
}

void MessageQueue::undo(const Savepoint& savepoint) {
  while (changes_.size() > savepoint.changes) {
    const auto [index, former] = changes_.back();
    changes_.pop_back();
    count(slots_[index], slots_[index].state, -1);
    slots_[index].state = former;
    count(slots_[index], former, 1);
    if (former == State::Waiting && index < first_waiting_) first_waiting_ = index;
  }
  while (slots_.size() > savepoint.messages) {
    count(slots_.back(), slots_.back().state, -1);
    slots_.pop_back();
  }
  if (first_waiting_ > slots_.size()) first_waiting_ = slots_.size();
}

}  // namespace pico::engine
