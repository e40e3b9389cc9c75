// SPDX-License-Identifier: MIT
//
// Pictures: see picture.hpp.
#include "engine/web/picture.hpp"

#include <algorithm>
#include <utility>

#include "engine/module/encoding.hpp"
#include "krl/value/string.hpp"

namespace pico::engine {

namespace {

using namespace std::string_view_literals;

constexpr std::string_view kSuffixes[] = {"gif", "png", "jpg", "jpeg", "webp", "ico", "svg"};

struct Kind {
  std::string_view content_type;
  std::string_view beginning;
  std::string_view name = {};  // of the format within a container of several, at byte 8
};

constexpr Kind kKinds[] = {
    {"image/gif", "GIF8"},          {"image/png", "\x89PNG\r\n\x1a\n"},
    {"image/jpeg", "\xff\xd8\xff"}, {"image/webp", "RIFF", "WEBP"},
    {"image/x-icon", "\0\0\1\0"sv},
};
constexpr size_t kNameAt = 8;

constexpr std::string_view kDataMark = ";base64,";

/// The base64 in a `data:` URL, or all.
std::string_view base64_in(std::string_view text) {
  if (!text.starts_with("data:")) return text;
  const size_t mark = text.find(kDataMark);
  return mark == text.npos ? std::string_view() : text.substr(mark + kDataMark.size());
}

}  // namespace

bool is_picture_suffix(std::string_view suffix) {
  return std::find(std::begin(kSuffixes), std::end(kSuffixes), suffix) != std::end(kSuffixes);
}

std::optional<Picture> picture_of(const krl::Value& result) {
  if (!result.is_string()) return std::nullopt;
  const std::string_view text = result.string().view();
  if (text.starts_with("<svg")) return Picture{"image/svg+xml", utf8_of(text)};
  std::string bytes = decode_text(base64_in(text), "base64");
  for (const Kind& kind : kKinds) {
    const std::string_view seen = bytes;
    if (!seen.starts_with(kind.beginning)) continue;
    if (seen.substr(std::min(kNameAt, seen.size()), kind.name.size()) != kind.name) continue;
    return Picture{kind.content_type, std::move(bytes)};
  }
  return std::nullopt;
}

}  // namespace pico::engine
