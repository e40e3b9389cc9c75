// SPDX-License-Identifier: MIT
//
// How enumerators of the tree are written in KRL.
#include "krl/syntax/ast.hpp"

namespace pico::krl::ast {

Function::Function(Span place) : ExpressionOf(place) {}
Function::~Function() = default;

DefAction::DefAction(Span place) : ExpressionOf(place) {}
DefAction::~DefAction() = default;

std::string_view symbol(InfixOp op) {
  switch (op) {
    case InfixOp::Or:
      return "||";
    case InfixOp::And:
      return "&&";
    case InfixOp::Equal:
      return "==";
    case InfixOp::NotEqual:
      return "!=";
    case InfixOp::Less:
      return "<";
    case InfixOp::LessEqual:
      return "<=";
    case InfixOp::Greater:
      return ">";
    case InfixOp::GreaterEqual:
      return ">=";
    case InfixOp::Like:
      return "like";
    case InfixOp::Membership:
      return "><";
    case InfixOp::Compare:
      return "<=>";
    case InfixOp::Cmp:
      return "cmp";
    case InfixOp::Add:
      return "+";
    case InfixOp::Subtract:
      return "-";
    case InfixOp::Multiply:
      return "*";
    case InfixOp::Divide:
      return "/";
    case InfixOp::Modulo:
      return "%";
  }
  return {};
}

std::string_view symbol(UnaryOp op) {
  switch (op) {
    case UnaryOp::Plus:
      return "+";
    case UnaryOp::Minus:
      return "-";
    case UnaryOp::Not:
      return "not";
  }
  return {};
}

std::string_view name(LogLevel level) {
  switch (level) {
    case LogLevel::Error:
      return "error";
    case LogLevel::Warn:
      return "warn";
    case LogLevel::Info:
      return "info";
    case LogLevel::Debug:
      return "debug";
  }
  return {};
}

std::string_view name(AggregatorOp op) {
  switch (op) {
    case AggregatorOp::Max:
      return "max";
    case AggregatorOp::Min:
      return "min";
    case AggregatorOp::Sum:
      return "sum";
    case AggregatorOp::Avg:
      return "avg";
    case AggregatorOp::Push:
      return "push";
  }
  return {};
}

std::string_view message(EventDeprecation deprecation) {
  switch (deprecation) {
    case EventDeprecation::None:
      return {};
    case EventDeprecation::SettingWithoutMatches:
      return "DEPRECATED SYNTAX - What are you `setting`? There are no attribute matches";
    case EventDeprecation::WhereBeforeSetting:
      return "DEPRECATED SYNTAX - Move the `where` clause to be after the `setting`";
  }
  return {};
}

std::string_view name(EventOp op) {
  switch (op) {
    case EventOp::Or:
      return "or";
    case EventOp::And:
      return "and";
    case EventOp::Before:
      return "before";
    case EventOp::Then:
      return "then";
    case EventOp::After:
      return "after";
    case EventOp::Between:
      return "between";
    case EventOp::NotBetween:
      return "not between";
    case EventOp::Any:
      return "any";
  }
  return {};
}

std::string_view name(EventGroupOp op) {
  switch (op) {
    case EventGroupOp::Count:
      return "count";
    case EventGroupOp::Repeat:
      return "repeat";
  }
  return {};
}

std::string_view name(ActionBlockType type) {
  switch (type) {
    case ActionBlockType::Every:
      return "every";
    case ActionBlockType::Sample:
      return "sample";
    case ActionBlockType::Choose:
      return "choose";
  }
  return {};
}

}  // namespace pico::krl::ast
