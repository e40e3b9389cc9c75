// SPDX-License-Identifier: MIT
//
// Writes the pieces of a layout as lines: one pass over the list, looking ahead by at most a line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "krl/format/layout.hpp"

namespace pico::krl {

class Renderer {
 public:
  explicit Renderer(const Layout& layout) : layout_(layout) {}

  std::string run();

 private:
  using Kind = Layout::Kind;
  using Mode = Layout::Mode;

  void put(std::size_t at);
  void put_text(std::string_view text);
  void put_blank();
  void put_break(std::size_t at);
  void begin_line();
  void begin_line_apart();

  [[nodiscard]] static bool ends_line(const Layout::Item& item);
  [[nodiscard]] static std::size_t flat_width(const Layout::Item& item);
  [[nodiscard]] Mode mode_of(std::size_t group_begin) const;
  [[nodiscard]] bool fits(std::size_t width, std::size_t from, std::size_t flat_end) const;
  [[nodiscard]] bool fits_broken(std::size_t from, const Layout::Group& group) const;
  [[nodiscard]] bool may_break(std::size_t depth) const;
  [[nodiscard]] bool can_hug(std::size_t from, const Layout::Group& group) const;
  [[nodiscard]] std::size_t column() const;

  const Layout& layout_;
  std::string out_;
  std::size_t column_ = 0;      // after what is written, without the blank that is due
  std::uint32_t indent_ = 0;    // of lines that begin, in levels
  bool is_fresh_ = true;        // nothing is in the line yet
  bool blank_is_due_ = false;   // written with the next text, so that no line ends with it
  bool line_must_end_ = false;  // after a line comment
  std::vector<Mode> modes_;     // of the open groups
  std::vector<bool> indented_;  // of the open indents: whether they count
};

}  // namespace pico::krl
