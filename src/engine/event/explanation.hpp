// SPDX-License-Identifier: MIT
//
// Why an event selects a rule, or which part of the rule's `select` says no, in words.
#pragma once

#include <string>

#include "engine/event/event.hpp"
#include "engine/event/machine.hpp"

namespace pico::engine {

struct Explanation {
  bool selects = false;
  std::string reason;
};

/// What Machine::step() would do with the same arguments, and why. An error of a `where` is a
/// reason.
Explanation explain(const Machine& machine, const Event& event, const krl::Value& state,
                    double window_ms, const krl::Instance& instance, krl::Evaluation& evaluation);

}  // namespace pico::engine
