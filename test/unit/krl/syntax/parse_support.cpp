// SPDX-License-Identifier: MIT
//
// Outlines of trees for tests.
#include "parse_support.hpp"

#include <cmath>

namespace pico::krl {

namespace {

const std::string kRuleHead = "ruleset a{rule r{";

std::string number(double value) {
  if (!std::isfinite(value)) return "infinity";
  std::string text = std::to_string(value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string describe(const ParseResult& result, std::size_t offset) {
  const Diagnostic* error = result.diagnostics.first_error();
  if (error == nullptr) return "no error";
  const auto length = error->span.end - error->span.start;
  return error->message + " | " +
         std::string(result.source->text().substr(error->span.start, length)) + " | " +
         std::to_string(error->span.start - offset);
}

std::string names(const ast::Names& names) {
  std::string text;
  for (const ast::Name& name : names) text += " " + name.value;
  return text;
}

std::string declarations(const ast::Declarations& declarations) {
  std::string text;
  for (const auto& d : declarations) {
    text += "(= " + d->name.value + " " + outline(*d->value) + ") ";
  }
  return text;
}

std::string parameters(const ast::Parameters& parameters) {
  std::string text = "(";
  for (const ast::Parameter& p : parameters.items) {
    if (text.size() > 1) text += " ";
    text += p.name.value;
    if (p.default_value) text += "=" + outline(*p.default_value);
  }
  return text + ")";
}

std::string application(const ast::Application& call) {
  std::string text = "(call " + outline(*call.callee);
  for (const ast::Argument& a : call.arguments.items) {
    text += " " + (a.name ? a.name->value + "=" : "") + outline(*a.value);
  }
  return text + ")";
}

std::string member(const ast::MemberExpression& member) {
  const std::string inside = outline(*member.object) + " " + outline(*member.property) + ")";
  switch (member.access) {
    case ast::MemberAccess::Dot:
      return "(. " + inside;
    case ast::MemberAccess::Path:
      return "(path " + inside;
    case ast::MemberAccess::Index:
      return "(index " + inside;
  }
  return {};
}

template <class List, class Text>
std::string joined(const char* head, const List& list, Text&& text) {
  std::string result = head;
  for (const auto& item : list) result += " " + text(item);
  return result + ")";
}

}  // namespace

std::string first_error(const std::string& text) { return describe(ParseResult(text), 0); }

std::string rule_error(const std::string& body) {
  return describe(ParseResult(kRuleHead + body + "}}"), kRuleHead.size());
}

ParseResult parse_rule(const std::string& body) { return ParseResult(kRuleHead + body + "}}"); }

std::string outline(const ast::Expression& e) {
  using ast::as;
  const auto inner = [](const ast::ExpressionPtr& part) { return outline(*part); };
  switch (e.kind) {
    case ast::ExpressionKind::Null:
      return "null";
    case ast::ExpressionKind::Boolean:
      return as<ast::Boolean>(e).value ? "true" : "false";
    case ast::ExpressionKind::Number:
      return number(as<ast::Number>(e).value);
    case ast::ExpressionKind::String:
      return "'" + as<ast::String>(e).value + "'";
    case ast::ExpressionKind::RegExp:
      return "/" + as<ast::RegExp>(e).pattern + "/" + as<ast::RegExp>(e).flags;
    case ast::ExpressionKind::Chevron:
      return joined("(chevron", as<ast::Chevron>(e).parts, inner);
    case ast::ExpressionKind::Array:
      return joined("(array", as<ast::Array>(e).elements, inner);
    case ast::ExpressionKind::Map:
      return joined("(map", as<ast::Map>(e).entries, [&](const ast::MapEntry& entry) {
        return entry.key + ":" + inner(entry.value);
      });
    case ast::ExpressionKind::Identifier:
      return as<ast::Identifier>(e).value;
    case ast::ExpressionKind::DomainIdentifier:
      return as<ast::DomainIdentifier>(e).domain + ":" + as<ast::DomainIdentifier>(e).value;
    case ast::ExpressionKind::InfixOperator: {
      const auto& infix = as<ast::InfixOperator>(e);
      return "(" + std::string(symbol(infix.op)) + " " + inner(infix.left) + " " +
             inner(infix.right) + ")";
    }
    case ast::ExpressionKind::UnaryOperator:
      return "(" + std::string(symbol(as<ast::UnaryOperator>(e).op)) + " " +
             inner(as<ast::UnaryOperator>(e).argument) + ")";
    case ast::ExpressionKind::ConditionalExpression: {
      const auto& conditional = as<ast::ConditionalExpression>(e);
      return "(=> " + inner(conditional.test) + " " + inner(conditional.consequent) + " " +
             inner(conditional.alternate) + ")";
    }
    case ast::ExpressionKind::MemberExpression:
      return member(as<ast::MemberExpression>(e));
    case ast::ExpressionKind::Application:
      return application(as<ast::Application>(e));
    case ast::ExpressionKind::Function: {
      const auto& f = as<ast::Function>(e);
      return "(function " + parameters(f.parameters) + " " + declarations(f.body) +
             inner(f.result) + ")";
    }
    case ast::ExpressionKind::DefAction: {
      const auto& d = as<ast::DefAction>(e);
      const std::string actions =
          d.action_block ? std::to_string(d.action_block->actions.size()) : "no";
      return "(defaction " + parameters(d.parameters) + " " + declarations(d.body) + actions +
             " actions" + (d.result ? " return " + inner(d.result) : "") + ")";
    }
  }
  return {};
}

std::string outline(const ast::EventExpression& event) {
  using ast::as;
  switch (event.kind) {
    case ast::EventExpressionKind::Base: {
      const auto& base = as<ast::EventBase>(event);
      std::string text = base.domain.value + ":" + base.type.value;
      for (const auto& a : base.attributes) text += " " + a.key.value + "~" + a.value->pattern;
      if (!base.setting.empty()) text += " setting" + names(base.setting);
      if (base.where) text += " where " + outline(*base.where);
      if (base.aggregator) {
        text += " " + std::string(name(base.aggregator->op)) + names(base.aggregator->args);
      }
      return text;
    }
    case ast::EventExpressionKind::Operator: {
      const auto& op = as<ast::EventOperator>(event);
      std::string text = "(" + std::string(name(op.op));
      if (op.op == ast::EventOp::Any) text += " " + number(op.count.value);
      for (const auto& operand : op.operands) text += " [" + outline(*operand) + "]";
      return text + ")";
    }
    case ast::EventExpressionKind::Group: {
      const auto& group = as<ast::EventGroupOperator>(event);
      return "(" + std::string(name(group.op)) + " " + number(group.count.value) + " [" +
             outline(*group.base) + "])";
    }
  }
  return {};
}

std::string outline_of(const std::string& text) {
  const ParseResult result(text);
  if (result.diagnostics.has_errors()) return result.diagnostics.first_error()->message;
  if (result.parsed.statements.size() != 1) return "not one expression";
  const ast::Statement& statement = *result.parsed.statements[0];
  if (statement.kind != ast::StatementKind::Expression) return "not an expression";
  return outline(*ast::as<ast::ExpressionStatement>(statement).expression);
}

std::string event_outline_of(const std::string& text) {
  const ParseResult result = parse_rule("select when " + text);
  if (result.diagnostics.has_errors()) return result.diagnostics.first_error()->message;
  return outline(*result.rule().select->event);
}

}  // namespace pico::krl
