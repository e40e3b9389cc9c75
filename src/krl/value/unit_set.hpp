// SPDX-License-Identifier: MIT
//
// Sets of UTF-16 units: what a character class of a regular expression means.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

namespace pico::krl {

class UnitSet {
 public:
  UnitSet() = default;
  UnitSet(std::initializer_list<char16_t> units);

  void add(char16_t unit) { add(unit, unit); }
  /// Adds all units from `first` to `last`.
  void add(char16_t first, char16_t last);
  void add(const UnitSet& other);
  /// Removes all units beyond `last`.
  void clip(char16_t last);
  /// Makes it the set of the other units up to `last`.
  void complement(char16_t last);
  /// Adds what ECMAScript, without flag `u`, takes for the same but for case.
  void add_other_case();

  [[nodiscard]] bool contains(char16_t unit) const;
  /// As PCRE2 writes a class where `last` is the largest unit there is and `.` matches all.
  [[nodiscard]] std::string to_pattern(char16_t last) const;

  /// `\d`, `\s`, `\w` and what `.` does not match.
  static UnitSet digits();
  static UnitSet spaces();
  static UnitSet word_units();
  static UnitSet line_ends();

 private:
  struct Range {
    char16_t first;
    char16_t last;
  };

  std::vector<Range> ranges_;  // ascending, neither touching nor overlapping
};

/// Appends a unit as PCRE2 writes it literally.
void append_pattern_unit(std::string& pattern, char16_t unit);

}  // namespace pico::krl
