// SPDX-License-Identifier: MIT
//
// Compiled rulesets and instances that all picos of a process share, bounded in memory.
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
    const size_t bytes = kRulesetBytes + kBytesPerSourceByte * text.size();
    // Dispatches hold what was dropped.
    if (rulesets_.put(hash, made, bytes) > 0) dispatches_.clear();
    return made;
  }

  /// The rulesets of a list, compiled. `compile` is asked for each that is not at hand.
  template <class Compile>
  std::shared_ptr<Dispatch> dispatch(const RulesetList& list, Compile compile) {
    if (std::shared_ptr<Dispatch> known = dispatches_.find(list.hash())) return known;
    Dispatch::Code code;
    for (const InstalledRuleset& ruleset : list.rulesets()) code.push_back(compile(ruleset));
    auto made = std::make_shared<Dispatch>(std::move(code));
    dispatches_.put(list.hash(), made, kListedBytes * list.size());
    return made;
  }
  /// Lists are put there with their cost(), in bytes.
  RulesetLists& lists() { return lists_; }

  /// An instance that is the same in every pico, by its fingerprint; null when there is none.
  std::shared_ptr<const LoadedInstance> shared_instance(std::string_view fingerprint) {
    return instances_.find(fingerprint);
  }
  /// `value_bytes` is what the values of its globals take.
  void share_instance(std::string_view fingerprint, std::shared_ptr<const LoadedInstance> made,
                      size_t value_bytes) {
    instances_.put(fingerprint, std::move(made), kInstanceBytes + value_bytes);
  }

  /// Keeps about `bytes` in all, half of them for programs. What a call uses stays in any case.
  void set_bound(size_t bytes) {
    if (rulesets_.set_bound(bytes / 2) > 0) dispatches_.clear();
    instances_.set_bound(bytes / 4);
    lists_.set_bound(bytes / 8);
    dispatches_.set_bound(bytes / 8);
  }

  struct Usage {
    size_t rulesets;
    size_t ruleset_bytes;
    size_t instances;
    size_t instance_bytes;
  };
  /// What it holds; bytes are estimates.
  [[nodiscard]] Usage usage() const noexcept {
    return {rulesets_.count(), rulesets_.cost(), instances_.count(), instances_.cost()};
  }

 private:
  // Programs took 11 to 27 times the bytes of their sources, measured by mallinfo2.
  static constexpr size_t kBytesPerSourceByte = 24;
  static constexpr size_t kRulesetBytes = 4096;
  static constexpr size_t kInstanceBytes = 1024;
  static constexpr size_t kListedBytes = 256;  // of a ruleset in a list, and again in a dispatch
  static constexpr size_t kDefaultBound = size_t{64} << 20;

  LruCache<const CompiledRuleset> rulesets_{kDefaultBound / 2};
  LruCache<const LoadedInstance> instances_{kDefaultBound / 4};
  RulesetLists lists_{kDefaultBound / 8};
  LruCache<Dispatch> dispatches_{kDefaultBound / 8};
};

}  // namespace pico::engine
