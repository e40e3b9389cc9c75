// SPDX-License-Identifier: MIT
//
// Names while compiling: see scope.hpp.
#include "krl/compile/scope.hpp"

#include <utility>

namespace pico::krl {

std::string_view name_of(StaticKind kind) noexcept {
  switch (kind) {
    case StaticKind::Unknown:
      return "Unknown";
    case StaticKind::Function:
      return "Function";
    case StaticKind::Action:
      return "Action";
    case StaticKind::ActionFunction:
      return "ActionFunction";
    case StaticKind::String:
      return "String";
    case StaticKind::Map:
      return "Map";
  }
  return "Unknown";
}

Variable* NameBlock::find(std::string_view name) const {
  const auto found = names_.find(std::string(name));
  return found == names_.end() ? nullptr : found->second;
}

Variable& FunctionScope::declare(std::string_view name, StaticKind kind, Variable::Origin origin) {
  variables_.push_back(std::make_unique<Variable>());
  Variable& variable = *variables_.back();
  variable.name = name;
  variable.index = slot_count() - 1;
  variable.kind = kind;
  variable.origin = origin;
  blocks_.back().add(variable);
  return variable;
}

NameBlock FunctionScope::leave_block() {
  NameBlock left = std::move(blocks_.back());
  blocks_.pop_back();
  return left;
}

Variable* FunctionScope::find(std::string_view name) const {
  for (auto block = blocks_.rbegin(); block != blocks_.rend(); ++block) {
    if (Variable* variable = block->find(name)) return variable;
  }
  return nullptr;
}

bool FunctionScope::owns(const Variable& variable) const noexcept {
  return variable.index < variables_.size() && variables_[variable.index].get() == &variable;
}

uint32_t FunctionScope::capture(Variable& variable) {
  if (const auto found = capture_of_.find(&variable); found != capture_of_.end()) {
    return found->second;
  }
  variable.is_captured = true;
  const Capture capture = outer_->owns(variable)
                              ? Capture{Capture::From::Slot, variable.index}
                              : Capture{Capture::From::Capture, outer_->capture(variable)};
  captures_.push_back(capture);
  const auto index = static_cast<uint32_t>(captures_.size() - 1);
  capture_of_.emplace(&variable, index);
  return index;
}

std::vector<uint32_t> FunctionScope::captured_slots(uint32_t first, uint32_t end) const {
  std::vector<uint32_t> slots;
  for (uint32_t slot = first; slot < end; ++slot) {
    if (variables_[slot]->is_captured) slots.push_back(slot);
  }
  return slots;
}

Variable& GlobalScope::declare(std::string_view name, StaticKind kind) {
  variables_.push_back(std::make_unique<Variable>());
  Variable& variable = *variables_.back();
  variable.name = name;
  variable.index = count_++;
  variable.kind = kind;
  names_.add(variable);
  return variable;
}

void GlobalScope::place(std::string_view name, uint32_t index, StaticKind kind) {
  Variable& variable = declare(name, kind);
  variable.index = index;
}

}  // namespace pico::krl
