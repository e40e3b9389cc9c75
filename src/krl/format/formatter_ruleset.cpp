// SPDX-License-Identifier: MIT
//
// Layout of whole sources, rulesets and their meta blocks.
#include "krl/format/formatter.hpp"

namespace pico::krl {

std::string Formatter::run(const Parsed& parsed) {
  if (parsed.ruleset) ruleset(*parsed.ruleset);
  for (const ast::StatementPtr& each : parsed.statements) {
    if (&each != &parsed.statements.front()) separator();
    statement(*each);
    take_optional(TokenKind::Semicolon);
  }
  comments();
  return layout_.render();
}

/// The sections and rules with a blank line between them.
void Formatter::ruleset(const ast::Ruleset& ruleset) {
  take();
  space();
  take_up_to(ruleset.rid.loc.end);
  space();
  take();
  layout_.begin_indent();
  bool is_first = true;
  const auto begin_section = [&] {
    std::exchange(is_first, false) ? static_cast<void>(fresh_line()) : blank_line();
  };
  if (ruleset.version) {
    begin_section();
    take_word("version");
    take();
  }
  if (ruleset.meta) {
    begin_section();
    take_word("meta");
    block(ruleset.meta->properties, [&](const auto& property) { meta_property(*property); });
  }
  if (at_word("global")) {
    begin_section();
    take_word("global");
    block(ruleset.global, [&](const auto& each) { declaration(*each); });
  }
  for (const ast::Rule& each : ruleset.rules) {
    begin_section();
    rule(each);
  }
  end_block(!is_first);
}

void Formatter::meta_property(const ast::MetaProperty& property) {
  using ast::as;
  switch (property.kind) {
    case ast::MetaKind::Text:
      take();
      assigned(*as<ast::MetaText>(property).value);
      return;
    case ast::MetaKind::Logging:
      take();
      space();
      return take();
    case ast::MetaKind::Keys:
      take();
      space();
      take();
      assigned(*as<ast::MetaKeys>(property).value);
      return;
    case ast::MetaKind::UseModule:
      return use_module(as<ast::MetaUseModule>(property));
    case ast::MetaKind::Errors:
      take();
      space();
      take_word("to");
      return take_up_to(as<ast::MetaErrors>(property).rid.loc.end);
    case ast::MetaKind::Configure:
      return configure(as<ast::MetaConfigure>(property));
    case ast::MetaKind::ProvidesKeys:
      return provides_keys(as<ast::MetaProvidesKeys>(property));
    case ast::MetaKind::Provides:
      return name_list(as<ast::MetaProvides>(property).ids);
    case ast::MetaKind::Shares:
      return name_list(as<ast::MetaShares>(property).ids);
  }
}

/// `provides a, b, c`
void Formatter::name_list(const ast::Names& ids) {
  layout_.begin_group();
  take();
  space();
  layout_.begin_indent();
  names(ids);
  layout_.end_indent();
  layout_.end_group();
}

/// `use module rid alias name with a = 1 and b = 2`
void Formatter::use_module(const ast::MetaUseModule& use) {
  layout_.begin_group();
  take();
  space();
  take_word("module");
  take_up_to(use.rid.loc.end);
  layout_.begin_indent();
  if (use.alias) {
    fill_line();
    take_word("alias");
    take();
  }
  for (const auto& each : use.with) {
    fill_line();
    take_word(&each == &use.with.front() ? "with" : "and");
    declaration(*each);
  }
  layout_.end_indent();
  layout_.end_group();
}

/// `configure using a = 1 b = 2`
void Formatter::configure(const ast::MetaConfigure& configure) {
  layout_.begin_group();
  take();
  space();
  take();
  layout_.begin_indent();
  for (const auto& each : configure.declarations) {
    fill_line();
    declaration(*each);
    take_optional(TokenKind::Semicolon);
  }
  layout_.end_indent();
  layout_.end_group();
}

/// `provides keys a, b to rid, rid`
void Formatter::provides_keys(const ast::MetaProvidesKeys& provides) {
  layout_.begin_group();
  take();
  space();
  take_word("keys");
  layout_.begin_indent();
  names(provides.ids);
  fill_line();
  take_word("to");
  for (const ast::RulesetId& rid : provides.rulesets) {
    if (&rid != &provides.rulesets.front()) {
      take();
      fill_line();
    }
    take_up_to(rid.loc.end);
  }
  layout_.end_indent();
  layout_.end_group();
}

}  // namespace pico::krl
