// SPDX-License-Identifier: MIT
//
// Cells, closures and blocks: see closure.hpp.
#include "krl/run/closure.hpp"

#include <utility>

namespace pico::krl {

Cell::Cell(CellPool& pool) noexcept : pool_(&pool), next_(pool.first_) {
  if (next_ != nullptr) next_->previous_ = this;
  pool.first_ = this;
}

Cell::~Cell() { unlink(); }

void Cell::unlink() noexcept {
  if (pool_ == nullptr) return;
  if (previous_ != nullptr) {
    previous_->next_ = next_;
  } else {
    pool_->first_ = next_;
  }
  if (next_ != nullptr) next_->previous_ = previous_;
  pool_ = nullptr;
  previous_ = next_ = nullptr;
}

void CellPool::clear() noexcept {
  while (first_ != nullptr) {
    Cell& cell = *first_;
    cell.unlink();
    // The cell may die with what it held, so the value is taken out before it goes.
    const Value held = std::exchange(cell.value, Value());
  }
}

void enter_cells(const std::vector<uint32_t>& slots, Frame& frame) {
  for (const uint32_t slot : slots) {
    frame.slots[slot] = Value::of(Kind::Cell, new Cell(frame.evaluation.cells()));
  }
}

void run_block(const Block& block, Frame& frame) {
  enter_cells(block.cells, frame);
  for (const Assignment& assignment : block.assignments) {
    try {
      store(frame, assignment.slot, assignment.value->evaluate(frame));
    } catch (Error& error) {
      locate(error, frame, assignment.value->span);
      throw;
    }
  }
}

void locate(Error& error, const Frame& frame, Span span) {
  if (error.place().line != 0) return;
  const Program& program = frame.instance.program();
  const Position position = program.source->position(span.start);
  error.locate({program.rid, "", position.line, position.column});
}

Value ClosureNode::evaluate(Frame& frame) const {
  const Kind kind = code->kind == Code::Kind::Function ? Kind::Function : Kind::Action;
  auto closure = make_ref<Closure>(code, frame.instance);
  for (const Capture& capture : code->captures) {
    closure->add_capture(capture.from == Capture::From::Slot
                             ? *static_cast<Cell*>(frame.slots[capture.index].object())
                             : frame.closure->capture(capture.index));
  }
  return Value::of(kind, closure.get());
}

}  // namespace pico::krl
