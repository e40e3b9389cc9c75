// SPDX-License-Identifier: MIT
//
// Making the list of pieces: see layout.hpp.
#include "krl/format/layout.hpp"

#include "krl/format/renderer.hpp"

namespace pico::krl {

void Layout::text(std::string_view text) {
  if (text.find('\n') != std::string_view::npos) force();
  add(Kind::Text, text);
}

void Layout::line_comment(std::string_view text) {
  force();
  add(Kind::LineComment, text);
}

void Layout::begin_group() {
  items_.push_back(
      {.kind = Kind::BeginGroup, .number = static_cast<std::uint32_t>(groups_.size()), .text = {}});
  open_.push_back(static_cast<std::uint32_t>(groups_.size()));
  groups_.push_back({});
}

void Layout::end_group(Hug hug, Preference preference) {
  end_fill();
  Group& group = groups_[open_.back()];
  open_.pop_back();
  group.end = items_.size();
  group.hug = hug;
  group.preference = preference;
  if (group.is_forced) force();
  items_.push_back({.kind = Kind::EndGroup, .text = {}});
}

void Layout::add(Kind kind, std::string_view text) {
  switch (kind) {
    case Kind::FreshLine:
    case Kind::BlankLine:
      force();
      [[fallthrough]];
    case Kind::Line:
    case Kind::LineApart:
    case Kind::SoftLine:
      end_fill();
      break;
    case Kind::FillLine:
      end_fill();
      groups_[open_.back()].last_fill = items_.size();
      break;
    case Kind::Text:
    case Kind::LineComment:
    case Kind::Space:
    case Kind::BeginGroup:
    case Kind::EndGroup:
    case Kind::BeginIndent:
    case Kind::EndIndent:
      break;
  }
  items_.push_back({.kind = kind, .text = text});
}

/// What the last FillLine of the group decides about ends here.
void Layout::end_fill() {
  std::size_t& last = groups_[open_.back()].last_fill;
  if (last > 0) items_[last].number = static_cast<std::uint32_t>(items_.size());
  last = 0;
}

void Layout::force() {
  if (!open_.empty()) groups_[open_.back()].is_forced = true;
}

std::string Layout::render() {
  force();
  end_group();
  return Renderer(*this).run();
}

}  // namespace pico::krl
