// SPDX-License-Identifier: MIT
//
// Breaking lines: see renderer.hpp.
#include "krl/format/renderer.hpp"

#include <algorithm>

namespace pico::krl {

namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 2;
// Lines at deeper levels begin where those of this one do: else a deep source of a megabyte would
// make a text of hundreds.
constexpr std::size_t kDeepestLevel = 40;

std::size_t indentation(std::size_t level) { return std::min(level, kDeepestLevel) * kIndent; }

/// The columns that a text without line ends takes: one for each code point.
std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

bool has_line_end(std::string_view text) { return text.find('\n') != std::string_view::npos; }

std::string_view first_line(std::string_view text) { return text.substr(0, text.find('\n')); }

}  // namespace

/// Whether the line of the piece ends with it in any case.
bool Renderer::ends_line(const Layout::Item& item) {
  return item.kind == Kind::LineComment || item.kind == Kind::FreshLine ||
         item.kind == Kind::BlankLine || (item.kind == Kind::Text && has_line_end(item.text));
}

/// The columns of a piece that ends no line, where no line breaks.
std::size_t Renderer::flat_width(const Layout::Item& item) {
  if (item.kind == Kind::Text) return width_of(item.text);
  const bool is_blank = item.kind == Kind::Space || item.kind == Kind::Line ||
                        item.kind == Kind::LineApart || item.kind == Kind::FillLine;
  return is_blank ? 1 : 0;
}

std::string Renderer::run() {
  for (std::size_t at = 0; at < layout_.items_.size(); ++at) put(at);
  begin_line();
  return std::move(out_);
}

void Renderer::put(std::size_t at) {
  const Layout::Item& item = layout_.items_[at];
  switch (item.kind) {
    case Kind::Text:
      return put_text(item.text);
    case Kind::LineComment:
      put_text(item.text);
      line_must_end_ = true;
      return;
    case Kind::Space:
      return put_blank();
    case Kind::Line:
    case Kind::LineApart:
    case Kind::SoftLine:
    case Kind::FillLine:
      return put_break(at);
    case Kind::FreshLine:
      return begin_line();
    case Kind::BlankLine:
      return begin_line_apart();
    case Kind::BeginGroup:
      return modes_.push_back(mode_of(at));
    case Kind::EndGroup:
      return modes_.pop_back();
    case Kind::BeginIndent:
      indented_.push_back(modes_.back() == Mode::Broken);
      indent_ += indented_.back() ? 1 : 0;
      return;
    case Kind::EndIndent:
      indent_ -= indented_.back() ? 1 : 0;
      return indented_.pop_back();
  }
}

void Renderer::put_text(std::string_view text) {
  if (line_must_end_) begin_line();
  column_ = column();
  if (is_fresh_) {
    out_.append(column_, ' ');
  } else if (blank_is_due_) {
    out_ += ' ';
  }
  out_ += text;
  is_fresh_ = blank_is_due_ = false;
  const std::size_t last_line = text.rfind('\n');
  if (last_line == std::string_view::npos) {
    column_ += width_of(text);
  } else {
    column_ = width_of(text.substr(last_line + 1));
  }
}

void Renderer::put_blank() {
  if (line_must_end_) return begin_line();
  if (!is_fresh_) blank_is_due_ = true;
}

void Renderer::put_break(std::size_t at) {
  const Layout::Item& item = layout_.items_[at];
  const bool breaks = modes_.back() == Mode::Broken &&
                      (item.kind != Kind::FillLine || !fits(column(), at, item.number));
  if (breaks && item.kind == Kind::LineApart) return begin_line_apart();
  if (breaks || line_must_end_) return begin_line();
  if (item.kind != Kind::SoftLine) put_blank();
}

void Renderer::begin_line() {
  if (!is_fresh_) out_ += '\n';
  is_fresh_ = true;
  blank_is_due_ = line_must_end_ = false;
}

void Renderer::begin_line_apart() {
  begin_line();
  if (!out_.empty() && !out_.ends_with("\n\n")) out_ += '\n';
}

/// Where the next text would begin.
std::size_t Renderer::column() const {
  return is_fresh_ ? indentation(indent_) : column_ + (blank_is_due_ ? 1 : 0);
}

Layout::Mode Renderer::mode_of(std::size_t group_begin) const {
  if (!modes_.empty() && modes_.back() == Mode::Flat) return Mode::Flat;
  const Layout::Group& group = layout_.groups_[layout_.items_[group_begin].number];
  if (!group.is_forced && fits(column(), group_begin, group.end + 1)) return Mode::Flat;
  if (group.preference == Layout::Preference::Break && fits_broken(group_begin, group)) {
    return Mode::Broken;
  }
  return can_hug(group_begin, group) ? Mode::Hugging : Mode::Broken;
}

/// Whether the pieces from `from` on fit into a line in which they begin at `width`: flat up to
/// `flat_end`, and from there on up to where the line may end.
bool Renderer::fits(std::size_t width, std::size_t from, std::size_t flat_end) const {
  std::size_t depth = modes_.size();  // of the open groups, those that are still open
  std::size_t inner = 0;              // groups that have begun after `flat_end`
  for (std::size_t at = from; at < layout_.items_.size() && width <= kColumns; ++at) {
    const Layout::Item& item = layout_.items_[at];
    const bool is_flat = at < flat_end;
    if (ends_line(item)) return !is_flat && width + width_of(first_line(item.text)) <= kColumns;
    switch (item.kind) {
      case Kind::Line:
      case Kind::LineApart:
      case Kind::SoftLine:
      case Kind::FillLine:
        if (!is_flat && (inner > 0 || may_break(depth))) return true;
        break;
      case Kind::BeginGroup:
        if (!is_flat) ++inner;
        break;
      case Kind::EndGroup:
        if (!is_flat) inner > 0 ? --inner : --depth;
        break;
      case Kind::Text:
      case Kind::Space:
      case Kind::LineComment:
      case Kind::FreshLine:
      case Kind::BlankLine:
      case Kind::BeginIndent:
      case Kind::EndIndent:
        break;
    }
    width += flat_width(item);
  }
  return width <= kColumns;
}

/// Whether each line of the group fits when it breaks at all its breaks, and at no others.
bool Renderer::fits_broken(std::size_t from, const Layout::Group& group) const {
  const std::size_t below = indentation(indent_ + 1);
  std::size_t width = column();
  std::size_t last_break = from;
  std::size_t inner = 0;
  for (std::size_t at = from + 1; at < group.end && width <= kColumns; ++at) {
    const Layout::Item& item = layout_.items_[at];
    if (ends_line(item)) return false;
    if (item.kind == Kind::BeginGroup) ++inner;
    if (item.kind == Kind::EndGroup) --inner;
    const bool is_own_break =
        inner == 0 &&
        (item.kind == Kind::Line || item.kind == Kind::LineApart || item.kind == Kind::SoftLine);
    width = is_own_break ? below : width + flat_width(item);
    if (is_own_break) last_break = at;
  }
  return width <= kColumns && fits(below, last_break + 1, group.end + 1);
}

/// Whether a break may end the line, if it stands in the innermost of the first `depth` open
/// groups.
bool Renderer::may_break(std::size_t depth) const {
  return depth == 0 || modes_[depth - 1] == Mode::Broken;
}

/// Whether the group but for the member has no forced breaks, and what comes before and after the
/// member fits into the lines in which the member begins and ends.
bool Renderer::can_hug(std::size_t from, const Layout::Group& group) const {
  if (!group.hug.is_possible()) return false;
  const auto fits_flat = [&](std::size_t width, std::size_t at, std::size_t end) {
    for (; at < end && width <= kColumns; ++at) {
      if (ends_line(layout_.items_[at])) return false;
      width += flat_width(layout_.items_[at]);
    }
    return width <= kColumns;
  };
  const Layout::Item& last = layout_.items_[group.hug.first_break];
  const std::size_t begun = last.kind == Kind::Text ? width_of(first_line(last.text)) : 0;
  return fits_flat(column() + begun, from, group.hug.first_break) &&
         fits_flat(indentation(indent_), group.hug.end, group.end);
}

}  // namespace pico::krl
