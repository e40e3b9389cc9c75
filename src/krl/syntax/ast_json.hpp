// SPDX-License-Identifier: MIT
//
// The syntax tree as JSON text, with the node and field names of krl-language section 13.
#pragma once

#include <string>

#include "krl/syntax/parser.hpp"

namespace pico::krl {

/// The tree of `parsed`, indented by two spaces: a Ruleset, or an array of expressions and
/// declarations. Every node has `type` and `loc {start, end}`, in UTF-16 code units of `source`.
/// Numbers that JSON cannot express (too many digits) are null.
/// Older forms add a field `with` (an array of Declarations) to Action and RaiseEventStatement.
std::string to_json(const Parsed& parsed, const Source& source);

}  // namespace pico::krl
