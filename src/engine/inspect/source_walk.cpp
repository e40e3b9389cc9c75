// SPDX-License-Identifier: MIT
//
// The way through the tree: see source_walk.hpp.
#include "engine/inspect/source_walk.hpp"

namespace pico::engine {

namespace ast = krl::ast;
using ast::as;

void SourceWalk::see_call(const ast::Expression&, const ast::Arguments&) {}

void SourceWalk::walk(const ast::Expression& expression) {
  switch (expression.kind) {
    case ast::ExpressionKind::Null:
    case ast::ExpressionKind::Boolean:
    case ast::ExpressionKind::Number:
    case ast::ExpressionKind::String:
    case ast::ExpressionKind::RegExp:
    case ast::ExpressionKind::Identifier:
      return;
    case ast::ExpressionKind::DomainIdentifier:
      return see(as<ast::DomainIdentifier>(expression));
    case ast::ExpressionKind::Chevron:
      for (const auto& part : as<ast::Chevron>(expression).parts) walk(*part);
      return;
    case ast::ExpressionKind::Array:
      for (const auto& element : as<ast::Array>(expression).elements) walk(*element);
      return;
    case ast::ExpressionKind::Map:
      for (const auto& entry : as<ast::Map>(expression).entries) walk(*entry.value);
      return;
    case ast::ExpressionKind::InfixOperator:
      walk(*as<ast::InfixOperator>(expression).left);
      return walk(*as<ast::InfixOperator>(expression).right);
    case ast::ExpressionKind::UnaryOperator:
      return walk(*as<ast::UnaryOperator>(expression).argument);
    case ast::ExpressionKind::ConditionalExpression: {
      const auto& conditional = as<ast::ConditionalExpression>(expression);
      walk(*conditional.test);
      walk(*conditional.consequent);
      return walk(*conditional.alternate);
    }
    case ast::ExpressionKind::MemberExpression: {
      const auto& member = as<ast::MemberExpression>(expression);
      see(member);
      walk(*member.object);
      // What follows a dot is a name.
      if (member.access != ast::MemberAccess::Dot) walk(*member.property);
      return;
    }
    case ast::ExpressionKind::Application: {
      const auto& call = as<ast::Application>(expression);
      see_call(*call.callee, call.arguments);
      walk(*call.callee);
      return walk(call.arguments);
    }
    case ast::ExpressionKind::Function:
      return walk_function(as<ast::Function>(expression));
    case ast::ExpressionKind::DefAction:
      return walk_defaction(as<ast::DefAction>(expression));
  }
}

void SourceWalk::walk_function(const ast::Function& function) {
  walk(function.parameters);
  walk(function.body);
  walk(*function.result);
}

void SourceWalk::walk_defaction(const ast::DefAction& action) {
  walk(action.parameters);
  walk(action.body);
  walk_if(action.action_block);
  walk_if(action.result);
}

void SourceWalk::walk(const ast::Arguments& arguments) {
  for (const ast::Argument& argument : arguments.items) walk(*argument.value);
}

void SourceWalk::walk(const ast::Parameters& parameters) {
  for (const ast::Parameter& parameter : parameters.items) walk_if(parameter.default_value);
}

void SourceWalk::walk(const ast::Declarations& declarations) {
  for (const auto& declaration : declarations) walk(*declaration->value);
}

void SourceWalk::walk(const ast::Statements& statements) {
  for (const auto& statement : statements) walk(*statement);
}

void SourceWalk::walk(const ast::Statement& statement) {
  switch (statement.kind) {
    case ast::StatementKind::Declaration:
      return walk(*as<ast::Declaration>(statement).value);
    case ast::StatementKind::Expression:
      return walk(*as<ast::ExpressionStatement>(statement).expression);
    case ast::StatementKind::GuardCondition:
      walk_if(as<ast::GuardCondition>(statement).condition);
      return walk(*as<ast::GuardCondition>(statement).statement);
    case ast::StatementKind::PersistentVariableAssignment: {
      const auto& assignment = as<ast::PersistentVariableAssignment>(statement);
      see(assignment);
      walk_if(assignment.path);
      return walk(*assignment.value);
    }
    case ast::StatementKind::ClearPersistentVariable:
      see(as<ast::ClearPersistentVariable>(statement));
      return walk_if(as<ast::ClearPersistentVariable>(statement).path);
    case ast::StatementKind::RaiseEvent: {
      const auto& raise = as<ast::RaiseEvent>(statement);
      see(raise);
      walk(raise.target);
      walk_if(raise.for_rid);
      walk_if(raise.attributes);
      return walk(raise.with);
    }
    case ast::StatementKind::ScheduleEvent: {
      const auto& schedule = as<ast::ScheduleEvent>(statement);
      see(schedule);
      walk(schedule.target);
      walk_if(schedule.at);
      walk_if(schedule.timespec);
      return walk_if(schedule.attributes);
    }
    case ast::StatementKind::Log:
      return walk(*as<ast::Log>(statement).expression);
    case ast::StatementKind::Error:
      return walk(*as<ast::Error>(statement).expression);
    case ast::StatementKind::Last:
      return;
  }
}

void SourceWalk::walk(const ast::EventTarget& target) {
  walk_if(target.type);
  walk_if(target.domain_and_type);
}

void SourceWalk::walk(const ast::EventExpression& event) {
  switch (event.kind) {
    case ast::EventExpressionKind::Base:
      see(as<ast::EventBase>(event));
      return walk_if(as<ast::EventBase>(event).where);
    case ast::EventExpressionKind::Operator:
      for (const auto& operand : as<ast::EventOperator>(event).operands) walk(*operand);
      return;
    case ast::EventExpressionKind::Group:
      return walk(
          static_cast<const ast::EventExpression&>(*as<ast::EventGroupOperator>(event).base));
  }
}

void SourceWalk::walk(const ast::ActionBlock& block) {
  walk_if(block.condition);
  walk_if(block.discriminant);
  for (const ast::Action& action : block.actions) walk(action);
}

void SourceWalk::walk(const ast::Action& action) {
  see_call(*action.callee, action.arguments);
  walk(*action.callee);
  walk(action.arguments);
  walk(action.with);
}

void SourceWalk::walk(const ast::Rule& rule) {
  if (rule.select) {
    walk_if(rule.select->event);
    walk_if(rule.select->where);
    if (rule.select->within) walk(*rule.select->within->expression);
  }
  for (const ast::RuleForeach& loop : rule.foreach) walk(*loop.expression);
  walk(rule.prelude);
  walk_if(rule.action_block);
  if (!rule.postlude) return;
  walk_if(rule.postlude->fired);
  walk_if(rule.postlude->notfired);
  walk_if(rule.postlude->always);
}

}  // namespace pico::engine
