// SPDX-License-Identifier: MIT
//
// Layout of event expressions.
#include "krl/format/formatter.hpp"

namespace pico::krl {

void Formatter::event_expression(const ast::EventExpression& event) {
  if (!tokens_.at_parenthesis_around(event.loc.end)) return bare_event_expression(event);
  take();
  event_expression(event);
  take();
}

void Formatter::bare_event_expression(const ast::EventExpression& event) {
  switch (event.kind) {
    case ast::EventExpressionKind::Base:
      return event_base(ast::as<ast::EventBase>(event));
    case ast::EventExpressionKind::Operator:
      return event_operator(ast::as<ast::EventOperator>(event));
    case ast::EventExpressionKind::Group:
      return event_group(ast::as<ast::EventGroupOperator>(event));
  }
}

/// Lines break before what does not fit of `attribute re#...#`, `setting` and `where`.
void Formatter::event_base(const ast::EventBase& event) {
  layout_.begin_group();
  take();
  if (at(TokenKind::Colon)) {
    take();
  } else {
    space();
  }
  take();
  layout_.begin_indent();
  for (std::size_t index = 0; index < event.attributes.size(); ++index) {
    fill_line();
    take();
    space();
    take();
  }
  while (at_word("setting") || (event.where && at_word("where"))) {
    fill_line();
    if (at_word("setting")) {
      setting(event.setting);
    } else {
      take_word("where");
      expression(*event.where);
    }
  }
  layout_.end_indent();
  layout_.end_group();
}

void Formatter::event_operator(const ast::EventOperator& event) {
  const bool is_first = tokens_.token().span.start == event.loc.start;
  if (!is_first && event.op != ast::EventOp::Between && event.op != ast::EventOp::NotBetween) {
    return event_infix(event);
  }
  if (!is_first) return event_between(event);
  take();
  if (event.op == ast::EventOp::Any) {
    space();
    take();
    space();
  }
  event_operands(event.operands, 0);
}

/// `a or b or c`: a line for each operator and what follows it.
void Formatter::event_infix(const ast::EventOperator& event) {
  std::vector<const ast::EventOperator*> operators{&event};
  const auto continues = [&](const ast::EventExpression& left) {
    return left.kind == ast::EventExpressionKind::Operator &&
           ast::as<ast::EventOperator>(left).op == event.op &&
           left.loc.start != tokens_.token().span.start &&
           !tokens_.at_parenthesis_around(left.loc.end);
  };
  while (continues(*operators.back()->operands.front())) {
    operators.push_back(&ast::as<ast::EventOperator>(*operators.back()->operands.front()));
  }
  layout_.begin_group();
  event_expression(*operators.back()->operands.front());
  layout_.begin_indent();
  for (auto next = operators.rbegin(); next != operators.rend(); ++next) {
    line();
    take();
    space();
    event_expression(*(*next)->operands.back());
  }
  layout_.end_indent();
  layout_.end_group();
}

/// `a between(b, c)` and `a not between(b, c)`
void Formatter::event_between(const ast::EventOperator& event) {
  event_expression(*event.operands.front());
  space();
  take_word("not");
  take();
  event_operands(event.operands, 1);
}

void Formatter::event_operands(const std::vector<ast::EventExpressionPtr>& operands,
                               std::size_t from) {
  list(operands.size() - from, {},
       [&](std::size_t index) { event_expression(*operands[from + index]); });
}

/// `count 3 (a b) max(x)`
void Formatter::event_group(const ast::EventGroupOperator& event) {
  take();
  space();
  take();
  space();
  take();
  event_base(*event.base);
  take();
  if (!event.base->aggregator) return;
  space();
  take();
  parenthesized_names(event.base->aggregator->args);
}

}  // namespace pico::krl
