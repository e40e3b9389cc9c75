// SPDX-License-Identifier: MIT
//
// Results of queries that are pictures. KRL has no bytes, so a function gives a picture as text:
// in base64, or as the source of an SVG.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "krl/value/value.hpp"

namespace pico::engine {

struct Picture {
  std::string_view content_type;
  std::string bytes;
};

/// Whether a query's suffix, without the dot, asks for a picture: `gif`, `png`, `jpg` ...
bool is_picture_suffix(std::string_view suffix);
/// The picture that a result is, whose kind is seen by its first bytes: a String in base64, also
/// with `data:...;base64,` before it, or SVG. None where it is no picture.
std::optional<Picture> picture_of(const krl::Value& result);

}  // namespace pico::engine
