// SPDX-License-Identifier: MIT
//
// A regular expression compiled by PCRE2 for one width of units, with bounds on its work.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "krl/value/pattern_translation.hpp"

namespace pico::krl {

/// Start and end of a group in units of the subject.
struct UnitRange {
  size_t start;
  size_t end;
};

/// The groups of a match, the whole of it first; groups that took no part are absent.
using UnitMatch = std::vector<std::optional<UnitRange>>;

/// `Unit` is char for ASCII subjects, char16_t for others.
template <class Unit>
class PatternProgram {
 public:
  /// Throws pattern_error() for what PCRE2 cannot do; `source` is for the message.
  PatternProgram(const Translation& translation, bool ignore_case, std::string_view source);
  ~PatternProgram();
  PatternProgram(const PatternProgram&) = delete;
  PatternProgram& operator=(const PatternProgram&) = delete;

  /// The first match at or after the unit `from`. Throws Error{LimitExceeded}.
  [[nodiscard]] std::optional<UnitMatch> search(std::basic_string_view<Unit> subject, size_t from,
                                                std::string_view source) const;

 private:
  struct Compiled;
  std::unique_ptr<Compiled> compiled_;
};

extern template class PatternProgram<char>;
extern template class PatternProgram<char16_t>;

}  // namespace pico::krl
