// SPDX-License-Identifier: MIT
//
// The compiled rulesets of a list (RulesetList), and which of them an event concerns: made once in
// a process for all picos that have the same rulesets.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "engine/ruleset/compiled_ruleset.hpp"
#include "engine/work/ruleset_list.hpp"

namespace pico::engine {

class Dispatch {
 public:
  using Code = std::vector<std::shared_ptr<const CompiledRuleset>>;

  /// `code`: one for each ruleset of the list; null where it does not compile.
  explicit Dispatch(Code code);

  /// Null where it does not compile.
  [[nodiscard]] const std::shared_ptr<const CompiledRuleset>& code(size_t position) const {
    return code_[position];
  }
  /// Positions of the rulesets that may have something to do for an event, in order.
  const std::vector<uint32_t>& concerned(const Event& event, std::vector<uint32_t>& scratch) const {
    return concerned_.candidates(event, scratch);
  }

  /// The instance that is the same in every pico with this list; null as long as there is none.
  [[nodiscard]] const std::shared_ptr<const LoadedInstance>& instance(size_t position) const {
    return instances_[position];
  }
  void share(size_t position, std::shared_ptr<const LoadedInstance> instance) {
    instances_[position] = std::move(instance);
  }

  /// Whether the versions of the list are those of their URLs, as of that state of the registry
  /// (Store::registry_version).
  [[nodiscard]] bool is_current(uint64_t registry_version) const {
    return current_as_of_ == registry_version;
  }
  void set_current(uint64_t registry_version) { current_as_of_ = registry_version; }

 private:
  Code code_;
  SelectionIndex concerned_;  // of positions
  std::vector<std::shared_ptr<const LoadedInstance>> instances_;
  uint64_t current_as_of_ = 0;  // 0: not known to be
};

}  // namespace pico::engine
