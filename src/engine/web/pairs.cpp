// SPDX-License-Identifier: MIT
//
// Pairs of names and texts: see pairs.hpp.
#include "engine/web/pairs.hpp"

#include "krl/value/array.hpp"

namespace pico::engine {

void add_text(krl::Map& pairs, const krl::String& name, const krl::String& text) {
  krl::Value& value = pairs.edit(name);
  if (value.is_undefined()) {
    value = text;
  } else if (value.is_array()) {
    value.array().push_back(text);
  } else {
    value = krl::Array{value, text};
  }
}

}  // namespace pico::engine
