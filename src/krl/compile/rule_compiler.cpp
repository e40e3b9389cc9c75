// SPDX-License-Identifier: MIT
//
// Compiling rules: see rule_compiler.hpp. Event expressions are in event_compiler.cpp.
#include "krl/compile/rule_compiler.hpp"

#include <utility>

namespace pico::krl {

namespace {

uint8_t level_code(ast::LogLevel level) {
  switch (level) {
    case ast::LogLevel::Error:
      return 10;
    case ast::LogLevel::Warn:
      return 20;
    case ast::LogLevel::Info:
      return 30;
    case ast::LogLevel::Debug:
      return 50;
  }
  return 50;
}

}  // namespace

Rule RuleCompiler::compile(const ast::Rule& rule) {
  expressions_.scope = &frame_;
  rule_.name = String(rule.name.value);
  rule_.span = rule.name.loc;
  unit_.testing.begin_rule();
  compile_select(*rule.select);
  const uint32_t first_of_foreach = frame_.slot_count();

  // The foreach variables become visible now, their expressions are compiled last (spec 5.2).
  std::vector<uint32_t> first_slots;
  for (const ast::RuleForeach& written : rule.foreach) {
    Foreach clause;
    first_slots.push_back(frame_.slot_count());
    frame_.enter_block();
    for (const ast::Name& name : written.setting) {
      clause.setting.push_back(
          frame_.declare(name.value, StaticKind::Unknown, Variable::Origin::Selection).index);
    }
    rule_.foreach.push_back(std::move(clause));
  }
  const uint32_t first_of_body = frame_.slot_count();
  first_slots.push_back(first_of_body);
  compile_body(rule);

  std::vector<NameBlock> loops(rule.foreach.size());
  for (size_t i = loops.size(); i-- > 0;) loops[i] = frame_.leave_block();
  for (size_t i = 0; i < loops.size(); ++i) {
    rule_.foreach[i].expression = expressions_.compile(*rule.foreach[i].expression);
    frame_.enter_block(std::move(loops[i]));
  }

  rule_.select_cells = frame_.captured_slots(0, first_of_foreach);
  for (size_t i = 0; i < loops.size(); ++i) {
    rule_.foreach[i].cells = frame_.captured_slots(first_slots[i], first_slots[i + 1]);
  }
  rule_.prelude.cells = frame_.captured_slots(first_of_body, frame_.slot_count());
  rule_.slot_count = frame_.slot_count();
  if (rule_.slot_count > FunctionScope::kMaxSlots) {
    unit_.error("Too many variables in one rule, at most " +
                    std::to_string(FunctionScope::kMaxSlots) + " are supported",
                rule.name.loc);
  }
  return std::move(rule_);
}

void RuleCompiler::compile_body(const ast::Rule& rule) {
  frame_.enter_block();
  expressions_.protected_slots = frame_.slot_count();
  rule_.prelude = expressions_.compile_block(all_of(rule.prelude));
  if (rule.action_block) rule_.actions = expressions_.compile_actions(*rule.action_block);
  if (rule.postlude) {
    if (rule.postlude->fired) rule_.fired = compile_branch(*rule.postlude->fired);
    if (rule.postlude->notfired) rule_.notfired = compile_branch(*rule.postlude->notfired);
    if (rule.postlude->always) {
      expressions_.protected_slots = frame_.slot_count();
      rule_.always = compile_statements(*rule.postlude->always);
    }
  }
  frame_.leave_block();
}

// Postlude ---------------------------------------------------------------------------------------

Statements RuleCompiler::compile_branch(const ast::Statements& statements) {
  frame_.enter_block();
  expressions_.may_shadow = true;
  Statements compiled = compile_statements(statements);
  expressions_.may_shadow = false;
  frame_.leave_block();
  return compiled;
}

Statements RuleCompiler::compile_statements(const ast::Statements& statements) {
  Statements compiled;
  for (const ast::StatementPtr& statement : statements) {
    if (auto one = compile_statement(*statement)) compiled.push_back(std::move(*one));
  }
  return compiled;
}

std::optional<Statement> RuleCompiler::compile_statement(const ast::Statement& statement) {
  Statement compiled;
  compiled.span = statement.loc;
  const ast::Statement* inner = &statement;
  if (statement.kind == ast::StatementKind::GuardCondition) {
    const auto& guarded = ast::as<ast::GuardCondition>(statement);
    inner = guarded.statement.get();
    compiled.span = inner->loc;
    compiled.guard = guarded.condition ? Statement::Guard::If : Statement::Guard::OnFinal;
    if (guarded.condition) compiled.condition = expressions_.compile(*guarded.condition);
    if (inner->kind == ast::StatementKind::Declaration) {
      unit_.error("A declaration cannot have a guard; write `name = condition => value | null`",
                  inner->loc);
      return std::nullopt;
    }
  }
  compile_action(*inner, compiled);
  return compiled;
}

void RuleCompiler::compile_action(const ast::Statement& statement, Statement& compiled) {
  switch (statement.kind) {
    case ast::StatementKind::Declaration: {
      const auto& declaration = ast::as<ast::Declaration>(statement);
      Block block = expressions_.compile_block({&declaration});
      if (!block.assignments.empty()) compiled.action = std::move(block.assignments.front());
      break;
    }
    case ast::StatementKind::PersistentVariableAssignment: {
      const auto& assignment = ast::as<ast::PersistentVariableAssignment>(statement);
      check_entity(*assignment.variable,
                   "PersistentVariableAssignment - only works on ent:* variables");
      hint_at_put(assignment);
      compiled.action =
          EntityAssignment{String(assignment.variable->value), compile_optional(assignment.path),
                           expressions_.compile(*assignment.value)};
      break;
    }
    case ast::StatementKind::ClearPersistentVariable: {
      const auto& clear = ast::as<ast::ClearPersistentVariable>(statement);
      check_entity(*clear.variable,
                   "ClearPersistentVariable only works for `ent:`, not `undefined:`");
      compiled.action = EntityClear{String(clear.variable->value), compile_optional(clear.path)};
      break;
    }
    case ast::StatementKind::RaiseEvent: {
      const auto& raise = ast::as<ast::RaiseEvent>(statement);
      RaiseStatement made;
      made.target = compile_target(raise.target);
      made.for_rids = compile_optional(raise.for_rid);
      made.attributes = compile_attributes(raise);
      compiled.action = std::move(made);
      break;
    }
    case ast::StatementKind::ScheduleEvent: {
      const auto& schedule = ast::as<ast::ScheduleEvent>(statement);
      ScheduleStatement made;
      made.target = compile_target(schedule.target);
      made.repeats = schedule.timespec != nullptr;
      made.time = expressions_.compile(made.repeats ? *schedule.timespec : *schedule.at);
      made.attributes = compile_optional(schedule.attributes);
      if (schedule.setting) made.setting = expressions_.declare_setting(*schedule.setting);
      compiled.action = std::move(made);
      break;
    }
    case ast::StatementKind::Log: {
      const auto& log = ast::as<ast::Log>(statement);
      compiled.action = LogStatement{level_code(log.level), expressions_.compile(*log.expression)};
      break;
    }
    case ast::StatementKind::Error: {
      const auto& error = ast::as<ast::Error>(statement);
      compiled.action =
          ErrorStatement{level_code(error.level), expressions_.compile(*error.expression)};
      break;
    }
    case ast::StatementKind::Last:
      compiled.action = LastStatement{};
      break;
    case ast::StatementKind::Expression:
    case ast::StatementKind::GuardCondition:
      unit_.error("A postlude cannot contain this statement", statement.loc);
      break;
  }
}

bool RuleCompiler::check_entity(const ast::DomainIdentifier& variable, const char* message) {
  if (variable.domain == "ent") return true;
  unit_.error(message, variable.loc);
  return false;
}

NodePtr RuleCompiler::compile_optional(const ast::ExpressionPtr& expression) {
  return expression ? expressions_.compile(*expression) : nullptr;
}

EventTarget RuleCompiler::compile_target(const ast::EventTarget& target) {
  if (!target.domain) return {std::nullopt, expressions_.compile(*target.domain_and_type)};
  return {String(target.domain->value), expressions_.compile(*target.type)};
}

NodePtr RuleCompiler::compile_attributes(const ast::RaiseEvent& raise) {
  NodePtr attributes = compile_optional(raise.attributes);
  if (raise.with.empty()) return attributes;
  auto pairs = std::make_unique<MapNode>(raise.loc);
  for (const auto& pair : raise.with) {
    pairs->keys.emplace_back(pair->name.value);
    pairs->values.push_back(expressions_.compile(*pair->value));
  }
  if (!attributes) return pairs;
  // `attributes M with a = e`: the pairs are put over M.
  auto put = std::make_unique<NativeCallNode>(raise.loc, *unit_.builtins.find("put"));
  put->arguments.push_back({0, std::move(attributes)});
  put->arguments.push_back({1, std::move(pairs)});
  put->count = 2;
  return put;
}

/// `ent:V := ent:V.put(…)` writes the whole variable where one key would do.
void RuleCompiler::hint_at_put(const ast::PersistentVariableAssignment& assignment) {
  if (assignment.path || assignment.value->kind != ast::ExpressionKind::Application) return;
  const auto& callee = *ast::as<ast::Application>(*assignment.value).callee;
  if (callee.kind != ast::ExpressionKind::MemberExpression) return;
  const auto& member = ast::as<ast::MemberExpression>(callee);
  if (member.access != ast::MemberAccess::Dot ||
      member.property->kind != ast::ExpressionKind::Identifier ||
      ast::as<ast::Identifier>(*member.property).value != "put" ||
      member.object->kind != ast::ExpressionKind::DomainIdentifier) {
    return;
  }
  const auto& variable = ast::as<ast::DomainIdentifier>(*member.object);
  if (variable.domain != "ent" || variable.value != assignment.variable->value) return;
  unit_.warn("Performance Hint: to leverage indexes use `ent:" + variable.value +
                 "{key} := value` instead of .put(key, value)",
             assignment.loc);
}

}  // namespace pico::krl
