// SPDX-License-Identifier: MIT
//
// From KRL source to syntax tree (krl-language sections 2 to 4.1).
// The first error has the text and place that the reference gives; after it the parser goes on at
// the next rule or section, so that one run shows the errors of each. Older forms that still mean
// something are accepted with a warning.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "krl/syntax/ast.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/source.hpp"

namespace pico::krl {

/// How deep expressions, functions and event expressions may stand inside each other.
inline constexpr std::uint32_t kMaxNesting = 500;

/// The greatest height of a tree of expressions. A chain such as `1 + 1 + ...` makes a high tree
/// without nesting; visitors may recurse over whatever the parser accepts.
inline constexpr std::uint32_t kMaxTreeDepth = 1000;

/// What a source holds: a ruleset or, when it does not begin with `ruleset`, a list of expressions
/// and declarations (Statement kinds Expression and Declaration).
struct Parsed {
  std::unique_ptr<ast::Ruleset> ruleset;
  ast::Statements statements;
};

/// Parses `source`, adding errors and warnings to `diagnostics`. With errors the result is empty.
/// Error class: ParseError; SyntaxError for repeated flags of a regular expression.
Parsed parse(const Source& source, Diagnostics& diagnostics);

/// Parses what may stand between the braces of a function: declarations, then the expression that
/// is its value. Null with errors; the function has no parameters yet.
std::unique_ptr<ast::Function> parse_body(const Source& source, Diagnostics& diagnostics);

/// Whether `name` is a word that can name a variable.
bool is_variable_name(std::string_view name);

}  // namespace pico::krl
