// SPDX-License-Identifier: MIT
//
// Expressions: a Pratt parser over the binding powers of krl-language section 2.2, and the
// productions of section 2.1.
#include <algorithm>
#include <optional>

#include "krl/syntax/parser_impl.hpp"

namespace pico::krl {

namespace {

// Binding powers; those of the operators stand in infix_power().
constexpr int kConditional = 10;
constexpr int kPrefix = 70;
constexpr int kMember = 80;
constexpr int kCall = 90;

std::optional<ast::InfixOp> infix_operator(TokenKind kind, std::string_view word) {
  switch (kind) {
    case TokenKind::BarBar:
      return ast::InfixOp::Or;
    case TokenKind::AmpAmp:
      return ast::InfixOp::And;
    case TokenKind::EqualEqual:
      return ast::InfixOp::Equal;
    case TokenKind::BangEqual:
      return ast::InfixOp::NotEqual;
    case TokenKind::Less:
      return ast::InfixOp::Less;
    case TokenKind::LessEqual:
      return ast::InfixOp::LessEqual;
    case TokenKind::Greater:
      return ast::InfixOp::Greater;
    case TokenKind::GreaterEqual:
      return ast::InfixOp::GreaterEqual;
    case TokenKind::GreaterLess:
      return ast::InfixOp::Membership;
    case TokenKind::LessEqualGreater:
      return ast::InfixOp::Compare;
    case TokenKind::Plus:
      return ast::InfixOp::Add;
    case TokenKind::Minus:
      return ast::InfixOp::Subtract;
    case TokenKind::Star:
      return ast::InfixOp::Multiply;
    case TokenKind::Slash:
      return ast::InfixOp::Divide;
    case TokenKind::Percent:
      return ast::InfixOp::Modulo;
    case TokenKind::Symbol:
      if (word == "like") return ast::InfixOp::Like;
      if (word == "cmp") return ast::InfixOp::Cmp;
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

int infix_power(ast::InfixOp op) {
  switch (op) {
    case ast::InfixOp::Or:
      return 20;
    case ast::InfixOp::And:
      return 30;
    case ast::InfixOp::Equal:
    case ast::InfixOp::NotEqual:
    case ast::InfixOp::Less:
    case ast::InfixOp::LessEqual:
    case ast::InfixOp::Greater:
    case ast::InfixOp::GreaterEqual:
    case ast::InfixOp::Like:
    case ast::InfixOp::Membership:
    case ast::InfixOp::Compare:
    case ast::InfixOp::Cmp:
      return 40;
    case ast::InfixOp::Add:
    case ast::InfixOp::Subtract:
      return 50;
    case ast::InfixOp::Multiply:
    case ast::InfixOp::Divide:
    case ast::InfixOp::Modulo:
      return 60;
  }
  return 0;
}

}  // namespace

int Parser::binding_power() const {
  switch (token().kind) {
    case TokenKind::LeftParen:
      return kCall;
    case TokenKind::Dot:
    case TokenKind::LeftBracket:
    case TokenKind::LeftBrace:
      return kMember;
    case TokenKind::Arrow:
      return kConditional;
    default:
      break;
  }
  const auto op = infix_operator(token().kind, text(token()));
  return op ? infix_power(*op) : 0;
}

bool Parser::at_expression() const {
  switch (token().kind) {
    case TokenKind::Number:
    case TokenKind::String:
    case TokenKind::RegExp:
    case TokenKind::ChevronOpen:
    case TokenKind::LeftParen:
    case TokenKind::LeftBracket:
    case TokenKind::LeftBrace:
    case TokenKind::Minus:
    case TokenKind::Plus:
      return true;
    case TokenKind::Symbol:
      return token().word == WordClass::Ordinary || token().word == WordClass::Reserved;
    default:
      return false;
  }
}

/// Operators that bind stronger than `power` continue the expression.
/// height_ comes in as the height of the parts that stand beside this expression; it goes out as
/// the greater of that and this expression's own.
ast::ExpressionPtr Parser::expression(int power) {
  const Nesting nesting(*this);
  const std::uint32_t height_beside = std::exchange(height_, 0);
  const std::uint32_t start = token().span.start;
  ast::ExpressionPtr left = primary();
  grow();
  while (binding_power() > power) {
    const std::uint32_t height_of_left = std::exchange(height_, 0);
    left = infix(std::move(left), start);
    grow(height_of_left);
  }
  height_ = std::max(height_, height_beside);
  return left;
}

ast::ExpressionPtr Parser::primary() {
  const Token first = token();
  switch (first.kind) {
    case TokenKind::Symbol:
      return word_expression();
    case TokenKind::RegExp:
      return regexp();
    case TokenKind::ChevronOpen:
      return chevron();
    case TokenKind::LeftBracket:
      return array();
    case TokenKind::LeftBrace:
      return map();
    case TokenKind::Minus:
      return unary(ast::UnaryOp::Minus);
    case TokenKind::Plus:
      return unary(ast::UnaryOp::Plus);
    case TokenKind::Number: {
      auto node = std::make_unique<ast::Number>(first.span);
      node->value = number_value(text(first));
      advance();
      return node;
    }
    case TokenKind::String: {
      auto node = std::make_unique<ast::String>(first.span);
      node->value = string_value(text(first));
      advance();
      return node;
    }
    case TokenKind::LeftParen: {
      advance();
      ast::ExpressionPtr inner = expression();
      expect(TokenKind::RightParen);
      return inner;
    }
    default:
      fail("Expected an expression");
  }
}

ast::ExpressionPtr Parser::word_expression() {
  const Span span = token().span;
  const std::string_view word = text(token());
  switch (token().word) {
    case WordClass::Ordinary:
      return identifier_expression();
    case WordClass::Infix:
    case WordClass::Event:
      fail("Expected an expression");
    case WordClass::Reserved:
      break;
  }
  if (word == "function") return function();
  if (word == "defaction") return defaction();
  if (word == "not") return unary(ast::UnaryOp::Not);
  if (word == "return" || word == "setting") fail("Reserved word");
  advance();
  if (word == "null") return std::make_unique<ast::Null>(span);
  auto node = std::make_unique<ast::Boolean>(span);
  node->value = word == "true";
  return node;
}

ast::ExpressionPtr Parser::unary(ast::UnaryOp op) {
  auto node = std::make_unique<ast::UnaryOperator>(token().span);
  advance();
  node->op = op;
  node->argument = expression(kPrefix);
  return node;
}

ast::ExpressionPtr Parser::infix(ast::ExpressionPtr left, std::uint32_t start) {
  switch (token().kind) {
    case TokenKind::LeftParen: {
      ast::Arguments args = arguments();
      auto node = std::make_unique<ast::Application>(since(left->loc.start));
      node->callee = std::move(left);
      node->arguments = std::move(args);
      return node;
    }
    case TokenKind::Arrow:
      return conditional(std::move(left), start);
    case TokenKind::Dot:
      return dot(std::move(left));
    case TokenKind::LeftBracket:
    case TokenKind::LeftBrace:
      return member(std::move(left));
    default:
      return operation(*infix_operator(token().kind, text(token())), std::move(left));
  }
}

ast::ExpressionPtr Parser::operation(ast::InfixOp op, ast::ExpressionPtr left) {
  auto node = std::make_unique<ast::InfixOperator>(token().span);
  advance();
  node->op = op;
  node->left = std::move(left);
  node->right = expression(infix_power(op));
  return node;
}

ast::ExpressionPtr Parser::conditional(ast::ExpressionPtr test, std::uint32_t start) {
  advance();
  ast::ExpressionPtr consequent = expression(kConditional);
  expect(TokenKind::Bar);
  ast::ExpressionPtr alternate = expression();
  auto node = std::make_unique<ast::ConditionalExpression>(since(start));
  node->test = std::move(test);
  node->consequent = std::move(consequent);
  node->alternate = std::move(alternate);
  return node;
}

ast::ExpressionPtr Parser::dot(ast::ExpressionPtr object) {
  advance();
  ast::ExpressionPtr property = identifier_expression();
  auto node = std::make_unique<ast::MemberExpression>(since(object->loc.start));
  node->access = ast::MemberAccess::Dot;
  node->object = std::move(object);
  node->property = std::move(property);
  return node;
}

/// `object[index]` or `object{path}`
ast::ExpressionPtr Parser::member(ast::ExpressionPtr object) {
  const bool is_path = at(TokenKind::LeftBrace);
  advance();
  ast::ExpressionPtr property = expression();
  expect(is_path ? TokenKind::RightBrace : TokenKind::RightBracket);
  auto node = std::make_unique<ast::MemberExpression>(since(object->loc.start));
  node->access = is_path ? ast::MemberAccess::Path : ast::MemberAccess::Index;
  node->object = std::move(object);
  node->property = std::move(property);
  return node;
}

/// `name` or `domain:name`
ast::ExpressionPtr Parser::identifier_expression() {
  ast::Name first = identifier();
  if (!accept(TokenKind::Colon)) {
    auto node = std::make_unique<ast::Identifier>(first.loc);
    node->value = std::move(first.value);
    return node;
  }
  ast::Name second = identifier();
  auto node = std::make_unique<ast::DomainIdentifier>(since(first.loc.start));
  node->domain = std::move(first.value);
  node->value = std::move(second.value);
  return node;
}

std::unique_ptr<ast::RegExp> Parser::regexp() {
  RegExpParts parts = regexp_parts(text(token()));
  std::string sorted = parts.flags;
  std::sort(sorted.begin(), sorted.end());
  if (std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()) {
    diagnostics_.add_error(Phase::Parse, "SyntaxError",
                           "Invalid flags supplied to RegExp constructor '" + parts.flags + "'",
                           token().span);
  }
  auto node = std::make_unique<ast::RegExp>(token().span);
  node->pattern = std::move(parts.pattern);
  node->flags = std::move(parts.flags);
  advance();
  return node;
}

ast::ExpressionPtr Parser::chevron() {
  const std::uint32_t start = token().span.start;
  advance();
  std::vector<ast::ExpressionPtr> parts;
  while (!at(TokenKind::ChevronClose)) {
    if (at(TokenKind::ChevronString)) {
      auto part = std::make_unique<ast::String>(token().span);
      part->value = chevron_value(text(token()));
      parts.push_back(std::move(part));
      advance();
    } else if (accept(TokenKind::BeestingOpen)) {
      parts.push_back(expression());
      if (!accept(TokenKind::BeestingClose)) fail_expected("}");
    } else {
      fail_expected(">>");
    }
  }
  advance();
  auto node = std::make_unique<ast::Chevron>(since(start));
  node->parts = std::move(parts);
  return node;
}

ast::ExpressionPtr Parser::array() {
  const std::uint32_t start = token().span.start;
  advance();
  std::vector<ast::ExpressionPtr> elements;
  while (!at(TokenKind::RightBracket)) {
    elements.push_back(expression());
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightBracket);
  auto node = std::make_unique<ast::Array>(since(start));
  node->elements = std::move(elements);
  return node;
}

ast::ExpressionPtr Parser::map() {
  const std::uint32_t start = token().span.start;
  advance();
  std::vector<ast::MapEntry> entries;
  while (!at(TokenKind::RightBrace)) {
    if (!at(TokenKind::String)) fail("Expected String");
    ast::MapEntry entry;
    entry.key = string_value(text(token()));
    entry.key_loc = token().span;
    advance();
    expect(TokenKind::Colon);
    entry.value = expression();
    entry.loc = since(entry.key_loc.start);
    entries.push_back(std::move(entry));
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightBrace);
  auto node = std::make_unique<ast::Map>(since(start));
  node->entries = std::move(entries);
  return node;
}

ast::ExpressionPtr Parser::function() {
  auto node = std::make_unique<ast::Function>(token().span);
  advance();
  node->parameters = parameters();
  expect(TokenKind::LeftBrace);
  function_body(*node);
  expect(TokenKind::RightBrace);
  return node;
}

void Parser::function_body(ast::Function& function) {
  function.body = declarations();
  accept_word("return");
  if (!at_expression()) fail("Expected the function return expression");
  function.result = expression();
  accept(TokenKind::Semicolon);
}

ast::ExpressionPtr Parser::defaction() {
  auto node = std::make_unique<ast::DefAction>(token().span);
  advance();
  node->parameters = parameters();
  expect(TokenKind::LeftBrace);
  node->body = declarations();
  if (accept(TokenKind::RightBrace)) return node;
  node->action_block = action_block();
  if (accept(TokenKind::RightBrace)) return node;
  if (accept_word("returns")) fail("defaction can only return one value");
  expect_word("return");
  node->result = expression();
  if (at(TokenKind::Comma)) fail("defaction can only return one value");
  accept(TokenKind::Semicolon);
  expect(TokenKind::RightBrace);
  return node;
}

/// `{expression}` after a persistent variable, or nothing.
ast::ExpressionPtr Parser::path() {
  if (!accept(TokenKind::LeftBrace)) return nullptr;
  ast::ExpressionPtr path = expression();
  expect(TokenKind::RightBrace);
  return path;
}

/// An argument is parsed as an expression; a plain identifier with `=` after it was a name.
ast::Arguments Parser::arguments() {
  ast::Arguments arguments;
  const std::uint32_t start = expect(TokenKind::LeftParen).start;
  while (!at(TokenKind::RightParen)) {
    ast::Argument argument;
    const std::uint32_t argument_start = token().span.start;
    argument.value = expression();
    if (argument.value->kind == ast::ExpressionKind::Identifier && accept(TokenKind::Equal)) {
      auto& name = ast::as<ast::Identifier>(*argument.value);
      argument.name = ast::Name{.value = std::move(name.value), .loc = name.loc};
      argument.loc = {argument_start, token().span.end};
      argument.value = expression();
    } else {
      argument.loc = since(argument_start);
    }
    arguments.items.push_back(std::move(argument));
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightParen);
  arguments.loc = since(start);
  return arguments;
}

ast::Parameters Parser::parameters() {
  ast::Parameters parameters;
  const std::uint32_t start = expect(TokenKind::LeftParen).start;
  while (!at(TokenKind::RightParen)) {
    ast::Parameter parameter;
    parameter.name = identifier();
    if (accept(TokenKind::Equal)) parameter.default_value = expression();
    parameters.items.push_back(std::move(parameter));
    if (!accept(TokenKind::Comma)) break;
  }
  expect(TokenKind::RightParen);
  parameters.loc = since(start);
  return parameters;
}

std::unique_ptr<ast::Declaration> Parser::declaration() {
  if (!at_declaration()) fail("Expected a declaration");
  ast::Name name = name_of_current();
  expect(TokenKind::Equal);
  ast::ExpressionPtr value = expression();
  auto node = std::make_unique<ast::Declaration>(since(name.loc.start));
  node->name = std::move(name);
  node->value = std::move(value);
  return node;
}

/// Declarations with at most one `;` after each, as long as there are any.
ast::Declarations Parser::declarations() {
  ast::Declarations declarations;
  while (at_declaration()) {
    declarations.push_back(declaration());
    accept(TokenKind::Semicolon);
  }
  return declarations;
}

/// `{ declarations }`, of `global` and `pre`.
ast::Declarations Parser::declaration_block() {
  expect(TokenKind::LeftBrace);
  ast::Declarations block = declarations();
  if (!at(TokenKind::RightBrace)) fail("Expected a declaration");
  advance();
  return block;
}

}  // namespace pico::krl
