// SPDX-License-Identifier: MIT
//
// KRL source in its one canonical layout.
#pragma once

#include <string>

#include "krl/text/diagnostic.hpp"
#include "krl/text/source.hpp"

namespace pico::krl {

/// `source`, a ruleset or a list of declarations and expressions, laid out anew: two columns for
/// each level, lines of at most 100 columns where they can be broken, all comments where they
/// stand. The tokens stay as they are, except for a comma before a closing bracket, which goes; so
/// the meaning stays. Chevrons, strings and regular expressions are not touched. What is laid out
/// already comes back unchanged. Empty when the source has errors, which are then in `diagnostics`.
std::string format(const Source& source, Diagnostics& diagnostics);

}  // namespace pico::krl
