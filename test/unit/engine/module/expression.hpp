// SPDX-License-Identifier: MIT
//
// Expressions evaluated in a pico, where the engine's modules are at hand.
#pragma once

#include <string>
#include <string_view>

#include "unit/engine/image.hpp"

namespace pico::engine {

/// The JSON of an expression, or the text of the error that it throws.
inline std::string evaluate(Image& image, std::string_view expression) {
  try {
    image.install("ruleset t { meta { shares q } global { q = function() {\n" +
                  std::string(expression) + "\n} } }");
    return image.query("t", "q");
  } catch (const krl::Error& error) {
    return error.text();
  }
}

inline std::string evaluate(std::string_view expression) {
  Image image;
  return evaluate(image, expression);
}

}  // namespace pico::engine
