// SPDX-License-Identifier: MIT
//
// Tables of a Source: where lines begin, and UTF-16 counts at regular distances, so that any offset
// is translated by looking at no more than kStride bytes.
#include "krl/text/source.hpp"

#include <algorithm>
#include <utility>

namespace pico::krl {

namespace {

constexpr std::uint32_t kStride = 1024;

bool is_continuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

/// The UTF-16 units that the UTF-8 byte `byte` begins: two for a character beyond the basic plane.
std::uint32_t utf16_units(char byte) {
  if (is_continuation(byte)) return 0;
  return static_cast<unsigned char>(byte) >= 0xF0 ? 2 : 1;
}

}  // namespace

Source::Source(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  utf16_counts_.reserve(text_.size() / kStride + 1);
  std::uint32_t units = 0;
  for (std::uint32_t i = 0; i < text_.size(); ++i) {
    if (i % kStride == 0) utf16_counts_.push_back(units);
    units += utf16_units(text_[i]);
    const bool is_lone_return = text_[i] == '\r' && (i + 1 == text_.size() || text_[i + 1] != '\n');
    if (text_[i] == '\n' || is_lone_return) line_starts_.push_back(i + 1);
  }
  if (text_.size() % kStride == 0) utf16_counts_.push_back(units);
}

Position Source::position(std::uint32_t offset) const {
  if (text_.empty()) return Position{};
  std::uint32_t within_character = 0;
  if (offset >= text_.size()) {
    offset = static_cast<std::uint32_t>(text_.size()) - 1;
    while (offset > 0 && is_continuation(text_[offset])) --offset;
    // The last unit, not the last character: a surrogate pair ends one column later.
    within_character = std::max(utf16_units(text_[offset]), 1u) - 1;
  }
  const auto next = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const std::uint32_t line_start = *std::prev(next);
  return Position{.line = static_cast<std::uint32_t>(next - line_starts_.begin()),
                  .column = utf16_offset(offset) - utf16_offset(line_start) + within_character + 1};
}

std::string_view Source::line_text(std::uint32_t line) const {
  if (line == 0 || line > line_starts_.size()) return {};
  const std::size_t start = line_starts_[line - 1];
  const std::size_t end = line < line_starts_.size() ? line_starts_[line] : text_.size();
  std::string_view found = std::string_view(text_).substr(start, end - start);
  while (!found.empty() && (found.back() == '\n' || found.back() == '\r')) found.remove_suffix(1);
  return found;
}

std::uint32_t Source::utf16_offset(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t stride = offset / kStride;
  std::uint32_t units = utf16_counts_[stride];
  for (std::uint32_t i = stride * kStride; i < offset; ++i) units += utf16_units(text_[i]);
  return units;
}

}  // namespace pico::krl
