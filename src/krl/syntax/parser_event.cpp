// SPDX-License-Identifier: MIT
//
// Event expressions (krl-language section 3.3): a Pratt parser of their own, because here `and`,
// `or`, `before` and the like are operators, and domains and types are bare words.
#include <algorithm>
#include <array>

#include "krl/syntax/parser_impl.hpp"

namespace pico::krl {

namespace {

constexpr int kBetween = 50;

struct EventWord {
  std::string_view word;
  ast::EventOp op;
  int power;
};

/// The operators that are written both between their operands and in front of them.
constexpr std::array kEventWords = {
    EventWord{"or", ast::EventOp::Or, 20},         EventWord{"and", ast::EventOp::And, 30},
    EventWord{"before", ast::EventOp::Before, 40}, EventWord{"then", ast::EventOp::Then, 40},
    EventWord{"after", ast::EventOp::After, 40},
};

const EventWord* find_event_word(std::string_view word) {
  const auto found = std::find_if(kEventWords.begin(), kEventWords.end(),
                                  [&](const EventWord& w) { return w.word == word; });
  return found == kEventWords.end() ? nullptr : &*found;
}

struct Period {
  std::string_view word;
  ast::TimePeriod period;
};

/// In the alphabetical order in which the error message lists them.
constexpr std::array kPeriods = {
    Period{"day", ast::TimePeriod::Day},       Period{"days", ast::TimePeriod::Day},
    Period{"hour", ast::TimePeriod::Hour},     Period{"hours", ast::TimePeriod::Hour},
    Period{"minute", ast::TimePeriod::Minute}, Period{"minutes", ast::TimePeriod::Minute},
    Period{"month", ast::TimePeriod::Month},   Period{"months", ast::TimePeriod::Month},
    Period{"second", ast::TimePeriod::Second}, Period{"seconds", ast::TimePeriod::Second},
    Period{"week", ast::TimePeriod::Week},     Period{"weeks", ast::TimePeriod::Week},
    Period{"year", ast::TimePeriod::Year},     Period{"years", ast::TimePeriod::Year},
};

constexpr std::array kAggregators = {ast::AggregatorOp::Max, ast::AggregatorOp::Min,
                                     ast::AggregatorOp::Sum, ast::AggregatorOp::Avg,
                                     ast::AggregatorOp::Push};

}  // namespace

int Parser::event_binding_power() const {
  if (!at(TokenKind::Symbol)) return 0;
  const std::string_view word = text(token());
  if (const EventWord* found = find_event_word(word)) return found->power;
  return word == "between" || word == "not" ? kBetween : 0;
}

/// height_ is kept as in expression().
ast::EventExpressionPtr Parser::event_expression(int power) {
  const Nesting nesting(*this);
  const std::uint32_t height_beside = std::exchange(height_, 0);
  ast::EventExpressionPtr left = event_primary();
  grow();
  while (event_binding_power() > power) {
    const std::uint32_t height_of_left = std::exchange(height_, 0);
    left = event_infix(std::move(left));
    grow(height_of_left);
  }
  height_ = std::max(height_, height_beside);
  return left;
}

ast::EventExpressionPtr Parser::event_primary() {
  if (accept(TokenKind::LeftParen)) {
    ast::EventExpressionPtr inner = event_expression();
    expect(TokenKind::RightParen);
    return inner;
  }
  if (at_event_domain()) return event_base();
  if (at(TokenKind::Symbol)) {
    const std::string_view word = text(token());
    if (const EventWord* found = find_event_word(word)) return event_prefix(found->op);
    if (word == "any") return event_prefix(ast::EventOp::Any);
    if (word == "count") return event_group(ast::EventGroupOp::Count);
    if (word == "repeat") return event_group(ast::EventGroupOp::Repeat);
  }
  fail("Expected an event expression");
}

/// `left or right`, ..., `left between(b, c)`, `left not between(b, c)`
ast::EventExpressionPtr Parser::event_infix(ast::EventExpressionPtr left) {
  auto node = std::make_unique<ast::EventOperator>(token().span);
  node->operands.push_back(std::move(left));
  if (const EventWord* found = find_event_word(text(token()))) {
    node->op = found->op;
    advance();
    node->operands.push_back(event_expression(found->power));
    return node;
  }
  const std::uint32_t start = token().span.start;
  node->op = accept_word("not") ? ast::EventOp::NotBetween : ast::EventOp::Between;
  node->loc = {start, expect_word("between").end};
  expect(TokenKind::LeftParen);
  node->operands.push_back(event_expression());
  expect(TokenKind::Comma);
  node->operands.push_back(event_expression());
  expect(TokenKind::RightParen);
  return node;
}

/// `or(a, b, ...)`, `any 2 (a, b, ...)`
ast::EventExpressionPtr Parser::event_prefix(ast::EventOp op) {
  auto node = std::make_unique<ast::EventOperator>(token().span);
  advance();
  node->op = op;
  if (op == ast::EventOp::Any) node->count = event_count();
  node->operands = event_operands();
  return node;
}

std::vector<ast::EventExpressionPtr> Parser::event_operands() {
  std::vector<ast::EventExpressionPtr> operands;
  expect(TokenKind::LeftParen);
  do {
    operands.push_back(event_expression());
  } while (accept(TokenKind::Comma));
  expect(TokenKind::RightParen);
  return operands;
}

/// `count 3 (a b)` or `repeat 3 (a b)`, maybe with an aggregator
ast::EventExpressionPtr Parser::event_group(ast::EventGroupOp op) {
  auto node = std::make_unique<ast::EventGroupOperator>(token().span);
  advance();
  node->op = op;
  node->count = event_count();
  expect(TokenKind::LeftParen);
  if (!at_event_domain()) fail("Expected a bare word for the event domain");
  node->base = event_base();
  expect(TokenKind::RightParen);
  node->base->aggregator = event_aggregator();
  return node;
}

ast::EventCount Parser::event_count() {
  const std::string_view digits = text(token());
  if (!at(TokenKind::Number) || digits.find('.') != std::string_view::npos) {
    fail("Expected a positive integer");
  }
  advance();
  return {.value = number_value(digits), .loc = token().span};
}

std::optional<ast::EventAggregator> Parser::event_aggregator() {
  for (ast::AggregatorOp op : kAggregators) {
    if (!at_word(ast::name(op))) continue;
    ast::EventAggregator aggregator{.op = op, .args = {}, .loc = token().span};
    advance();
    aggregator.args = parenthesized_identifiers();
    return aggregator;
  }
  return std::nullopt;
}

bool Parser::at_event_domain() const {
  return at(TokenKind::Symbol) && token().word == WordClass::Ordinary;
}

std::unique_ptr<ast::EventBase> Parser::event_base() {
  ast::Name domain = name_of_current();
  if (accept(TokenKind::Colon)) {
    if (!at(TokenKind::Symbol)) fail("Expected a bare word for the event type");
  } else if (!at(TokenKind::Symbol)) {
    fail_expected(":");
  }
  ast::Name type = name_of_current();
  auto node = std::make_unique<ast::EventBase>(since(domain.loc.start));
  node->domain = std::move(domain);
  node->type = std::move(type);

  while (at(TokenKind::Symbol) && at(TokenKind::RegExp, 1)) {
    ast::AttributeMatch match;
    match.key = name_of_current();
    match.value = regexp();
    match.loc = since(match.key.loc.start);
    node->attributes.push_back(std::move(match));
  }

  event_where(*node);
  if (at_word("setting")) {
    node->setting = optional_setting();
    if (node->where) node->deprecation = ast::EventDeprecation::WhereBeforeSetting;
    if (node->attributes.empty()) node->deprecation = ast::EventDeprecation::SettingWithoutMatches;
    if (!node->where) event_where(*node);
  }
  return node;
}

/// `where expression`, or nothing.
void Parser::event_where(ast::EventBase& base) {
  if (!accept_word("where")) return;
  const std::uint32_t start = token().span.start;
  base.where = expression();
  base.where_text = since(start);
}

ast::EventWithin Parser::event_within() {
  const std::uint32_t start = expect_word("within").start;
  ast::EventWithin within;
  within.expression = expression();
  for (const Period& period : kPeriods) {
    if (!at_word(period.word)) continue;
    within.period = period.period;
    within.period_name = name_of_current();
    within.loc = since(start);
    return within;
  }
  std::string words;
  for (const Period& period : kPeriods) {
    if (!words.empty()) words += ",";
    words += period.word;
  }
  fail("Expected time period: [" + words + "]");
}

}  // namespace pico::krl
