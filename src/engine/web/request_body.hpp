// SPDX-License-Identifier: MIT
//
// Bodies of requests as values (spec http-api.md 2.2).
#pragma once

#include "engine/model/http.hpp"
#include "engine/web/web_rules.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// What a body is by its content type: a Map or, of JSON, an Array; Undefined where it is empty or
/// of a type that says nothing to us. Throws WebError: 400, 413, 415.
krl::Value parse_body(const WebRequest& request, const WebRules& rules);

/// The members that a body gives to attributes: those of a Map, elements of an Array under "0",
/// "1" ...
krl::Map members_of(const krl::Value& body);

}  // namespace pico::engine
