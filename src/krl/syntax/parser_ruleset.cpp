// SPDX-License-Identifier: MIT
//
// Rulesets and their meta block (krl-language section 3.1).
#include <algorithm>
#include <iterator>

#include "krl/syntax/parser_impl.hpp"

namespace pico::krl {

void Parser::ruleset_header(ast::Ruleset& ruleset) {
  ruleset.loc.start = expect_word("ruleset").start;
  ruleset.rid = ruleset_id();
  expect(TokenKind::LeftBrace);
}

void Parser::ordered_sections(ast::Ruleset& ruleset) {
  if (accept_word("version")) {
    if (!at(TokenKind::String)) fail("Expected String");
    ruleset.version = std::make_unique<ast::String>(token().span);
    ruleset.version->value = string_value(text(token()));
    advance();
  }
  if (at_word("meta")) ruleset.meta = meta();
  if (accept_word("global")) ruleset.global = declaration_block();
  while (at_word("rule")) ruleset.rules.push_back(rule());
}

/// Sections after an error, in any order: what went before them was not understood, so nothing can
/// be said about their order.
void Parser::remaining_sections(ast::Ruleset& ruleset) {
  for (;;) {
    if (at_word("meta")) {
      ruleset.meta = meta();
    } else if (accept_word("global")) {
      ruleset.global = declaration_block();
    } else if (at_word("rule")) {
      ruleset.rules.push_back(rule());
    } else {
      return;
    }
  }
}

void Parser::ruleset_end(ast::Ruleset& ruleset) {
  expect(TokenKind::RightBrace);
  ruleset.loc = since(ruleset.loc.start);
  expect_end();
}

void Parser::expect_end() {
  if (at(TokenKind::End)) return;
  const bool has_own_rule = !punctuation(token().kind).empty() ||
                            (at(TokenKind::Symbol) && token().word != WordClass::Ordinary);
  const std::string_view shown = has_own_rule ? text(token()) : class_name(token().kind);
  fail("Expected `(end)` but was " + std::string(shown));
}

/// A source that is no ruleset: expressions and declarations.
void Parser::statements(ast::Statements& statements) {
  while (!at(TokenKind::End)) {
    if (at_declaration()) {
      statements.push_back(declaration());
    } else {
      const std::uint32_t start = token().span.start;
      ast::ExpressionPtr value = expression();
      auto node = std::make_unique<ast::ExpressionStatement>(since(start));
      node->expression = std::move(value);
      statements.push_back(std::move(node));
    }
    accept(TokenKind::Semicolon);
  }
}

ast::Meta Parser::meta() {
  ast::Meta meta;
  const std::uint32_t start = expect_word("meta").start;
  expect(TokenKind::LeftBrace);
  while (at(TokenKind::Symbol)) meta.properties.push_back(meta_property());
  expect(TokenKind::RightBrace);
  meta.loc = since(start);
  return meta;
}

ast::MetaPropertyPtr Parser::meta_property() {
  static constexpr std::string_view kKeys[] = {
      "version", "name",   "description", "author",  "logging",  "key",   "keys",
      "use",     "errors", "configure",   "provide", "provides", "share", "shares"};
  if (std::find(std::begin(kKeys), std::end(kKeys), text(token())) == std::end(kKeys)) {
    fail("Unsupported meta key: " + std::string(text(token())));
  }
  const ast::Name key = name_of_current();
  if (key.value == "logging") return meta_logging(key.loc);
  if (key.value == "key" || key.value == "keys") return meta_keys(key);
  if (key.value == "use") return meta_use(key.loc);
  if (key.value == "errors") return meta_errors(key.loc);
  if (key.value == "configure") return meta_configure(key.loc);
  if (key.value == "provide" || key.value == "provides") return meta_provides(key.loc);
  if (key.value == "share" || key.value == "shares") return meta_shares(key.loc);
  return meta_text(key);
}

ast::MetaPropertyPtr Parser::meta_text(const ast::Name& key) {
  auto node = std::make_unique<ast::MetaText>(key.loc);
  node->key = key.value;
  node->value = expression();
  return node;
}

ast::MetaPropertyPtr Parser::meta_logging(Span key) {
  auto node = std::make_unique<ast::MetaLogging>(key);
  node->on = at_word("on");
  node->value_loc = token().span;
  if (!accept_word("on") && !accept_word("off")) fail("Expected `on` or `off`");
  return node;
}

ast::MetaPropertyPtr Parser::meta_keys(const ast::Name& key) {
  auto node = std::make_unique<ast::MetaKeys>(key.loc);
  if (!at(TokenKind::Symbol)) fail("Expected key name");
  node->name = name_of_current();
  node->value = expression();
  warn("DEPRECATED SYNTAX - Use `configure using " + node->name.value + " = value` instead of `" +
           key.value + " " + node->name.value + " value`",
       key.loc);
  return node;
}

ast::MetaPropertyPtr Parser::meta_use(Span key) {
  auto node = std::make_unique<ast::MetaUseModule>(key);
  expect_word("module");
  node->rid = ruleset_id();
  if (accept_word("alias")) node->alias = identifier();
  if (accept_word("with")) node->with = with_declarations();
  return node;
}

/// After `with`: declarations with or without `and` between them, at least one.
ast::Declarations Parser::with_declarations() {
  if (!at_declaration()) fail("Expected declarations after `with`");
  ast::Declarations declarations;
  do {
    declarations.push_back(declaration());
  } while (accept_word("and") || at_declaration());
  return declarations;
}

ast::MetaPropertyPtr Parser::meta_errors(Span key) {
  auto node = std::make_unique<ast::MetaErrors>(key);
  expect_word("to");
  node->rid = ruleset_id();
  return node;
}

ast::MetaPropertyPtr Parser::meta_configure(Span key) {
  auto node = std::make_unique<ast::MetaConfigure>(key);
  expect_word("using");
  node->declarations = declarations();
  return node;
}

ast::MetaPropertyPtr Parser::meta_provides(Span key) {
  const Span second = token().span;
  if (!accept_word("keys")) {
    auto node = std::make_unique<ast::MetaProvides>(key);
    node->ids = identifiers();
    return node;
  }
  auto node = std::make_unique<ast::MetaProvidesKeys>(key);
  node->operator_loc = second;
  node->ids = identifiers();
  expect_word("to");
  do {
    node->rulesets.push_back(ruleset_id());
  } while (accept(TokenKind::Comma));
  return node;
}

ast::MetaPropertyPtr Parser::meta_shares(Span key) {
  auto node = std::make_unique<ast::MetaShares>(key);
  node->ids = identifiers();
  return node;
}

}  // namespace pico::krl
