// SPDX-License-Identifier: MIT
//
// Running the body of a selected rule, and the expressions that decide about its selection
// (spec krl-language.md 9.1, 9.4, 9.5). The event machines themselves are the engine's.
#pragma once

#include "krl/compile/program.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/run/instance.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {

/// The `where` of a base, with the variables that this base has just bound.
bool evaluate_where(const Rule& rule, const EventBase& base, const Map& bindings,
                    const Instance& instance, Evaluation& evaluation);

/// `select where e`: true only for exactly `true`.
bool evaluate_select_where(const Rule& rule, const Instance& instance, Evaluation& evaluation);

/// The window of `within` in ms. Throws `TypeError: within timeLimit must be a number (ms) or a
/// function that returns the limit.`
double evaluate_within(const Rule& rule, const Instance& instance, Evaluation& evaluation);

enum class RuleEnd : uint8_t {
  Completed,
  Skipped,  // a foreach found no item: the body has not run
  Last,     // by `last` or `error error`: later rules of the ruleset do not see the event
};

/// foreach, pre, actions, postlude. `settings` are the variables bound by selection. Tells the host
/// which rule's body runs (Host::rule_body). Errors carry the rule's name.
RuleEnd run_rule(const Rule& rule, const Map& settings, const Instance& instance,
                 Evaluation& evaluation);

}  // namespace pico::krl
