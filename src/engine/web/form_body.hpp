// SPDX-License-Identifier: MIT
//
// Forms as bodies of requests: flat, brackets mean nothing (spec http-api.md 2.2).
#pragma once

#include <cstddef>
#include <string_view>

#include "krl/value/map.hpp"

namespace pico::engine {

constexpr size_t kMaxFormPairs = 1000;

/// A body in `application/x-www-form-urlencoded`; a name that repeats gets an Array. Throws
/// WebError where there are too many pairs.
krl::Map parse_form(std::string_view body);

}  // namespace pico::engine
