// SPDX-License-Identifier: MIT
//
// What the parser tests share: parsing with its diagnostics kept, and a compact outline of
// expressions such as `(+ 1 (* 2 3))`.
#pragma once

#include <memory>
#include <string>

#include "krl/syntax/ast.hpp"
#include "krl/syntax/parser.hpp"

namespace pico::krl {

/// A parse with everything that it needs to stay alive.
struct ParseResult {
  explicit ParseResult(std::string text)
      : source(std::make_unique<Source>("", std::move(text))),
        diagnostics(*source),
        parsed(parse(*source, diagnostics)) {}

  const ast::Rule& rule(std::size_t index = 0) const { return parsed.ruleset->rules.at(index); }

  std::unique_ptr<Source> source;
  Diagnostics diagnostics;
  Parsed parsed;
};

/// The first error as `message | offending text | start offset`, or "no error".
std::string first_error(const std::string& text);

/// The first error of `body` as the body of a rule, with offsets from the begin of `body`.
std::string rule_error(const std::string& body);

/// The rule `rule r { BODY }` in a ruleset.
ParseResult parse_rule(const std::string& body);

/// The outline of a single expression, or its first error.
std::string outline_of(const std::string& text);

std::string outline(const ast::Expression& expression);
std::string outline(const ast::EventExpression& event);

/// The outline of the event expression of `select when TEXT`, or the first error.
std::string event_outline_of(const std::string& text);

}  // namespace pico::krl
