// SPDX-License-Identifier: MIT
//
// Cleaning tags: see tags.hpp.
#include "engine/channel/tags.hpp"

#include <string_view>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/string.hpp"

namespace pico::engine {

namespace {

krl::Error invalid(std::string message) {
  return {krl::ErrorClass::TypeError, std::move(message), krl::ErrorCode::InvalidArgument};
}

bool is_tag_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Words of tag characters, in lower case, joined by single hyphens. That is what all the steps of
/// the spec come to: blanks, hyphens and everything else only separate words.
std::string clean_tag(std::string_view tag) {
  std::string cleaned;
  bool at_gap = false;
  for (const char c : tag) {
    if (!is_tag_character(c)) {
      at_gap = true;
      continue;
    }
    if (at_gap && !cleaned.empty()) cleaned += '-';
    at_gap = false;
    cleaned += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (cleaned.empty()) throw invalid("Channel tag cannot be a blank string.");
  if (cleaned == "system") throw invalid("Cannot tag channel as \"system\".");
  return cleaned;
}

}  // namespace

std::vector<std::string> clean_tags(const krl::Value& tags) {
  std::vector<std::string> cleaned;
  if (tags.is_null()) return cleaned;
  constexpr auto kShape = "Channel `tags` must be an array of non-empty strings.";
  if (!tags.is_array()) throw invalid(kShape);
  for (const krl::Value& tag : tags.array()) {
    if (!tag.is_string()) throw invalid(kShape);
    cleaned.push_back(clean_tag(tag.string().view()));
  }
  return cleaned;
}

}  // namespace pico::engine
