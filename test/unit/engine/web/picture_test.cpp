// SPDX-License-Identifier: MIT
// Results of queries that are pictures (spec http-api.md 4, and beyond it).
#include "engine/web/picture.hpp"

#include <string>
#include <string_view>

#include "engine/module/encoding.hpp"
#include "krl/value/array.hpp"

namespace pico::engine {
namespace {

using namespace std::string_view_literals;

/// Content type and bytes; "none".
std::string shown(const krl::Value& result) {
  const std::optional<Picture> picture = picture_of(result);
  if (!picture) return "none";
  return std::string(picture->content_type) + " " + picture->bytes;
}

std::string shown_text(std::string_view text) { return shown(krl::Value(text)); }

TEST(Picture, IsKnownByItsFirstBytes) {
  for (const auto& [type, bytes] : {
           std::pair("image/gif", "GIF89a\1\0\1\0"sv),
           std::pair("image/png", "\x89PNG\r\n\x1a\n\0\0"sv),
           std::pair("image/jpeg", "\xff\xd8\xff\xe0"sv),
           std::pair("image/webp", "RIFF\4\0\0\0WEBP"sv),
           std::pair("image/x-icon", "\0\0\1\0\1"sv),
       }) {
    const std::string expected = std::string(type) + " " + std::string(bytes);
    EXPECT_EQ(shown_text(base64_of(bytes)), expected);
    EXPECT_EQ(shown_text("data:image/whatever;base64," + base64_of(bytes)), expected);
  }
}

TEST(Picture, MayBeTheSourceOfAnSvg) {
  EXPECT_EQ(shown_text("<svg xmlns=\"x\">\u20ac</svg>"),
            "image/svg+xml <svg xmlns=\"x\">\u20ac</svg>");
  EXPECT_EQ(shown_text("<html><svg></svg></html>"), "none");
}

TEST(Picture, IsNothingElse) {
  for (const std::string_view text : {"", "GIF89a", "R0lG", "data:", "data:image/gif,GIF89a",
                                      "data:;base64,", "UklGRgQAAABXQVZF", "*!?", "AA=="})
    EXPECT_EQ(shown_text(text), "none") << text;
  EXPECT_EQ(shown(krl::Value()), "none");
  EXPECT_EQ(shown(krl::Value(8)), "none");
  EXPECT_EQ(shown(krl::Value(krl::Array{"R0lGODlh"})), "none");
}

}  // namespace
}  // namespace pico::engine
