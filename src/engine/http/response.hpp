// SPDX-License-Identifier: MIT
//
// Responses as programs see them (spec modules.md 5.2).
#pragma once

#include "engine/model/http.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// {"content", "content_type", "content_length", "headers", "status_code", "status_line"}. The
/// content is text; where it `parses_json` and is JSON, the value.
krl::Map response_map(const HttpResponse& response, bool parses_json);

}  // namespace pico::engine
