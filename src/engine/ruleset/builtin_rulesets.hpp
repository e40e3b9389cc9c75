// SPDX-License-Identifier: MIT
//
// The rulesets that come with the engine: the files of src/rulesets, which the build turns into a
// table (src/rulesets/embed.sh). Their URLs share a directory, so that one finds another by
// replacing the last segment of its own URL (spec system-rulesets.md 1).
#pragma once

#include <span>
#include <string_view>

namespace pico::engine {

struct BuiltinRuleset {
  std::string_view rid;
  std::string_view url;   // pico://rulesets/RID.krl
  std::string_view hash;  // lower-case hex SHA-256 of the source
  std::string_view source;
};

/// All of them, in the order of their rids.
std::span<const BuiltinRuleset> builtin_rulesets() noexcept;

/// The one with this URL, or null.
inline const BuiltinRuleset* builtin_ruleset_at(std::string_view url) noexcept {
  for (const BuiltinRuleset& each : builtin_rulesets()) {
    if (each.url == url) return &each;
  }
  return nullptr;
}

/// The one with this rid, or null.
inline const BuiltinRuleset* builtin_ruleset(std::string_view rid) noexcept {
  for (const BuiltinRuleset& each : builtin_rulesets()) {
    if (each.rid == rid) return &each;
  }
  return nullptr;
}

}  // namespace pico::engine
