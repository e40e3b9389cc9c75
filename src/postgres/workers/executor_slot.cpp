// SPDX-License-Identifier: MIT
//
// Slots of executors: see executor_slot.hpp.
#include "postgres/workers/executor_slot.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

void ExecutorSlot::clear(int courier) {
  pg_atomic_init_u32(&state_, static_cast<uint32>(SlotState::Free));
  courier_ = courier;
  executor_ = 0;
  pico_[0] = '\0';
}

bool ExecutorSlot::change(SlotState from, SlotState to) {
  auto expected = static_cast<uint32>(from);
  return pg_atomic_compare_exchange_u32(&state_, &expected, static_cast<uint32>(to));
}

void ExecutorSlot::set_pico(std::string_view pico) {
  // The id of a pico fits; who writes the outbox by hand may write something else.
  const size_t length = std::min(pico.size(), kMaxKeyBytes);
  std::memcpy(pico_, pico.data(), length);
  pico_[length] = '\0';
}

}  // namespace pico::postgres
