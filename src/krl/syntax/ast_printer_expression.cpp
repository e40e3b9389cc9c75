// SPDX-License-Identifier: MIT
//
// Printing names and expressions: see ast_printer.hpp.
#include "krl/syntax/ast_printer.hpp"

namespace pico::krl {

// Names and plain values --------------------------------------------------------------------------

void AstPrinter::write(std::string_view value) { json_.string(value); }

void AstPrinter::write(const ast::Name& name) {
  node("Identifier", name.loc, [&] { field("value", name.value); });
}

void AstPrinter::write(const ast::RulesetId& rid) {
  node("RulesetID", rid.loc, [&] { field("value", rid.value); });
}

void AstPrinter::keyword(std::string_view word, Span loc) {
  node("Keyword", loc, [&] { field("value", word); });
}

void AstPrinter::string_node(std::string_view value, Span loc) {
  node("String", loc, [&] { field("value", value); });
}

void AstPrinter::number_node(const ast::EventCount& count) {
  node("Number", count.loc, [&] {
    json_.key("value");
    json_.number(count.value);
  });
}

// Expressions -------------------------------------------------------------------------------------

void AstPrinter::write(const ast::Expression& expression) {
  using ast::as;
  switch (expression.kind) {
    case ast::ExpressionKind::Null:
      return node("Null", expression.loc, [] {});
    case ast::ExpressionKind::Boolean:
      return write(as<ast::Boolean>(expression));
    case ast::ExpressionKind::Number:
      return write(as<ast::Number>(expression));
    case ast::ExpressionKind::String:
      return write(as<ast::String>(expression));
    case ast::ExpressionKind::RegExp:
      return write(as<ast::RegExp>(expression));
    case ast::ExpressionKind::Chevron:
      return write(as<ast::Chevron>(expression));
    case ast::ExpressionKind::Array:
      return write(as<ast::Array>(expression));
    case ast::ExpressionKind::Map:
      return write(as<ast::Map>(expression));
    case ast::ExpressionKind::Identifier:
      return write(as<ast::Identifier>(expression));
    case ast::ExpressionKind::DomainIdentifier:
      return write(as<ast::DomainIdentifier>(expression));
    case ast::ExpressionKind::InfixOperator:
      return write(as<ast::InfixOperator>(expression));
    case ast::ExpressionKind::UnaryOperator:
      return write(as<ast::UnaryOperator>(expression));
    case ast::ExpressionKind::ConditionalExpression:
      return write(as<ast::ConditionalExpression>(expression));
    case ast::ExpressionKind::MemberExpression:
      return write(as<ast::MemberExpression>(expression));
    case ast::ExpressionKind::Application:
      return write(as<ast::Application>(expression));
    case ast::ExpressionKind::Function:
      return write(as<ast::Function>(expression));
    case ast::ExpressionKind::DefAction:
      return write(as<ast::DefAction>(expression));
  }
}

void AstPrinter::write(const ast::Boolean& e) {
  node("Boolean", e.loc, [&] {
    json_.key("value");
    json_.raw(e.value ? "true" : "false");
  });
}

void AstPrinter::write(const ast::Number& e) {
  node("Number", e.loc, [&] {
    json_.key("value");
    json_.number(e.value);
  });
}

void AstPrinter::write(const ast::String& e) { string_node(e.value, e.loc); }

void AstPrinter::write(const ast::RegExp& e) {
  node("RegExp", e.loc, [&] { field("value", "/" + e.pattern + "/" + e.flags); });
}

void AstPrinter::write(const ast::Chevron& e) {
  node("Chevron", e.loc, [&] { field("value", e.parts); });
}

void AstPrinter::write(const ast::Array& e) {
  node("Array", e.loc, [&] { field("value", e.elements); });
}

void AstPrinter::write(const ast::Map& e) {
  node("Map", e.loc, [&] { field("value", e.entries); });
}

void AstPrinter::write(const ast::MapEntry& entry) {
  node("MapKeyValuePair", entry.loc, [&] {
    json_.key("key");
    string_node(entry.key, entry.key_loc);
    field("value", entry.value);
  });
}

void AstPrinter::write(const ast::Identifier& e) {
  node("Identifier", e.loc, [&] { field("value", e.value); });
}

void AstPrinter::write(const ast::DomainIdentifier& e) {
  node("DomainIdentifier", e.loc, [&] {
    field("value", e.value);
    field("domain", e.domain);
  });
}

void AstPrinter::write(const ast::InfixOperator& e) {
  node("InfixOperator", e.loc, [&] {
    field("op", symbol(e.op));
    field("left", e.left);
    field("right", e.right);
  });
}

void AstPrinter::write(const ast::UnaryOperator& e) {
  node("UnaryOperator", e.loc, [&] {
    field("op", symbol(e.op));
    field("arg", e.argument);
  });
}

void AstPrinter::write(const ast::ConditionalExpression& e) {
  node("ConditionalExpression", e.loc, [&] {
    field("test", e.test);
    field("consequent", e.consequent);
    field("alternate", e.alternate);
  });
}

std::string_view AstPrinter::method(ast::MemberAccess access) {
  switch (access) {
    case ast::MemberAccess::Dot:
      return "dot";
    case ast::MemberAccess::Path:
      return "path";
    case ast::MemberAccess::Index:
      return "index";
  }
  return {};
}

void AstPrinter::write(const ast::MemberExpression& e) {
  node("MemberExpression", e.loc, [&] {
    field("object", e.object);
    field("property", e.property);
    field("method", method(e.access));
  });
}

void AstPrinter::write(const ast::Application& e) {
  node("Application", e.loc, [&] {
    field("callee", e.callee);
    field("args", e.arguments);
  });
}

void AstPrinter::write(const ast::Arguments& arguments) {
  node("Arguments", arguments.loc, [&] { field("args", arguments.items); });
}

void AstPrinter::write(const ast::Argument& argument) {
  if (!argument.name) return write(argument.value);
  node("NamedArgument", argument.loc, [&] {
    field("id", *argument.name);
    field("value", argument.value);
  });
}

void AstPrinter::write(const ast::Parameters& parameters) {
  node("Parameters", parameters.loc, [&] { field("params", parameters.items); });
}

void AstPrinter::write(const ast::Parameter& parameter) {
  node("Parameter", parameter.name.loc, [&] {
    field("id", parameter.name);
    field("default", parameter.default_value);
  });
}

void AstPrinter::write(const ast::Function& e) {
  node("Function", e.loc, [&] {
    field("params", e.parameters);
    field("body", e.body);
    field("return", e.result);
  });
}

void AstPrinter::write(const ast::DefAction& e) {
  node("DefAction", e.loc, [&] {
    field("params", e.parameters);
    field("body", e.body);
    field("action_block", e.action_block);
    field("return", e.result);
  });
}

}  // namespace pico::krl
