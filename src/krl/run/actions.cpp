// SPDX-License-Identifier: MIT
//
// Action blocks of rules and defactions (spec krl-language.md 7.1).
#include <cmath>

#include "krl/run/closure.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/operators.hpp"

namespace pico::krl {

namespace {

void run_action(const Action& action, Frame& frame) {
  Value result = action.call->evaluate(frame);
  if (action.setting) store(frame, *action.setting, std::move(result));
}

void run_sample(const ActionBlock& block, Frame& frame) {
  if (block.actions.empty()) return;
  const double pick = frame.evaluation.host().random() * static_cast<double>(block.actions.size());
  run_action(block.actions[static_cast<size_t>(pick)], frame);
}

/// The first action whose label equals the discriminant, as a String.
void run_choose(const ActionBlock& block, Frame& frame) {
  const Value wanted = block.discriminant->evaluate(frame);
  if (!wanted.is_string()) return;
  for (const Action& action : block.actions) {
    if (action.label && *action.label == wanted.string()) return run_action(action, frame);
  }
}

}  // namespace

bool run_actions(const ActionBlock& block, Frame& frame) {
  if (block.condition) {
    try {
      if (!block.condition->test(frame)) return false;
    } catch (Error& error) {
      locate(error, frame, block.condition->span);
      throw;
    }
  }
  switch (block.type) {
    case ActionBlock::Type::Every:
      for (const Action& action : block.actions) run_action(action, frame);
      break;
    case ActionBlock::Type::Sample:
      run_sample(block, frame);
      break;
    case ActionBlock::Type::Choose:
      run_choose(block, frame);
      break;
  }
  return true;
}

}  // namespace pico::krl
