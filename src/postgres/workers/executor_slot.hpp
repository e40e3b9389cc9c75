// SPDX-License-Identifier: MIT
//
// The memory that a courier shares with its executors: a slot for each, in a segment that goes with
// the processes. A slot holds numbers and the name of a pico, no pointers.
//
//                 courier                executor
//   Free      ->  Given (process started)
//                                        Given    ->  Running
//                                        Running  ->  Done, Failed
//   Done,     ->  Idle
//   Failed
//   Idle      ->  Taken -> Given
//                                        Idle     ->  Free (and ends)
#pragma once

#include "postgres/parameter.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

enum class SlotState : uint32 { Free, Idle, Taken, Given, Running, Done, Failed };

class ExecutorSlot {
 public:
  void clear(int courier);

  [[nodiscard]] SlotState state() { return static_cast<SlotState>(pg_atomic_read_u32(&state_)); }
  /// What the other process sees after this it sees with all that was written before.
  void set(SlotState state) { pg_atomic_exchange_u32(&state_, static_cast<uint32>(state)); }
  /// False where it was in another state.
  bool change(SlotState from, SlotState to);

  void set_pico(std::string_view pico);
  [[nodiscard]] std::string_view pico() const { return pico_; }
  void set_executor(int pid) { executor_ = pid; }
  [[nodiscard]] int executor() const { return executor_; }
  [[nodiscard]] int courier() const { return courier_; }

 private:
  pg_atomic_uint32 state_;
  int courier_;   // pids
  int executor_;  // 0: not started yet
  char pico_[kMaxKeyBytes + 1];
};

/// What an executor is told when it is registered; its main argument is the segment.
struct ExecutorOrder {
  Oid database;
  int slot;
};
static_assert(sizeof(ExecutorOrder) <= BGW_EXTRALEN);

}  // namespace pico::postgres
