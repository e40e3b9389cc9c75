// SPDX-License-Identifier: MIT
//
// UnitSet: see unit_set.hpp.
#include "krl/value/unit_set.hpp"

#include <unicode/uchar.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <map>

#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

constexpr char16_t kLastAscii = 0x7F;
constexpr char16_t kLastUnit = 0xFFFF;

/// ECMAScript's Canonicalize without flag `u`: the upper case, where that is a single unit and does
/// not turn what is not ASCII into ASCII.
char16_t canonical(char16_t unit) {
  if (u_toupper(unit) == static_cast<UChar32>(unit)) return unit;
  std::array<UChar, 4> upper{};
  UErrorCode error = U_ZERO_ERROR;
  const UChar source = unit;
  const int32_t length = u_strToUpper(upper.data(), upper.size(), &source, 1, "", &error);
  const bool is_kept =
      U_FAILURE(error) || length != 1 || (unit > kLastAscii && upper[0] <= kLastAscii);
  return is_kept ? unit : upper[0];
}

using CaseGroups = std::vector<std::vector<char16_t>>;

/// All groups of two or more units beyond ASCII that differ in case only.
const CaseGroups& case_groups() {
  static const CaseGroups groups = [] {
    std::map<char16_t, std::vector<char16_t>> by_canonical;
    for (uint32_t unit = kLastAscii + 1; unit <= kLastUnit; ++unit) {
      const auto u = static_cast<char16_t>(unit);
      const char16_t upper = canonical(u);
      if (upper == u) continue;
      std::vector<char16_t>& group = by_canonical[upper];
      if (group.empty()) group.push_back(upper);
      group.push_back(u);
    }
    CaseGroups all;
    for (auto& [upper, group] : by_canonical) all.push_back(std::move(group));
    return all;
  }();
  return groups;
}

}  // namespace

UnitSet::UnitSet(std::initializer_list<char16_t> units) {
  for (const char16_t unit : units) add(unit);
}

void UnitSet::add(char16_t first, char16_t last) {
  Range merged{first, last};
  const auto begin =
      std::lower_bound(ranges_.begin(), ranges_.end(), first,
                       [](const Range& range, char16_t unit) { return range.last + 1 < unit; });
  auto end = begin;
  for (; end != ranges_.end() && end->first <= last + 1; ++end) {
    merged.first = std::min(merged.first, end->first);
    merged.last = std::max(merged.last, end->last);
  }
  if (begin == end) {
    ranges_.insert(begin, merged);
  } else {
    *begin = merged;
    ranges_.erase(begin + 1, end);
  }
}

void UnitSet::add(const UnitSet& other) {
  for (const Range& range : other.ranges_) add(range.first, range.last);
}

void UnitSet::clip(char16_t last) {
  while (!ranges_.empty() && ranges_.back().first > last) ranges_.pop_back();
  if (!ranges_.empty()) ranges_.back().last = std::min(ranges_.back().last, last);
}

void UnitSet::complement(char16_t last) {
  clip(last);
  std::vector<Range> others;
  uint32_t next = 0;
  for (const Range& range : ranges_) {
    if (range.first > next) {
      others.push_back({static_cast<char16_t>(next), static_cast<char16_t>(range.first - 1)});
    }
    next = range.last + 1u;
  }
  if (next <= last) others.push_back({static_cast<char16_t>(next), last});
  ranges_ = std::move(others);
}

void UnitSet::add_other_case() {
  UnitSet others;
  for (char16_t lower = u'a'; lower <= u'z'; ++lower) {
    const auto upper = static_cast<char16_t>(lower - u'a' + u'A');
    if (contains(lower) != contains(upper)) others.add({lower, upper});
  }
  if (!ranges_.empty() && ranges_.back().last > kLastAscii) {
    for (const std::vector<char16_t>& group : case_groups()) {
      const auto in_set = [&](char16_t unit) { return contains(unit); };
      if (!std::any_of(group.begin(), group.end(), in_set)) continue;
      for (const char16_t unit : group) {
        if (!contains(unit)) others.add(unit);
      }
    }
  }
  add(others);
}

bool UnitSet::contains(char16_t unit) const {
  const auto after =
      std::upper_bound(ranges_.begin(), ranges_.end(), unit,
                       [](char16_t u, const Range& range) { return u < range.first; });
  return after != ranges_.begin() && unit <= (after - 1)->last;
}

std::string UnitSet::to_pattern(char16_t last) const {
  const bool is_empty = ranges_.empty();
  const std::vector<Range> all = {{0, last}};
  if (ranges_.size() == 1 && ranges_[0].first == 0 && ranges_[0].last == last) return ".";
  // PCRE2 has no empty class without an option; none but all is the same.
  std::string pattern = is_empty ? "[^" : "[";
  for (const Range& range : is_empty ? all : ranges_) {
    append_pattern_unit(pattern, range.first);
    if (range.first == range.last) continue;
    pattern.push_back('-');
    append_pattern_unit(pattern, range.last);
  }
  return pattern + "]";
}

UnitSet UnitSet::digits() {
  UnitSet set;
  set.add(u'0', u'9');
  return set;
}

UnitSet UnitSet::spaces() {
  static const UnitSet set = [] {
    UnitSet spaces;
    for (uint32_t unit = 0; unit <= kLastUnit; ++unit) {
      if (is_space(unit)) spaces.add(static_cast<char16_t>(unit));
    }
    return spaces;
  }();
  return set;
}

UnitSet UnitSet::word_units() {
  UnitSet set = digits();
  set.add(u'A', u'Z');
  set.add(u'a', u'z');
  set.add(u'_');
  return set;
}

UnitSet UnitSet::line_ends() { return {u'\n', u'\r', u'\u2028', u'\u2029'}; }

void append_pattern_unit(std::string& pattern, char16_t unit) {
  constexpr char kHex[] = "0123456789abcdef";
  const bool is_letter_or_digit = (unit >= u'0' && unit <= u'9') ||
                                  (unit >= u'A' && unit <= u'Z') || (unit >= u'a' && unit <= u'z');
  if (is_letter_or_digit) {
    pattern.push_back(static_cast<char>(unit));
  } else {
    pattern.append("\\x{");
    for (int shift = 12; shift >= 0; shift -= 4) pattern.push_back(kHex[unit >> shift & 0xF]);
    pattern.push_back('}');
  }
}

}  // namespace pico::krl
