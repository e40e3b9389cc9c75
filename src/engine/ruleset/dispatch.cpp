// SPDX-License-Identifier: MIT
//
// Dispatch: see dispatch.hpp.
#include "engine/ruleset/dispatch.hpp"

#include <algorithm>

namespace pico::engine {

Dispatch::Dispatch(Code code) : code_(std::move(code)), instances_(code_.size()) {
  for (uint32_t position = 0; position < code_.size(); ++position) {
    const CompiledRuleset* const ruleset = code_[position].get();
    if (ruleset == nullptr) {  // its turn will tell what is wrong
      concerned_.add_for_every_event(position);
      continue;
    }
    // Which of its rules by which texts, only the ruleset knows.
    const std::vector<Machine>& machines = ruleset->machines;
    if (std::any_of(machines.begin(), machines.end(),
                    [](const Machine& machine) { return machine.matches_every_event(); })) {
      concerned_.add_for_every_event(position);
    }
    for (const Machine& machine : machines) {
      for (const auto& [domain, name] : machine.salient_events()) {
        concerned_.add(position, domain, name);
      }
    }
  }
}

}  // namespace pico::engine
