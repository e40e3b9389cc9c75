// SPDX-License-Identifier: MIT
//
// Lists of rulesets: see ruleset_list.hpp.
#include "engine/work/ruleset_list.hpp"

#include <algorithm>

#include "engine/model/hash.hpp"

namespace pico::engine {

RulesetList::RulesetList(std::vector<InstalledRuleset> rulesets) : rulesets_(std::move(rulesets)) {
  if (rulesets_.empty()) return;
  std::string lines;
  for (const InstalledRuleset& each : rulesets_) {
    lines.append(each.rid).append("\t").append(each.url).append("\t").append(each.hash);
    lines.append("\n");
  }
  hash_ = sha256_text(lines);
}

size_t RulesetList::position(std::string_view rid) const noexcept {
  const auto found =
      std::find_if(rulesets_.begin(), rulesets_.end(),
                   [&](const InstalledRuleset& ruleset) { return ruleset.rid == rid; });
  return found == rulesets_.end() ? kNone : static_cast<size_t>(found - rulesets_.begin());
}

const InstalledRuleset* RulesetList::find(std::string_view rid) const noexcept {
  const size_t at = position(rid);
  return at == kNone ? nullptr : &rulesets_[at];
}

RulesetList RulesetList::with(InstalledRuleset ruleset) const {
  std::vector<InstalledRuleset> changed = rulesets_;
  const size_t at = position(ruleset.rid);
  if (at == kNone) {
    changed.push_back(std::move(ruleset));
  } else {
    changed[at] = std::move(ruleset);
  }
  return RulesetList(std::move(changed));
}

RulesetList RulesetList::without(std::string_view rid) const {
  std::vector<InstalledRuleset> changed = rulesets_;
  std::erase_if(changed, [&](const InstalledRuleset& ruleset) { return ruleset.rid == rid; });
  return RulesetList(std::move(changed));
}

}  // namespace pico::engine
