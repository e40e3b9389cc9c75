// SPDX-License-Identifier: MIT
//
// `krl eval` on a terminal: reads sources, evaluates them, prints their values.
#pragma once

#include "tool/evaluator.hpp"

namespace pico::tool {

/// Until the person leaves.
void run_repl(Evaluator& evaluator);

}  // namespace pico::tool
