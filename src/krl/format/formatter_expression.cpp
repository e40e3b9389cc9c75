// SPDX-License-Identifier: MIT
//
// Layout of expressions.
#include "krl/format/formatter.hpp"

namespace pico::krl {

namespace {

/// Operators of one level stand in one group, as in `a + b - c`.
int level(ast::InfixOp op) {
  switch (op) {
    case ast::InfixOp::Or:
      return 1;
    case ast::InfixOp::And:
      return 2;
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
      return 3;
    case ast::InfixOp::Add:
    case ast::InfixOp::Subtract:
      return 4;
    case ast::InfixOp::Multiply:
    case ast::InfixOp::Divide:
    case ast::InfixOp::Modulo:
      return 5;
  }
  return 0;
}

/// What is rather broken than moved into a line of its own.
bool breaks_by_itself(const ast::Expression& e) {
  return e.kind == ast::ExpressionKind::Map || e.kind == ast::ExpressionKind::Array ||
         e.kind == ast::ExpressionKind::Function || e.kind == ast::ExpressionKind::DefAction ||
         e.kind == ast::ExpressionKind::ConditionalExpression;
}

/// An expression in which no line can break.
bool is_unbreakable(const ast::Expression& e) {
  switch (e.kind) {
    case ast::ExpressionKind::Null:
    case ast::ExpressionKind::Boolean:
    case ast::ExpressionKind::Number:
    case ast::ExpressionKind::String:
    case ast::ExpressionKind::RegExp:
    case ast::ExpressionKind::Identifier:
    case ast::ExpressionKind::DomainIdentifier:
      return true;
    case ast::ExpressionKind::Array:
      return ast::as<ast::Array>(e).elements.empty();
    case ast::ExpressionKind::Map:
      return ast::as<ast::Map>(e).entries.empty();
    case ast::ExpressionKind::Chevron:
    case ast::ExpressionKind::InfixOperator:
    case ast::ExpressionKind::UnaryOperator:
    case ast::ExpressionKind::ConditionalExpression:
    case ast::ExpressionKind::MemberExpression:
    case ast::ExpressionKind::Application:
    case ast::ExpressionKind::Function:
    case ast::ExpressionKind::DefAction:
      return false;
  }
  return false;
}

}  // namespace

/// The tree has no parentheses. One that stands here is around this expression when its partner is
/// behind it, else around the first part of it.
Hug Formatter::expression(const ast::Expression& e) {
  if (!tokens_.at_parenthesis_around(e.loc.end)) return bare_expression(e);
  take();
  expression(e);
  take();
  return {};
}

Hug Formatter::bare_expression(const ast::Expression& e) {
  using ast::as;
  switch (e.kind) {
    case ast::ExpressionKind::Null:
    case ast::ExpressionKind::Boolean:
    case ast::ExpressionKind::Number:
    case ast::ExpressionKind::RegExp:
    case ast::ExpressionKind::Identifier:
    case ast::ExpressionKind::DomainIdentifier:
      take_up_to(e.loc.end);
      return {};
    case ast::ExpressionKind::String:
    case ast::ExpressionKind::Chevron:
      return text();
    case ast::ExpressionKind::Array:
      return array(as<ast::Array>(e));
    case ast::ExpressionKind::Map:
      return map(as<ast::Map>(e));
    case ast::ExpressionKind::InfixOperator:
      return infix(as<ast::InfixOperator>(e));
    case ast::ExpressionKind::UnaryOperator:
      return unary(as<ast::UnaryOperator>(e));
    case ast::ExpressionKind::ConditionalExpression:
      return conditional(as<ast::ConditionalExpression>(e));
    case ast::ExpressionKind::MemberExpression:
    case ast::ExpressionKind::Application:
      return chain(e);
    case ast::ExpressionKind::Function:
      return function(as<ast::Function>(e));
    case ast::ExpressionKind::DefAction:
      return defaction(as<ast::DefAction>(e));
  }
  return {};
}

/// What may have several lines of its own may be hugged: it begins in the line of what it belongs
/// to.
Hug Formatter::text() {
  take();
  return {.first_break = layout_.size() - 1, .end = layout_.size()};
}

/// The only member of an array may be hugged.
Hug Formatter::array(const ast::Array& e) {
  Hug hugged;
  return list(e.elements.size(), hugged, [&](std::size_t index) {
    const Hug member = expression(*e.elements[index]);
    if (e.elements.size() == 1 && !member.continues_below) hugged = member;
  });
}

Hug Formatter::map(const ast::Map& e) {
  return list(e.entries.size(), {}, [&](std::size_t index) {
    take();
    take();
    assigned(*e.entries[index].value);
  });
}

Hug Formatter::unary(const ast::UnaryOperator& e) {
  take();
  if (e.op == ast::UnaryOp::Not) space();
  return expression(*e.argument);
}

/// `a && b && c`: a line for each operator and what follows it; sums and products fill their lines.
Hug Formatter::infix(const ast::InfixOperator& e) {
  std::vector<const ast::InfixOperator*> operators{&e};
  const auto continues = [&](const ast::Expression& left) {
    return left.kind == ast::ExpressionKind::InfixOperator &&
           level(ast::as<ast::InfixOperator>(left).op) == level(e.op) &&
           !tokens_.at_parenthesis_around(left.loc.end);
  };
  while (continues(*operators.back()->left)) {
    operators.push_back(&ast::as<ast::InfixOperator>(*operators.back()->left));
  }
  layout_.begin_group();
  expression(*operators.back()->left);
  layout_.begin_indent();
  const bool fills = level(e.op) >= level(ast::InfixOp::Add);
  std::size_t first_break = 0;
  for (auto next = operators.rbegin(); next != operators.rend(); ++next) {
    const std::size_t before = fills ? fill_line() : line();
    if (first_break == 0) first_break = before;
    take();
    space();
    expression(*(*next)->right);
  }
  layout_.end_indent();
  layout_.end_group();
  return {.first_break = first_break, .end = layout_.size(), .continues_below = true};
}

/// `test => a | other => b | c`: a line for each `|` and what follows it.
Hug Formatter::conditional(const ast::ConditionalExpression& e) {
  const ast::ConditionalExpression* part = &e;
  std::size_t first_break = 0;
  layout_.begin_group();
  expression(*part->test);
  layout_.begin_indent();
  for (;;) {
    space();
    take();
    assigned(*part->consequent);
    const std::size_t before = line();
    if (first_break == 0) first_break = before;
    take();
    space();
    const ast::Expression& rest = *part->alternate;
    const bool goes_on = rest.kind == ast::ExpressionKind::ConditionalExpression &&
                         !tokens_.at_parenthesis_around(rest.loc.end);
    if (!goes_on) break;
    part = &ast::as<ast::ConditionalExpression>(rest);
    expression(*part->test);
  }
  expression(*part->alternate);
  layout_.end_indent();
  layout_.end_group();
  return {.first_break = first_break, .end = layout_.size(), .continues_below = true};
}

/// A call may hug its last argument, or one after which only short ones come, as in
/// `list.reduce(function(sum, each) { ... }, 0)`; but none of two that are alike.
Hug Formatter::arguments(const ast::Arguments& arguments) {
  Hug hugged;
  list(arguments.items.size(), hugged, [&](std::size_t index) {
    const ast::Argument& argument = arguments.items[index];
    if (argument.name) {
      take();
      space();
      take();
    }
    const Hug value = argument.name ? assigned(*argument.value) : expression(*argument.value);
    if (is_unbreakable(*argument.value)) return;
    const bool is_one_of_two =
        hugged.is_possible() && arguments.items[index - 1].value->kind == argument.value->kind;
    hugged = value.continues_below || is_one_of_two ? Hug{} : value;
  });
  if (!hugged.is_possible()) return {};
  return {.first_break = hugged.first_break, .end = layout_.size()};
}

void Formatter::parameters(const ast::Parameters& parameters) {
  list(parameters.items.size(), {}, [&](std::size_t index) {
    const ast::Parameter& parameter = parameters.items[index];
    take();
    if (!parameter.default_value) return;
    space();
    take();
    assigned(*parameter.default_value);
  });
}

/// In one line only without declarations.
Hug Formatter::function(const ast::Function& e) {
  layout_.begin_group();
  take();
  parameters(e.parameters);
  space();
  take();
  layout_.begin_indent();
  const std::size_t first_break = e.body.empty() ? line() : fresh_line();
  function_body(e.body);
  take_word("return");
  expression(*e.result);
  take_optional(TokenKind::Semicolon);
  line();
  comments();
  layout_.end_indent();
  take();
  layout_.end_group();
  return {.first_break = first_break, .end = layout_.size()};
}

/// The declarations of a function, with the break after each.
void Formatter::function_body(const ast::Declarations& body) {
  for (const auto& each : body) {
    declaration(*each);
    take_optional(TokenKind::Semicolon);
    if (!at(TokenKind::RightBrace)) separator();
  }
}

Hug Formatter::defaction(const ast::DefAction& e) {
  layout_.begin_group();
  take();
  parameters(e.parameters);
  space();
  if (e.body.empty() && !e.action_block && !e.result) {
    block(e.body, [](const auto&) {});
    layout_.end_group();
    return {};
  }
  take();
  layout_.begin_indent();
  const bool is_simple = e.body.empty() && !e.result;
  const std::size_t first_break = is_simple ? line() : fresh_line();
  defaction_body(e);
  line();
  comments();
  layout_.end_indent();
  take();
  layout_.end_group();
  return {.first_break = first_break, .end = layout_.size()};
}

void Formatter::defaction_body(const ast::DefAction& e) {
  function_body(e.body);
  if (e.action_block) action_block(*e.action_block);
  if (!e.result) return;
  separator();
  take_word("return");
  expression(*e.result);
  take_optional(TokenKind::Semicolon);
}

void Formatter::declaration(const ast::Declaration& declaration) {
  take();
  space();
  take();
  assigned(*declaration.value);
}

/// What follows `=`, `:` or a keyword: in the same line, but for what would fit into the next one.
Hug Formatter::assigned(const ast::Expression& value) {
  if (breaks_by_itself(value)) {
    space();
    return expression(value);
  }
  layout_.begin_group();
  layout_.begin_indent();
  line();
  const Hug hugged = expression(value);
  layout_.end_indent();
  layout_.end_group(hugged, Layout::Preference::Break);
  return hugged;
}

/// `{expression}` after a persistent variable.
void Formatter::path(const ast::ExpressionPtr& path) {
  if (!path) return;
  take();
  expression(*path);
  take();
}

/// `a, b, c`, in as few lines as they fit.
void Formatter::names(const ast::Names& names) {
  for (std::size_t index = 0; index < names.size(); ++index) {
    if (index > 0) take();
    if (index > 0) fill_line();
    take();
  }
}

void Formatter::parenthesized_names(const ast::Names& names) {
  layout_.begin_group();
  take();
  layout_.begin_indent();
  this->names(names);
  layout_.end_indent();
  take();
  layout_.end_group();
}

/// `setting(a, b)`
void Formatter::setting(const ast::Names& names) {
  take();
  parenthesized_names(names);
}

}  // namespace pico::krl
