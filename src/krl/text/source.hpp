// SPDX-License-Identifier: MIT
//
// KRL source text and places in it.
// Text is UTF-8 and places are byte offsets, which is what the lexer and the tree work with.
// People, editors and the reference AST count in UTF-16 code units, so those are computed from an
// offset only when something is shown.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pico::krl {

/// The longest source that parse() accepts. Offsets therefore fit 32 bits with room to spare.
inline constexpr std::size_t kMaxSourceBytes = 16 * 1024 * 1024;

/// A half-open range of byte offsets.
struct Span {
  std::uint32_t start = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// A place as people count it: both from 1, the column in UTF-16 code units.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;

  friend bool operator==(const Position&, const Position&) = default;
};

/// A named source text with the tables that turn offsets into positions.
class Source {
 public:
  /// `name` is shown in messages (a file name or a rid) and may be empty.
  /// Bytes that are not UTF-8 are kept and count as one unit each.
  Source(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }

  /// The position of the character at `offset`. At or after the end of the text it is that of the
  /// last character (line 1 column 1 in an empty text), as the reference reports it.
  Position position(std::uint32_t offset) const;

  /// Line `line` (from 1) without its line end; empty when there is no such line.
  std::string_view line_text(std::uint32_t line) const;

  /// The number of UTF-16 code units before `offset`. Constant time.
  std::uint32_t utf16_offset(std::uint32_t offset) const;

 private:
  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;   // byte offset at which each line begins
  std::vector<std::uint32_t> utf16_counts_;  // units before every kStride-th byte
};

}  // namespace pico::krl
