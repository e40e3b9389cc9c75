// SPDX-License-Identifier: MIT
//
// One version of a ruleset, compiled: its program, the machines of its event expressions, and the
// index that tells which rules an event may select (spec event-expressions.md 6). Immutable and
// shared by all picos of the process.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/event/machine.hpp"
#include "engine/ruleset/selection_index.hpp"
#include "krl/compile/program.hpp"
#include "krl/run/instance.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

struct CompiledRuleset {
  std::string hash;
  krl::ProgramPtr program;
  /// One for each rule of the program.
  std::vector<Machine> machines;
  SelectionIndex selection;
  /// Initialising it gives the same in every pico, its modules apart.
  bool is_pure = false;
};

/// Compiles a source. Throws Error{KrlCompile} with the first of its errors and the place of that.
std::shared_ptr<const CompiledRuleset> compile_ruleset(std::string_view hash,
                                                       const std::string& source);

/// The Error{KrlCompile} of a source whose first error is `diagnostic`, with the place of that.
krl::Error refusal(const krl::Diagnostic& diagnostic);

/// A ruleset in a pico, or in all picos alike.
struct LoadedInstance {
  std::shared_ptr<const CompiledRuleset> code;
  std::shared_ptr<const krl::Instance> instance;
  /// The windows of `within` in ms, one for each rule; 0 where there is none.
  std::vector<double> windows;
};

}  // namespace pico::engine
