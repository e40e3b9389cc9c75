// SPDX-License-Identifier: MIT
//
// From ECMAScript's regular expressions (without flag `u`) to PCRE2's.
//
// Only a small core of PCRE2's syntax is ever written: literal units, classes spelled out, groups,
// lookarounds, quantifiers, references. So nothing that PCRE2 alone knows can slip through.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "krl/text/error.hpp"

namespace pico::krl {

/// What a translation is for: ASCII subjects as bytes, others as UTF-16 units.
enum class UnitWidth : uint8_t { Narrow, Wide };

struct Translation {
  struct Name {
    std::string name;
    size_t group;
  };

  /// A repeated group. ECMAScript forgets at each turn what the groups inside captured the turn
  /// before, PCRE2 does not; an empty group, `marker`, tells where the last turn began, and what
  /// was captured before it is to be forgotten.
  struct Loop {
    std::string marker;
    std::vector<size_t> groups;
  };

  std::string pattern;  // all ASCII
  size_t group_count = 0;
  std::vector<Name> names;
  std::vector<Loop> loops;  // where there are some, numbers of groups are PCRE2's no more
};

/// The name under which PCRE2 knows the group of that number, if there are loops.
std::string name_of_group(size_t group);

/// Throws pattern_error() where the source is not a pattern.
Translation translate_pattern(std::string_view source, bool ignore_case, UnitWidth width);

/// `SyntaxError: Invalid regular expression: /SOURCE/: REASON`.
Error pattern_error(std::string_view source, std::string_view reason);

}  // namespace pico::krl
