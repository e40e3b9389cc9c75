// SPDX-License-Identifier: MIT
//
// Compiling the selection of a rule: its event expression, windows, variables (spec
// krl-language.md 3.3, 9.1; event-expressions.md 1).
#include <utility>

#include "krl/compile/rule_compiler.hpp"

namespace pico::krl {

namespace {

double period_ms(ast::TimePeriod period) {
  constexpr double kSecond = 1000;
  constexpr double kDay = 24 * 3600 * kSecond;
  switch (period) {
    case ast::TimePeriod::Second:
      return kSecond;
    case ast::TimePeriod::Minute:
      return 60 * kSecond;
    case ast::TimePeriod::Hour:
      return 3600 * kSecond;
    case ast::TimePeriod::Day:
      return kDay;
    case ast::TimePeriod::Week:
      return 7 * kDay;
    case ast::TimePeriod::Month:
      return 30 * kDay;
    case ast::TimePeriod::Year:
      return 365 * kDay;
  }
  return kSecond;
}

EventExpression::Operator operator_of(ast::EventOp op) {
  using Operator = EventExpression::Operator;
  switch (op) {
    case ast::EventOp::Or:
      return Operator::Or;
    case ast::EventOp::And:
      return Operator::And;
    case ast::EventOp::Before:
      return Operator::Before;
    case ast::EventOp::Then:
      return Operator::Then;
    case ast::EventOp::After:
      return Operator::After;
    case ast::EventOp::Between:
      return Operator::Between;
    case ast::EventOp::NotBetween:
      return Operator::NotBetween;
    case ast::EventOp::Any:
      return Operator::Any;
  }
  return Operator::Or;
}

Aggregator aggregator_of(ast::AggregatorOp op) {
  switch (op) {
    case ast::AggregatorOp::Max:
      return Aggregator::Max;
    case ast::AggregatorOp::Min:
      return Aggregator::Min;
    case ast::AggregatorOp::Sum:
      return Aggregator::Sum;
    case ast::AggregatorOp::Avg:
      return Aggregator::Avg;
    case ast::AggregatorOp::Push:
      return Aggregator::Push;
  }
  return Aggregator::Push;
}

/// FNV-1a, the same in every build: stored beside the progress of a rule.
std::string fingerprint(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : text) {
    hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
  }
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4) digits += kDigits[(hash >> shift) & 15];
  return digits;
}

}  // namespace

void RuleCompiler::compile_select(const ast::RuleSelect& select) {
  const std::string_view text = unit_.program.source->text();
  rule_.select_fingerprint =
      fingerprint(text.substr(select.loc.start, select.loc.end - select.loc.start));
  if (select.where) {
    expressions_.names_attributes = true;
    rule_.select.where = expressions_.compile(*select.where);
    rule_.select.where_text = select.where_text;
    expressions_.names_attributes = false;
    return;
  }
  rule_.select.when = compile_event(*select.event);
  if (select.within) {
    rule_.select.within = expressions_.compile(*select.within->expression);
    rule_.select.period_ms = period_ms(select.within->period);
  }
}

EventExpression RuleCompiler::compile_event(const ast::EventExpression& event) {
  using Operator = EventExpression::Operator;
  EventExpression compiled;
  switch (event.kind) {
    case ast::EventExpressionKind::Base:
      compiled.base = compile_base(ast::as<ast::EventBase>(event));
      break;
    case ast::EventExpressionKind::Operator: {
      const auto& operation = ast::as<ast::EventOperator>(event);
      compiled.op = operator_of(operation.op);
      compiled.count = operation.count.value;
      for (const auto& operand : operation.operands) {
        compiled.operands.push_back(compile_event(*operand));
      }
      break;
    }
    case ast::EventExpressionKind::Group: {
      const auto& group = ast::as<ast::EventGroupOperator>(event);
      compiled.op = group.op == ast::EventGroupOp::Count ? Operator::Count : Operator::Repeat;
      compiled.count = group.count.value;
      compiled.base = compile_base(*group.base);
      break;
    }
  }
  return compiled;
}

std::shared_ptr<const EventBase> RuleCompiler::compile_base(const ast::EventBase& base) {
  auto compiled = std::make_shared<EventBase>();
  compiled->domain = String(base.domain.value);
  compiled->name = String(base.type.value);
  unit_.testing.add_event(base.domain.value, base.type.value);
  if (base.deprecation != ast::EventDeprecation::None) {
    unit_.warn(std::string(ast::message(base.deprecation)), base.loc);
  }
  for (const ast::AttributeMatch& match : base.attributes) {
    unit_.testing.add_attribute(match.key.value);
    auto pattern = expressions_.compile_pattern(*match.value);
    if (pattern) compiled->tests.push_back({String(match.key.value), std::move(pattern)});
  }
  declare_selected(base.setting, StaticKind::String);
  for (const ast::Name& name : base.setting) compiled->setting.emplace_back(name.value);
  if (base.where) {
    expressions_.names_attributes = true;
    compiled->where = expressions_.compile(*base.where);
    compiled->where_text = base.where_text;
    expressions_.names_attributes = false;
  }
  if (base.aggregator) {
    declare_selected(base.aggregator->args, StaticKind::Unknown);
    compiled->aggregator = aggregator_of(base.aggregator->op);
    for (const ast::Name& name : base.aggregator->args) {
      compiled->aggregated.emplace_back(name.value);
    }
  }
  return compiled;
}

void RuleCompiler::declare_selected(const ast::Names& names, StaticKind kind) {
  for (const ast::Name& name : names) {
    if (frame_.find(name.value) != nullptr) continue;
    const Variable& variable = frame_.declare(name.value, kind, Variable::Origin::Selection);
    rule_.select_variables.push_back({String(name.value), variable.index});
  }
}

}  // namespace pico::krl
