// SPDX-License-Identifier: MIT
//
// The text that a regular expression searches, prepared once for many searches.
//
// ECMAScript matches UTF-16 units. For ASCII text these are the bytes; other text is held as units
// too, with marks by which positions in one form are found in the other.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pico::krl {

class Subject {
 public:
  /// `text` is borrowed and must stay.
  explicit Subject(std::string_view text);

  [[nodiscard]] std::string_view text() const noexcept { return text_; }
  [[nodiscard]] bool is_ascii() const noexcept { return is_ascii_; }
  /// The units of text that is not ASCII.
  [[nodiscard]] const std::u16string& units() const noexcept { return units_; }
  /// The length in UTF-16 units.
  [[nodiscard]] size_t size_units() const noexcept {
    return is_ascii_ ? text_.size() : units_.size();
  }

  /// The position (unicode.hpp) after the first `units` units, and back.
  [[nodiscard]] size_t position_of(size_t units) const noexcept;
  [[nodiscard]] size_t units_before(size_t position) const noexcept;

 private:
  std::string_view text_;
  bool is_ascii_;
  std::u16string units_;
  std::vector<size_t> marks_;  // the position of every kStride-th unit
};

}  // namespace pico::krl
