// SPDX-License-Identifier: MIT
//
// Functions written in KRL at run time: closures, the cells of the variables they capture, and the
// frame that code runs in.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "krl/compile/program.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/run/instance.hpp"
#include "krl/text/error.hpp"
#include "krl/value/callable.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

/// A captured variable: shared by the frame that declares it and the closures that use it.
class Cell final : public Object {
 public:
  explicit Cell(CellPool& pool) noexcept;
  ~Cell() override;

  Value value = Value::uninitialized();

 private:
  friend class CellPool;
  void unlink() noexcept;

  CellPool* pool_;
  Cell* previous_ = nullptr;
  Cell* next_ = nullptr;
};

class Closure final : public Callable {
 public:
  Closure(std::shared_ptr<const Code> code, const Instance& instance)
      : Callable(Origin::Closure), code_(std::move(code)), instance_(instance) {}

  [[nodiscard]] const Code& code() const noexcept { return *code_; }
  [[nodiscard]] const Instance& instance() const noexcept { return instance_; }
  [[nodiscard]] Cell& capture(uint32_t index) const noexcept { return *captures_[index]; }
  void add_capture(Cell& cell) { captures_.emplace_back(&cell); }

 private:
  std::shared_ptr<const Code> code_;
  const Instance& instance_;  // outlives all values its code makes
  std::vector<Ref<Cell>> captures_;
};

/// Where code runs: its variables and its surroundings.
struct Frame {
  Value* slots;
  const Closure* closure;  // null in a rule or an initialiser
  const Instance& instance;
  Evaluation& evaluation;
};

/// Puts a fresh, uninitialised cell into each of the slots.
void enter_cells(const std::vector<uint32_t>& slots, Frame& frame);
/// Stores into a slot, or into the cell it holds.
inline void store(Frame& frame, uint32_t slot, Value value) {
  Value& place = frame.slots[slot];
  if (place.is(Kind::Cell)) {
    static_cast<Cell*>(place.object())->value = std::move(value);
  } else {
    place = std::move(value);
  }
}
/// Enters the cells of a block and computes its declarations.
void run_block(const Block& block, Frame& frame);
/// Runs an action block; false when its condition kept it from running (spec 7.1).
bool run_actions(const ActionBlock& block, Frame& frame);

/// Gives `error` the place of `span` in the code of `frame`, unless it has one.
void locate(Error& error, const Frame& frame, Span span);

/// Slots of a frame on the C++ stack; `memory` comes from alloca in the caller's frame.
class Slots {
 public:
  explicit Slots(void* memory) noexcept : data_(static_cast<Value*>(memory)) {}
  Slots(void* memory, size_t count) noexcept : Slots(memory) { fill(count); }
  ~Slots() {
    for (size_t i = 0; i < count_; ++i) data_[i].~Value();
  }
  Slots(const Slots&) = delete;
  Slots& operator=(const Slots&) = delete;
  [[nodiscard]] Value* data() const noexcept { return data_; }

  /// One slot more, with what `make` gives.
  template <class Make>
  void add(Make make) {
    new (data_ + count_) Value(make());
    ++count_;
  }
  /// Empty slots up to a number of `count`.
  void fill(size_t count) noexcept {
    for (; count_ < count; ++count_) new (data_ + count_) Value();
  }

 private:
  Value* data_;
  size_t count_ = 0;
};

}  // namespace pico::krl
