// SPDX-License-Identifier: MIT
//
// Which rulesets a pico has: one immutable list for all picos that have the same ones. The hash of
// the list stands in the row of the pico, so that an event reads one row, however many rulesets
// there are.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/lru_cache.hpp"
#include "engine/model/rows.hpp"

namespace pico::engine {

class RulesetList {
 public:
  RulesetList() = default;
  /// `rulesets` in order of installation.
  explicit RulesetList(std::vector<InstalledRuleset> rulesets);

  static constexpr size_t kNone = ~size_t{0};

  [[nodiscard]] const std::vector<InstalledRuleset>& rulesets() const noexcept { return rulesets_; }
  [[nodiscard]] size_t size() const noexcept { return rulesets_.size(); }
  /// Where a ruleset stands, or kNone.
  [[nodiscard]] size_t position(std::string_view rid) const noexcept;
  /// The ruleset, or null.
  [[nodiscard]] const InstalledRuleset* find(std::string_view rid) const noexcept;
  /// SHA-256, in hexadecimal, of the lines `RID TAB URL TAB HASH`; empty for an empty list.
  [[nodiscard]] const std::string& hash() const noexcept { return hash_; }

  /// Bytes of memory, roughly.
  [[nodiscard]] size_t cost() const noexcept { return kBytesEach * rulesets_.size(); }

  /// The list with a ruleset in the place of its former version, or at the end.
  [[nodiscard]] RulesetList with(InstalledRuleset ruleset) const;
  [[nodiscard]] RulesetList without(std::string_view rid) const;

 private:
  static constexpr size_t kBytesEach = 512;

  std::vector<InstalledRuleset> rulesets_;
  std::string hash_;
};

/// Lists by their hash.
using RulesetLists = LruCache<const RulesetList>;

}  // namespace pico::engine
