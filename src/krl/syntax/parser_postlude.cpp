// SPDX-License-Identifier: MIT
//
// Postludes and their statements (krl-language section 3.2). The keyword of a statement wins over
// a declaration of the same name.
#include "krl/syntax/parser_impl.hpp"

namespace pico::krl {

std::optional<ast::RulePostlude> Parser::postlude() {
  ast::RulePostlude postlude;
  const std::uint32_t start = token().span.start;
  const bool is_fired = at_word("fired");
  if (accept_word("always")) {
    postlude.always = statement_block();
  } else if (accept_word("fired") || accept_word("notfired")) {
    (is_fired ? postlude.fired : postlude.notfired) = statement_block();
    if (accept_word("else")) (is_fired ? postlude.notfired : postlude.fired) = statement_block();
    if (accept_word("finally")) postlude.always = statement_block();
  } else {
    return std::nullopt;
  }
  postlude.loc = since(start);
  return postlude;
}

ast::Statements Parser::statement_block() {
  ast::Statements statements;
  expect(TokenKind::LeftBrace);
  while (!accept(TokenKind::RightBrace)) {
    statements.push_back(statement());
    accept(TokenKind::Semicolon);
  }
  return statements;
}

/// A statement with its guard, if it has one. Without `final`, `on` belongs to what follows.
ast::StatementPtr Parser::statement() {
  const std::uint32_t start = token().span.start;
  ast::StatementPtr core = statement_core();
  ast::ExpressionPtr condition;
  if (at_word("on") && at_word("final", 1)) {
    advance();
    advance();
  } else if (accept_word("if")) {
    condition = expression();
  } else {
    return core;
  }
  auto guard = std::make_unique<ast::GuardCondition>(since(start));
  guard->condition = std::move(condition);
  guard->statement = std::move(core);
  return guard;
}

ast::StatementPtr Parser::statement_core() {
  if (at_word("clear")) return clear_statement();
  if (at_word("raise")) return raise_statement();
  if (at_word("schedule")) return schedule_statement();
  if (at_word("log")) return log_statement();
  if (at_word("error")) return error_statement();
  if (at_word("last")) {
    auto node = std::make_unique<ast::Last>(token().span);
    advance();
    return node;
  }
  if (at_identifier() && at(TokenKind::Colon, 1)) return assignment();
  return declaration();
}

std::unique_ptr<ast::DomainIdentifier> Parser::persistent_variable() {
  ast::Name domain = identifier();
  expect(TokenKind::Colon);
  ast::Name name = identifier();
  auto node = std::make_unique<ast::DomainIdentifier>(since(domain.loc.start));
  node->domain = std::move(domain.value);
  node->value = std::move(name.value);
  return node;
}

ast::StatementPtr Parser::clear_statement() {
  expect_word("clear");
  auto variable = persistent_variable();
  auto node = std::make_unique<ast::ClearPersistentVariable>(variable->loc);
  node->variable = std::move(variable);
  node->path = path();
  return node;
}

ast::StatementPtr Parser::assignment() {
  auto variable = persistent_variable();
  ast::ExpressionPtr path = this->path();
  const Span op = expect(TokenKind::ColonEqual);
  auto node = std::make_unique<ast::PersistentVariableAssignment>(op);
  node->variable = std::move(variable);
  node->path = std::move(path);
  node->value = expression();
  return node;
}

/// `event "domain:type"` or `domain event "type"`
ast::EventTarget Parser::event_target() {
  ast::EventTarget target;
  if (accept_word("event")) {
    target.domain_and_type = expression();
    return target;
  }
  if (!at_identifier()) fail_expected("event");
  target.domain = identifier();
  expect_word("event");
  target.type = expression();
  return target;
}

ast::StatementPtr Parser::raise_statement() {
  auto node = std::make_unique<ast::RaiseEvent>(expect_word("raise"));
  node->target = event_target();
  if (accept_word("for")) node->for_rid = expression();
  if (accept_word("attributes")) node->attributes = expression();
  if (at_older_with()) {
    warn("DEPRECATED SYNTAX - Use `attributes {\"key\": value}` instead of `with key = value`",
         token().span);
    node->with = older_with();
  }
  return node;
}

ast::StatementPtr Parser::schedule_statement() {
  auto node = std::make_unique<ast::ScheduleEvent>(expect_word("schedule"));
  node->target = event_target();
  if (accept_word("at")) {
    node->at = expression();
  } else if (accept_word("repeat")) {
    node->timespec = expression();
  } else {
    fail("Expected `at` or `repeat`");
  }
  if (accept_word("attributes")) node->attributes = expression();
  if (accept_word("setting")) {
    expect(TokenKind::LeftParen);
    node->setting = identifier();
    expect(TokenKind::RightParen);
  }
  return node;
}

ast::LogLevel Parser::log_level() {
  for (ast::LogLevel level :
       {ast::LogLevel::Error, ast::LogLevel::Warn, ast::LogLevel::Info, ast::LogLevel::Debug}) {
    if (accept_word(ast::name(level))) return level;
  }
  fail("Expected error or warn or info or debug");
}

ast::StatementPtr Parser::log_statement() {
  auto node = std::make_unique<ast::Log>(expect_word("log"));
  node->level = log_level();
  node->expression = expression();
  return node;
}

ast::StatementPtr Parser::error_statement() {
  auto node = std::make_unique<ast::Error>(expect_word("error"));
  node->level = log_level();
  node->expression = expression();
  return node;
}

}  // namespace pico::krl
