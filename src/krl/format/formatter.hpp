// SPDX-License-Identifier: MIT
//
// The formatter's inside, shared by the formatter_*.cpp files, one for each part of the grammar.
// It goes through the tree and takes the tokens as they come: the tree says what a token is part
// of, the token what is written. So every token and every comment gets into the layout, once and in
// order. A function named after a production begins at its first token and leaves the token after
// it current.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "krl/format/layout.hpp"
#include "krl/format/token_reader.hpp"
#include "krl/syntax/ast.hpp"
#include "krl/syntax/parser.hpp"

namespace pico::krl {

class Formatter {
 public:
  explicit Formatter(const Source& source) : tokens_(source) {}

  std::string run(const Parsed& parsed);

 private:
  // Tokens, comments and breaks (formatter_tokens.cpp). Whatever breaks a line first puts the
  // comments that stand behind the last token, so that they stay in its line.
  [[nodiscard]] bool at(TokenKind kind) const { return tokens_.at(kind); }
  [[nodiscard]] bool at_word(std::string_view word) const { return tokens_.at_word(word); }
  void take();
  void take_up_to(std::uint32_t end);
  bool take_word(std::string_view word);
  void take_optional(TokenKind kind);
  void space() { layout_.space(); }
  std::size_t line();
  std::size_t member_line();
  std::size_t soft_line();
  std::size_t fill_line();
  std::size_t fresh_line();
  void blank_line();
  void separator();
  void put_comment();
  void trailing_comments();
  void comments();

  /// `{ items }` with a line for each; `write(item)` writes one.
  template <class Items, class Write>
  void block(const Items& items, Write&& write) {
    take();
    layout_.begin_indent();
    bool is_first = true;
    for (const auto& item : items) {
      std::exchange(is_first, false) ? static_cast<void>(fresh_line()) : separator();
      write(item);
      take_optional(TokenKind::Semicolon);
    }
    end_block(!is_first);
  }
  void end_block(bool has_items);

  /// `{ item }`, in one line when it fits.
  template <class Write>
  void single(Write&& write) {
    layout_.begin_group();
    take();
    layout_.begin_indent();
    line();
    write();
    take_optional(TokenKind::Semicolon);
    line();
    comments();
    layout_.end_indent();
    take();
    layout_.end_group();
  }

  /// `count` members between brackets, with commas: in the line, or a line for each. `write(index)`
  /// writes one. When all is written `hugged` is the member that may be hugged; the whole comes
  /// back.
  template <class Write>
  Hug list(std::size_t count, const Hug& hugged, Write&& write) {
    layout_.begin_group();
    take();
    layout_.begin_indent();
    std::size_t first_break = 0;
    for (std::size_t index = 0; index < count; ++index) {
      if (index > 0) take();
      const std::size_t before = index == 0 ? soft_line() : member_line();
      if (index == 0) first_break = before;
      write(index);
    }
    if (count > 0) soft_line();
    comments();
    layout_.end_indent();
    take();
    layout_.end_group(hugged);
    return count > 0 ? Hug{.first_break = first_break, .end = layout_.size()} : Hug{};
  }

  // Expressions (formatter_expression.cpp). What they give is the part that may be hugged.
  Hug expression(const ast::Expression& e);
  Hug bare_expression(const ast::Expression& e);
  Hug text();
  Hug array(const ast::Array& e);
  Hug map(const ast::Map& e);
  Hug unary(const ast::UnaryOperator& e);
  Hug infix(const ast::InfixOperator& e);
  Hug conditional(const ast::ConditionalExpression& e);
  Hug arguments(const ast::Arguments& arguments);
  void parameters(const ast::Parameters& parameters);
  Hug function(const ast::Function& e);
  void function_body(const ast::Declarations& body);
  Hug defaction(const ast::DefAction& e);
  void defaction_body(const ast::DefAction& e);
  void declaration(const ast::Declaration& declaration);
  Hug assigned(const ast::Expression& value);
  void path(const ast::ExpressionPtr& path);
  void names(const ast::Names& names);
  void parenthesized_names(const ast::Names& names);
  void setting(const ast::Names& names);

  // Calls and members one after the other (formatter_chain.cpp).
  Hug chain(const ast::Expression& e);
  Hug breaking_chain(const ast::Expression& object,
                     const std::vector<const ast::Expression*>& links);
  Hug link(const ast::Expression& e);

  // Event expressions (formatter_event.cpp).
  void event_expression(const ast::EventExpression& event);
  void bare_event_expression(const ast::EventExpression& event);
  void event_base(const ast::EventBase& event);
  void event_operator(const ast::EventOperator& event);
  void event_infix(const ast::EventOperator& event);
  void event_between(const ast::EventOperator& event);
  void event_operands(const std::vector<ast::EventExpressionPtr>& operands, std::size_t from);
  void event_group(const ast::EventGroupOperator& event);

  // Rulesets (formatter_ruleset.cpp).
  void ruleset(const ast::Ruleset& ruleset);
  void name_list(const ast::Names& ids);
  void meta_property(const ast::MetaProperty& property);
  void use_module(const ast::MetaUseModule& use);
  void configure(const ast::MetaConfigure& configure);
  void provides_keys(const ast::MetaProvidesKeys& provides);

  // Rules (formatter_rule.cpp).
  void rule(const ast::Rule& rule);
  void select(const ast::RuleSelect& select);
  void foreach (const ast::RuleForeach& loop);
  void prelude(const ast::Declarations& prelude);
  void action_block(const ast::ActionBlock& block);
  [[nodiscard]] bool at_list_word() const;
  void action_list(const ast::ActionBlock& block);
  Hug action(const ast::Action& action);
  void older_with(const ast::Declarations& pairs);

  // Postludes (formatter_postlude.cpp).
  void postlude(const ast::RulePostlude& postlude);
  void statement_block(const ast::Statements& statements, bool is_alone);
  void statement(const ast::Statement& statement);
  void guard(const ast::GuardCondition& guard);
  void assignment(const ast::PersistentVariableAssignment& assignment);
  void event_target(const ast::EventTarget& target);
  void raise(const ast::RaiseEvent& raise);
  Hug attributes(const ast::ExpressionPtr& attributes);
  void schedule(const ast::ScheduleEvent& schedule);
  void log(const ast::Expression& expression);

  TokenReader tokens_;
  Layout layout_;
  bool is_after_comment_ = false;  // the last thing written is a comment
};

}  // namespace pico::krl
