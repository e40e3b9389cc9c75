// SPDX-License-Identifier: MIT
//
// Compiled rulesets and instances that all picos of a process share, bounded in number and size.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/model/lru_cache.hpp"
#include "engine/ruleset/compiled_ruleset.hpp"
#include "engine/ruleset/dispatch.hpp"

namespace pico::engine {

class ProgramCache {
 public:
  ProgramCache() = default;
  ProgramCache(const ProgramCache&) = delete;
  ProgramCache& operator=(const ProgramCache&) = delete;

  /// The version with this hash, compiled when it is not at hand. `source` is asked for the text
  /// then. Throws Error{KrlCompile}.
  template <class Source>
  std::shared_ptr<const CompiledRuleset> compiled(std::string_view hash, Source source) {
    if (std::shared_ptr<const CompiledRuleset> known = rulesets_.find(hash)) return known;
    const std::string text = source();
    std::shared_ptr<const CompiledRuleset> made = compile_ruleset(hash, text);
    rulesets_.put(hash, made, text.size());
    return made;
  }

  /// The rulesets of a list, compiled. `compile` is asked for each that is not at hand.
  template <class Compile>
  std::shared_ptr<Dispatch> dispatch(const RulesetList& list, Compile compile) {
    if (std::shared_ptr<Dispatch> known = dispatches_.find(list.hash())) return known;
    Dispatch::Code code;
    for (const InstalledRuleset& ruleset : list.rulesets()) code.push_back(compile(ruleset));
    auto made = std::make_shared<Dispatch>(std::move(code));
    dispatches_.put(list.hash(), made, list.size());
    return made;
  }
  RulesetLists& lists() { return lists_; }

  /// An instance that is the same in every pico, by its fingerprint; null when there is none.
  std::shared_ptr<const LoadedInstance> shared_instance(std::string_view fingerprint) {
    return instances_.find(fingerprint);
  }
  void share_instance(std::string_view fingerprint, std::shared_ptr<const LoadedInstance> made) {
    instances_.put(fingerprint, std::move(made), 1);
  }

 private:
  static constexpr size_t kMaxRulesets = 2'000;
  static constexpr size_t kMaxEntries = 100'000;  // of lists, all together
  static constexpr size_t kMaxSourceBytes = size_t{64} << 20;

  LruCache<const CompiledRuleset> rulesets_{kMaxRulesets, kMaxSourceBytes};
  LruCache<const LoadedInstance> instances_{kMaxRulesets, kMaxRulesets};
  RulesetLists lists_{kMaxRulesets, kMaxEntries};
  LruCache<Dispatch> dispatches_{kMaxRulesets, kMaxEntries};
};

}  // namespace pico::engine
