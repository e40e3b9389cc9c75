// SPDX-License-Identifier: MIT
//
// Responses as programs see them (spec modules.md 5.2).
#pragma once

#include <optional>
#include <string_view>

#include "engine/model/http.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// {"content", "content_type", "content_length", "headers", "status_code", "status_line"}. The
/// content is text; where it `parses_json` and is JSON, the value.
krl::Map response_map(const HttpResponse& response, bool parses_json);

/// Bytes from another host as text: those that are no UTF-8 become U+FFFD.
krl::String text_of(std::string_view bytes);
/// The value of a body; none where it is no JSON, or exceeds what a program may have.
std::optional<krl::Value> json_of(std::string_view body);

}  // namespace pico::engine
