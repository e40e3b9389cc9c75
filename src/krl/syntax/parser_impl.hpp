// SPDX-License-Identifier: MIT
//
// The parser's inside, shared by the parser_*.cpp files, one for each part of the grammar.
// Recursive descent with a Pratt loop for expressions and one for event expressions. A function
// named after a production parses it from the current token on and leaves the token after it
// current; on an error it throws Failure after reporting, and run() finds a place to go on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "krl/syntax/ast.hpp"
#include "krl/syntax/lexer.hpp"
#include "krl/syntax/parser.hpp"

namespace pico::krl {

class Parser {
 public:
  Parser(const Source& source, Diagnostics& diagnostics);

  Parsed run();
  std::unique_ptr<ast::Function> run_body();

 private:
  /// Thrown once an error is reported.
  struct Failure {};

  /// Counts how deep productions stand inside each other while it lives.
  class Nesting {
   public:
    explicit Nesting(Parser& parser);
    ~Nesting() { --parser_.nesting_; }
    Nesting(const Nesting&) = delete;
    Nesting& operator=(const Nesting&) = delete;

   private:
    Parser& parser_;
  };

  // Tokens (parser_tokens.cpp). `text` is that of a token in the source.
  const Token& token(std::size_t ahead = 0) const;
  std::string_view text(const Token& token) const;
  bool at(TokenKind kind, std::size_t ahead = 0) const { return token(ahead).kind == kind; }
  bool at_word(std::string_view word, std::size_t ahead = 0) const;
  bool at_identifier(std::size_t ahead = 0) const;
  bool at_declaration() const;
  void advance();
  bool accept(TokenKind kind);
  bool accept_word(std::string_view word);
  Span expect(TokenKind kind);
  Span expect_word(std::string_view word);
  ast::Name name_of_current();
  ast::Name identifier();
  ast::Names identifiers();
  ast::Names parenthesized_identifiers();
  ast::Names optional_setting();
  ast::RulesetId ruleset_id();
  Span since(std::uint32_t start) const { return {start, previous_end_}; }

  [[noreturn]] void fail(std::string message);
  [[noreturn]] void fail_at(Span span, std::string message);
  [[noreturn]] void fail_expected(std::string_view what);
  void reject_unlexable();
  void warn(std::string message, Span span);

  /// Records that the tree just built is one level higher than what it is made of.
  void grow(std::uint32_t height_of_other_part = 0);

  // Expressions (parser_expression.cpp).
  ast::ExpressionPtr expression(int binding_power = 0);
  ast::ExpressionPtr primary();
  ast::ExpressionPtr word_expression();
  ast::ExpressionPtr unary(ast::UnaryOp op);
  ast::ExpressionPtr infix(ast::ExpressionPtr left, std::uint32_t start);
  ast::ExpressionPtr operation(ast::InfixOp op, ast::ExpressionPtr left);
  ast::ExpressionPtr conditional(ast::ExpressionPtr test, std::uint32_t start);
  ast::ExpressionPtr dot(ast::ExpressionPtr object);
  ast::ExpressionPtr member(ast::ExpressionPtr object);
  ast::ExpressionPtr identifier_expression();
  std::unique_ptr<ast::RegExp> regexp();
  ast::ExpressionPtr chevron();
  ast::ExpressionPtr array();
  ast::ExpressionPtr map();
  ast::ExpressionPtr function();
  void function_body(ast::Function& function);
  ast::ExpressionPtr defaction();
  ast::ExpressionPtr path();
  ast::Arguments arguments();
  ast::Parameters parameters();
  ast::Declarations declarations();
  ast::Declarations declaration_block();
  std::unique_ptr<ast::Declaration> declaration();
  bool at_expression() const;
  int binding_power() const;

  // Event expressions (parser_event.cpp).
  ast::EventExpressionPtr event_expression(int binding_power = 0);
  ast::EventExpressionPtr event_primary();
  ast::EventExpressionPtr event_infix(ast::EventExpressionPtr left);
  ast::EventExpressionPtr event_prefix(ast::EventOp op);
  ast::EventExpressionPtr event_group(ast::EventGroupOp op);
  std::vector<ast::EventExpressionPtr> event_operands();
  std::unique_ptr<ast::EventBase> event_base();
  void event_where(ast::EventBase& base);
  std::optional<ast::EventAggregator> event_aggregator();
  ast::EventCount event_count();
  ast::EventWithin event_within();
  bool at_event_domain() const;
  int event_binding_power() const;

  // Ruleset and meta (parser_ruleset.cpp).
  void ruleset_header(ast::Ruleset& ruleset);
  void ordered_sections(ast::Ruleset& ruleset);
  void remaining_sections(ast::Ruleset& ruleset);
  void ruleset_end(ast::Ruleset& ruleset);
  void statements(ast::Statements& statements);
  void expect_end();
  ast::Meta meta();
  ast::MetaPropertyPtr meta_property();
  ast::MetaPropertyPtr meta_text(const ast::Name& key);
  ast::MetaPropertyPtr meta_logging(Span key);
  ast::MetaPropertyPtr meta_keys(const ast::Name& key);
  ast::MetaPropertyPtr meta_use(Span key);
  ast::MetaPropertyPtr meta_errors(Span key);
  ast::MetaPropertyPtr meta_configure(Span key);
  ast::MetaPropertyPtr meta_provides(Span key);
  ast::MetaPropertyPtr meta_shares(Span key);
  ast::Declarations with_declarations();

  // Rules and actions (parser_rule.cpp).
  ast::Rule rule();
  ast::RuleSelect rule_select();
  ast::RuleForeach rule_foreach();
  bool at_action_block() const;
  std::unique_ptr<ast::ActionBlock> action_block();
  std::vector<ast::Action> action_list();
  ast::Action action();

  // Postlude (parser_postlude.cpp).
  std::optional<ast::RulePostlude> postlude();
  ast::Statements statement_block();
  ast::StatementPtr statement();
  ast::StatementPtr statement_core();
  ast::StatementPtr clear_statement();
  ast::StatementPtr raise_statement();
  ast::StatementPtr schedule_statement();
  ast::StatementPtr log_statement();
  ast::StatementPtr error_statement();
  ast::StatementPtr assignment();
  ast::EventTarget event_target();
  ast::LogLevel log_level();
  std::unique_ptr<ast::DomainIdentifier> persistent_variable();
  bool at_older_with() const;
  ast::Declarations older_with();

  bool synchronize();

  const Source& source_;
  Diagnostics& diagnostics_;
  std::vector<Token> tokens_;
  std::size_t index_ = 0;           // of the current token
  std::size_t resumed_at_ = 0;      // where parsing last began
  std::uint32_t previous_end_ = 0;  // end of the token before the current one
  std::uint32_t nesting_ = 0;
  std::uint32_t height_ = 0;  // of the highest tree built since it was last reset
};

}  // namespace pico::krl
