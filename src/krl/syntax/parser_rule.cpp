// SPDX-License-Identifier: MIT
//
// Rules and action blocks (krl-language section 3.2). Rule bodies are told apart by their first
// word, so whatever is none of the known words is taken for an action.
#include "krl/syntax/parser_impl.hpp"

namespace pico::krl {

ast::Rule Parser::rule() {
  ast::Rule rule;
  const std::uint32_t start = expect_word("rule").start;
  rule.name = identifier();
  if (accept_word("is")) {
    rule.is_active = !at_word("inactive");
    if (!accept_word("active") && !accept_word("inactive")) fail("Expected active and inactive");
  }
  expect(TokenKind::LeftBrace);
  if (at_word("select")) rule.select = rule_select();
  while (at_word("foreach")) rule.foreach.push_back(rule_foreach());
  if (accept_word("pre")) rule.prelude = declaration_block();
  if (at_action_block()) rule.action_block = action_block();
  rule.postlude = postlude();
  expect(TokenKind::RightBrace);
  rule.loc = since(start);
  return rule;
}

ast::RuleSelect Parser::rule_select() {
  ast::RuleSelect select;
  select.loc.start = expect_word("select").start;
  if (accept_word("when")) {
    select.event = event_expression();
    if (at_word("within")) select.within = event_within();
    select.loc.end = token().span.end;
  } else if (accept_word("where")) {
    select.loc.end = token().span.end;
    const std::uint32_t start = token().span.start;
    select.where = expression();
    select.where_text = since(start);
  } else {
    fail("Expected `when` or `where`");
  }
  return select;
}

ast::RuleForeach Parser::rule_foreach() {
  ast::RuleForeach loop;
  const std::uint32_t start = expect_word("foreach").start;
  loop.expression = expression();
  expect_word("setting");
  loop.setting = parenthesized_identifiers();
  loop.loc = since(start);
  return loop;
}

bool Parser::at_action_block() const {
  if (!at(TokenKind::Symbol)) return false;
  const std::string_view word = text(token());
  return word != "fired" && word != "notfired" && word != "else" && word != "finally" &&
         word != "always";
}

std::unique_ptr<ast::ActionBlock> Parser::action_block() {
  auto block = std::make_unique<ast::ActionBlock>();
  block->loc = token().span;
  if (accept_word("if")) {
    block->condition = expression();
    expect_word("then");
    if (at(TokenKind::LeftBrace)) fail("Expected `every`, `sample`, or `choose`");
    if (!at_action_block()) fail("Expected an action after `if ... then`");
  }
  if (accept_word("every")) {
    block->actions = action_list();
  } else if (accept_word("sample")) {
    block->type = ast::ActionBlockType::Sample;
    block->actions = action_list();
  } else if (accept_word("choose")) {
    // Only calls bind to the discriminant, so that the list can begin with a brace.
    constexpr int kOnlyCalls = 80;
    block->type = ast::ActionBlockType::Choose;
    block->discriminant = expression(kOnlyCalls);
    block->actions = action_list();
  } else {
    block->actions.push_back(action());
  }
  if (block->condition && block->actions.empty()) fail("Expected an action after `if ... then`");
  return block;
}

std::vector<ast::Action> Parser::action_list() {
  std::vector<ast::Action> actions;
  expect(TokenKind::LeftBrace);
  while (!accept(TokenKind::RightBrace)) actions.push_back(action());
  return actions;
}

ast::Action Parser::action() {
  ast::Action action;
  const std::uint32_t start = token().span.start;
  if (at_identifier() && at(TokenKind::Arrow, 1)) {
    action.label = identifier();
    expect(TokenKind::Arrow);
  }
  action.callee = identifier_expression();
  action.arguments = arguments();
  action.setting = optional_setting();
  if (at_older_with()) {
    const bool sends_directive = action.callee->kind == ast::ExpressionKind::Identifier &&
                                 ast::as<ast::Identifier>(*action.callee).value == "send_directive";
    warn(sends_directive
             ? "DEPRECATED SYNTAX - Use `send_directive(name, {\"key\": value})` instead of "
               "`with key = value`"
             : "DEPRECATED SYNTAX - Use named arguments `action(name = value)` instead of "
               "`with name = value`",
         token().span);
    action.with = older_with();
    if (action.setting.empty()) action.setting = optional_setting();
  }
  action.loc = since(start);
  accept(TokenKind::Semicolon);
  return action;
}

/// `with name = value`, the older way to hand over arguments and attributes. It is told from an
/// action or a label that happens to be called `with` by the declaration after it.
bool Parser::at_older_with() const {
  return at_word("with") && at_identifier(1) && at(TokenKind::Equal, 2);
}

ast::Declarations Parser::older_with() {
  ast::Declarations pairs;
  expect_word("with");
  do {
    pairs.push_back(declaration());
  } while (accept_word("and"));
  return pairs;
}

}  // namespace pico::krl
