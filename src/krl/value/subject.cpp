// SPDX-License-Identifier: MIT
//
// Subject: see subject.hpp.
#include "krl/value/subject.hpp"

#include <algorithm>

#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

// Units between two marks: what a look-up walks at most.
constexpr size_t kStride = 64;

}  // namespace

Subject::Subject(std::string_view text) : text_(text), is_ascii_(krl::is_ascii(text)) {
  if (is_ascii_) return;
  units_ = to_utf16(text);
  marks_.reserve(units_.size() / kStride + 1);
  size_t position = 0;
  for (size_t unit = 0; unit < units_.size(); ++unit) {
    if (unit % kStride == 0) marks_.push_back(position);
    position = next_unit(text, position);
  }
}

size_t Subject::position_of(size_t units) const noexcept {
  if (is_ascii_) return units;
  if (units >= units_.size()) return text_.size();
  size_t position = marks_[units / kStride];
  for (size_t i = 0; i < units % kStride; ++i) position = next_unit(text_, position);
  return position;
}

size_t Subject::units_before(size_t position) const noexcept {
  if (is_ascii_) return position;
  if (position >= text_.size()) return units_.size();
  const auto mark = std::upper_bound(marks_.begin(), marks_.end(), position) - 1;
  auto units = static_cast<size_t>(mark - marks_.begin()) * kStride;
  for (size_t at = *mark; at < position; at = next_unit(text_, at)) ++units;
  return units;
}

}  // namespace pico::krl
