// SPDX-License-Identifier: MIT
//
// Pairs of names and texts, as query strings and forms have them.
#pragma once

#include "krl/value/map.hpp"
#include "krl/value/string.hpp"

namespace pico::engine {

/// Adds a text under its name. A name that repeats has the Array of its texts.
void add_text(krl::Map& pairs, const krl::String& name, const krl::String& text);

}  // namespace pico::engine
