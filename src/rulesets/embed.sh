#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the built-in rulesets, each a file RID.krl, as the C++ table that
# engine/ruleset/builtin_rulesets.hpp declares.
#
#   embed.sh FILE.krl...
set -eu

cat <<'END'
// Generated from src/rulesets by embed.sh.
#include <array>

#include "engine/ruleset/builtin_rulesets.hpp"

namespace pico::engine {

std::span<const BuiltinRuleset> builtin_rulesets() noexcept {
  static constexpr std::array kRulesets = {
END
for file; do
  rid=$(basename "$file" .krl)
  hash=$(sha256sum "$file" | cut -d ' ' -f 1)
  printf '      BuiltinRuleset{"%s", "pico://rulesets/%s.krl", "%s",\n' "$rid" "$rid" "$hash"
  printf '                     R"krl('
  cat "$file"
  printf ')krl"},\n'
done
cat <<'END'
  };
  return kRulesets;
}

}  // namespace pico::engine
END
