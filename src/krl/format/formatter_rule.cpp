// SPDX-License-Identifier: MIT
//
// Layout of rules and their actions.
#include "krl/format/formatter.hpp"

namespace pico::krl {

void Formatter::rule(const ast::Rule& rule) {
  take_word("rule");
  take();
  space();
  if (take_word("is")) {
    take();
    space();
  }
  take();
  layout_.begin_indent();
  bool is_first = true;
  const auto begin_part = [&] {
    std::exchange(is_first, false) ? static_cast<void>(fresh_line()) : separator();
  };
  if (rule.select) {
    begin_part();
    select(*rule.select);
  }
  for (const ast::RuleForeach& loop : rule.foreach) {
    begin_part();
    foreach (loop)
      ;
  }
  if (at_word("pre")) {
    begin_part();
    prelude(rule.prelude);
  }
  if (rule.action_block) {
    begin_part();
    action_block(*rule.action_block);
  }
  if (rule.postlude) {
    begin_part();
    postlude(*rule.postlude);
  }
  end_block(!is_first);
}

void Formatter::select(const ast::RuleSelect& select) {
  layout_.begin_group();
  take_word("select");
  take();
  space();
  if (select.where) expression(*select.where);
  if (select.event) event_expression(*select.event);
  if (select.within) {
    layout_.begin_indent();
    fill_line();
    take_word("within");
    expression(*select.within->expression);
    space();
    take();
    layout_.end_indent();
  }
  layout_.end_group();
}

/// `foreach list setting(value, key)`
void Formatter::foreach (const ast::RuleForeach& loop) {
  take_word("foreach");
  expression(*loop.expression);
  space();
  setting(loop.setting);
}

/// A single declaration stays in the line of its `pre` when it fits there.
void Formatter::prelude(const ast::Declarations& prelude) {
  take_word("pre");
  if (prelude.size() != 1) return block(prelude, [&](const auto& each) { declaration(*each); });
  single([&] { declaration(*prelude.front()); });
}

/// `if condition then action`, `every { actions }`, ...
void Formatter::action_block(const ast::ActionBlock& block) {
  layout_.begin_group();
  if (block.condition) {
    take_word("if");
    expression(*block.condition);
    space();
    take();
  }
  Hug hugged;
  if (at_list_word()) {
    if (block.condition) space();
    action_list(block);
  } else if (block.condition) {
    layout_.begin_indent();
    line();
    hugged = action(block.actions.front());
    layout_.end_indent();
  } else {
    hugged = action(block.actions.front());
  }
  layout_.end_group(hugged, Layout::Preference::Break);
}

bool Formatter::at_list_word() const {
  return at_word("every") || at_word("sample") || at_word("choose");
}

/// `every { actions }`, `choose expression { actions }`
void Formatter::action_list(const ast::ActionBlock& block) {
  take();
  space();
  if (block.discriminant) {
    expression(*block.discriminant);
    space();
  }
  this->block(block.actions, [&](const ast::Action& each) { action(each); });
}

/// `label => name(arguments) setting(variable)`
Hug Formatter::action(const ast::Action& action) {
  if (action.label) {
    take();
    space();
    take();
    space();
  }
  expression(*action.callee);
  const Hug hugged = arguments(action.arguments);
  const auto optional_setting = [&] {
    if (!at_word("setting")) return;
    space();
    setting(action.setting);
  };
  optional_setting();
  if (!action.with.empty()) older_with(action.with);
  optional_setting();
  take_optional(TokenKind::Semicolon);
  return hugged;
}

/// `with a = 1 and b = 2`
void Formatter::older_with(const ast::Declarations& pairs) {
  layout_.begin_group();
  layout_.begin_indent();
  for (const auto& each : pairs) {
    line();
    take();
    space();
    declaration(*each);
  }
  layout_.end_indent();
  layout_.end_group();
}

}  // namespace pico::krl
