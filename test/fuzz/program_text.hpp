// SPDX-License-Identifier: MIT
//
// Whole rulesets from the decisions of a fuzzer: functions, loops, rules with all their parts. What
// is made is always correct by syntax, and every name in it is declared.
#pragma once

#include <string>

#include "choices.hpp"

namespace pico::fuzz {

/// How functions end: with their result, or with a read of all their variables after it, so that
/// the result is computed while each of them is still needed. Both must give the same.
enum class Ending : uint8_t { AtResult, AfterReads };

/// A ruleset `fuzz` that shares `q(n, s, a, m)` and `variables()`, the values of its entity
/// variables. Its rules select the events of event_expression_text().
std::string program_text(Choices choices, Ending ending);

/// An event expression of a:a, a:b, b:a and b:b, without attributes.
std::string event_expression_text(Choices& choices, int depth);

}  // namespace pico::fuzz
