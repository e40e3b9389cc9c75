// SPDX-License-Identifier: MIT
//
// Constants of the `meta` block: see constant.hpp.
#include "krl/compile/constant.hpp"

#include <utility>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {

namespace {

Value refuse(const ast::Expression& expression, Unit& unit) {
  unit.error("A value in `meta` must be a constant", expression.loc);
  return {};
}

Value constant_chevron(const ast::Chevron& chevron, Unit& unit) {
  std::string text;
  for (const auto& part : chevron.parts) {
    if (part->kind != ast::ExpressionKind::String) return refuse(*part, unit);
    text += ast::as<ast::String>(*part).value;
  }
  return std::string_view(text);
}

Value constant_regexp(const ast::RegExp& regexp, Unit& unit) {
  try {
    return RegExp(Pattern::compile(regexp.pattern, regexp.flags));
  } catch (const Error& error) {
    unit.error(error.message(), regexp.loc);
    return {};
  }
}

}  // namespace

Value evaluate_constant(const ast::Expression& expression, Unit& unit) {
  using Kind = ast::ExpressionKind;
  switch (expression.kind) {
    case Kind::Null:
      return {};
    case Kind::Boolean:
      return ast::as<ast::Boolean>(expression).value;
    case Kind::Number:
      return ast::as<ast::Number>(expression).value;
    case Kind::String:
      return std::string_view(ast::as<ast::String>(expression).value);
    case Kind::RegExp:
      return constant_regexp(ast::as<ast::RegExp>(expression), unit);
    case Kind::Chevron:
      return constant_chevron(ast::as<ast::Chevron>(expression), unit);
    case Kind::Array: {
      Values values;
      for (const auto& element : ast::as<ast::Array>(expression).elements) {
        values.push_back(evaluate_constant(*element, unit));
      }
      return Array(std::move(values));
    }
    case Kind::Map: {
      Map map;
      for (const auto& entry : ast::as<ast::Map>(expression).entries) {
        map.set(entry.key, evaluate_constant(*entry.value, unit));
      }
      return map;
    }
    case Kind::Identifier: {
      const std::string& name = ast::as<ast::Identifier>(expression).value;
      if (unit.builtins.find(name) != nullptr) return refuse(expression, unit);
      unit.error("Undefined id: " + name, expression.loc);
      return {};
    }
    case Kind::DomainIdentifier:
    case Kind::InfixOperator:
    case Kind::UnaryOperator:
    case Kind::ConditionalExpression:
    case Kind::MemberExpression:
    case Kind::Application:
    case Kind::Function:
    case Kind::DefAction:
      break;
  }
  return refuse(expression, unit);
}

}  // namespace pico::krl
