// SPDX-License-Identifier: MIT
//
// Lines from pieces: the formatter says where a line may break, the layout decides where it does.
// The pieces are one list. Breaks belong to the innermost group around them; a group is *flat* when
// all of it fits into the line, else *broken* at all its breaks. Between the two stands a group
// that *hugs* one of its members, as a call does with the map that is its last argument:
//
//     event:send({
//       "eci": eci
//     })
//
// Its own breaks stay flat, and the member breaks by itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pico::krl {

/// A member that a group may hug: the piece at which its first line ends, and the piece after it.
struct Hug {
  std::size_t first_break = 0;
  std::size_t end = 0;
  /// Its lines begin with operators or dots: only what follows a sign such as `=` is indented below
  /// it.
  bool continues_below = false;

  [[nodiscard]] bool is_possible() const { return end > 0; }
};

class Layout {
 public:
  Layout() { begin_group(); }

  /// The text must outlive the layout. One with line ends breaks the groups around it.
  void text(std::string_view text);
  /// A comment after which the line must end.
  void line_comment(std::string_view text);
  void space() { add(Kind::Space); }
  /// A break that is a blank, or nothing, where it does not break.
  void line() { add(Kind::Line); }
  /// A line() that leaves a blank line where it breaks.
  void line_apart() { add(Kind::LineApart); }
  void soft_line() { add(Kind::SoftLine); }
  /// A break that decides by itself in a broken group: it breaks when what stands between it and
  /// the group's next break does not fit.
  void fill_line() { add(Kind::FillLine); }
  /// What follows begins a line, or a line after a blank one; the groups around it are broken.
  void fresh_line() { add(Kind::FreshLine); }
  void blank_line() { add(Kind::BlankLine); }

  void begin_group();
  /// A group may rather break than hug, if each of its lines fits then.
  enum class Preference : std::uint8_t { Hug, Break };
  void end_group(Hug hug = {}, Preference preference = Preference::Hug);
  /// Lines that begin in between are indented, if the group that this stands in is broken.
  void begin_indent() { add(Kind::BeginIndent); }
  void end_indent() { add(Kind::EndIndent); }

  /// The number of pieces so far, which is the place of the next one.
  [[nodiscard]] std::size_t size() const { return items_.size(); }

  /// The lines, of at most 100 columns where that can be done. Call it once, at the end.
  std::string render();

 private:
  enum class Kind : std::uint8_t {
    Text,
    LineComment,
    Space,
    Line,
    LineApart,
    SoftLine,
    FillLine,
    FreshLine,
    BlankLine,
    BeginGroup,
    EndGroup,
    BeginIndent,
    EndIndent,
  };

  struct Item {
    Kind kind;
    std::uint32_t number = 0;  // of a BeginGroup: of its group; of a FillLine: where its part ends
    std::string_view text;
  };

  struct Group {
    std::size_t end = 0;  // its EndGroup
    Hug hug;
    Preference preference = Preference::Hug;
    bool is_forced = false;     // it holds what breaks it in any case
    std::size_t last_fill = 0;  // the FillLine whose part is still open; while the list is made
  };

  enum class Mode : std::uint8_t { Flat, Hugging, Broken };

  friend class Renderer;

  void add(Kind kind, std::string_view text = {});
  void end_fill();
  void force();

  std::vector<Item> items_;
  std::vector<Group> groups_;
  std::vector<std::uint32_t> open_;  // the groups around the next piece
};

}  // namespace pico::krl
