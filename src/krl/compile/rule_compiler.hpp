// SPDX-License-Identifier: MIT
//
// Compiling rules: selection, foreach, body, postlude (spec krl-language.md 3.2, 3.3, 5.2, 9).
#pragma once

#include <optional>

#include "krl/compile/expression_compiler.hpp"
#include "krl/compile/unit.hpp"
#include "krl/syntax/ast.hpp"

namespace pico::krl {

class RuleCompiler {
 public:
  explicit RuleCompiler(Unit& unit) : unit_(unit), expressions_(unit), frame_(nullptr) {}

  /// An active rule with a `select`.
  Rule compile(const ast::Rule& rule);

 private:
  // Event expressions (event_compiler.cpp).
  void compile_select(const ast::RuleSelect& select);
  EventExpression compile_event(const ast::EventExpression& event);
  std::shared_ptr<const EventBase> compile_base(const ast::EventBase& base);
  void declare_selected(const ast::Names& names, StaticKind kind);

  void compile_body(const ast::Rule& rule);
  Statements compile_statements(const ast::Statements& statements);
  Statements compile_branch(const ast::Statements& statements);
  std::optional<Statement> compile_statement(const ast::Statement& statement);
  void compile_action(const ast::Statement& statement, Statement& compiled);
  EventTarget compile_target(const ast::EventTarget& target);
  NodePtr compile_attributes(const ast::RaiseEvent& raise);
  bool check_entity(const ast::DomainIdentifier& variable, const char* message);
  NodePtr compile_optional(const ast::ExpressionPtr& expression);
  void hint_at_put(const ast::PersistentVariableAssignment& assignment);

  Unit& unit_;
  ExpressionCompiler expressions_;
  FunctionScope frame_;
  Rule rule_;
};

}  // namespace pico::krl
