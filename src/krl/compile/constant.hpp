// SPDX-License-Identifier: MIT
//
// Constants of the `meta` block: name, description, author, version (spec krl-language.md 3.1).
#pragma once

#include "krl/compile/unit.hpp"
#include "krl/syntax/ast.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

/// The value of a constant expression: literals, and Arrays and Maps of them. Anything else is a
/// compile error, and Undefined.
Value evaluate_constant(const ast::Expression& expression, Unit& unit);

}  // namespace pico::krl
