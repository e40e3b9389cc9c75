// SPDX-License-Identifier: MIT
//
// Layout of postludes and their statements.
#include "krl/format/formatter.hpp"

namespace pico::krl {

/// `fired { ... } else { ... } finally { ... }`
void Formatter::postlude(const ast::RulePostlude& postlude) {
  const auto is_given = [](const std::optional<ast::Statements>& block) { return block ? 1 : 0; };
  const bool is_alone =
      is_given(postlude.fired) + is_given(postlude.notfired) + is_given(postlude.always) == 1;
  const bool fired_first = at_word("fired");
  const auto part = [&](const std::optional<ast::Statements>& block) {
    if (!block) return;
    take();
    space();
    statement_block(*block, is_alone);
    if (at_word("else") || at_word("finally")) space();
  };
  part(fired_first ? postlude.fired : postlude.notfired);
  part(fired_first ? postlude.notfired : postlude.fired);
  part(postlude.always);
}

/// The only statement of the only block stays in the line when it fits there.
void Formatter::statement_block(const ast::Statements& statements, bool is_alone) {
  if (is_alone && statements.size() == 1) {
    return single([&] { statement(*statements.front()); });
  }
  block(statements, [&](const ast::StatementPtr& each) { statement(*each); });
}

void Formatter::statement(const ast::Statement& statement) {
  using ast::as;
  switch (statement.kind) {
    case ast::StatementKind::Declaration:
      return declaration(as<ast::Declaration>(statement));
    case ast::StatementKind::Expression:
      expression(*as<ast::ExpressionStatement>(statement).expression);
      return;
    case ast::StatementKind::GuardCondition:
      return guard(as<ast::GuardCondition>(statement));
    case ast::StatementKind::PersistentVariableAssignment:
      return assignment(as<ast::PersistentVariableAssignment>(statement));
    case ast::StatementKind::ClearPersistentVariable: {
      const auto& clear = as<ast::ClearPersistentVariable>(statement);
      take_word("clear");
      take_up_to(clear.variable->loc.end);
      return path(clear.path);
    }
    case ast::StatementKind::RaiseEvent:
      return raise(as<ast::RaiseEvent>(statement));
    case ast::StatementKind::ScheduleEvent:
      return schedule(as<ast::ScheduleEvent>(statement));
    case ast::StatementKind::Log:
      return log(*as<ast::Log>(statement).expression);
    case ast::StatementKind::Error:
      return log(*as<ast::Error>(statement).expression);
    case ast::StatementKind::Last:
      return take();
  }
}

/// `statement if condition` or `statement on final`, the condition in a line of its own when it
/// does not fit behind the statement.
void Formatter::guard(const ast::GuardCondition& guard) {
  layout_.begin_group();
  statement(*guard.statement);
  layout_.begin_indent();
  fill_line();
  take();
  space();
  if (guard.condition) {
    expression(*guard.condition);
  } else {
    take();
  }
  layout_.end_indent();
  layout_.end_group();
}

void Formatter::assignment(const ast::PersistentVariableAssignment& assignment) {
  take_up_to(assignment.variable->loc.end);
  path(assignment.path);
  space();
  take();
  assigned(*assignment.value);
}

/// `domain event type` or `event "domain:type"`
void Formatter::event_target(const ast::EventTarget& target) {
  if (target.domain) {
    take();
    space();
  }
  take_word("event");
  expression(target.domain ? *target.type : *target.domain_and_type);
}

void Formatter::raise(const ast::RaiseEvent& raise) {
  layout_.begin_group();
  take_word("raise");
  event_target(raise.target);
  layout_.begin_indent();
  if (raise.for_rid) {
    fill_line();
    take_word("for");
    expression(*raise.for_rid);
  }
  const Hug hugged = attributes(raise.attributes);
  layout_.end_indent();
  layout_.end_group(hugged, Layout::Preference::Break);
  if (!raise.with.empty()) older_with(raise.with);
}

/// `attributes expression`, which may begin a line.
Hug Formatter::attributes(const ast::ExpressionPtr& attributes) {
  if (!attributes) return {};
  line();
  take_word("attributes");
  return expression(*attributes);
}

void Formatter::schedule(const ast::ScheduleEvent& schedule) {
  layout_.begin_group();
  take_word("schedule");
  event_target(schedule.target);
  layout_.begin_indent();
  fill_line();
  take();
  space();
  expression(schedule.at ? *schedule.at : *schedule.timespec);
  const Hug hugged = attributes(schedule.attributes);
  if (schedule.setting) {
    space();
    take();
    take_up_to(schedule.setting->loc.end);
    take();
  }
  layout_.end_indent();
  layout_.end_group(hugged, Layout::Preference::Break);
}

/// `log level expression` and `error level expression`
void Formatter::log(const ast::Expression& expression) {
  take();
  space();
  take();
  assigned(expression);
}

}  // namespace pico::krl
