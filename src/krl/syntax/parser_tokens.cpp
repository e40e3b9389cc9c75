// SPDX-License-Identifier: MIT
//
// The parser's hands: looking at tokens, taking them, names, and reporting what is wrong.
#include <algorithm>

#include "krl/syntax/hint.hpp"
#include "krl/syntax/parser_impl.hpp"

namespace pico::krl {

Parser::Nesting::Nesting(Parser& parser) : parser_(parser) {
  if (++parser_.nesting_ <= kMaxNesting) return;
  --parser_.nesting_;
  parser_.fail("Nested too deeply (more than " + std::to_string(kMaxNesting) + " levels)");
}

const Token& Parser::token(std::size_t ahead) const {
  return tokens_[std::min(index_ + ahead, tokens_.size() - 1)];
}

std::string_view Parser::text(const Token& token) const {
  return source_.text().substr(token.span.start, token.span.end - token.span.start);
}

bool Parser::at_word(std::string_view word, std::size_t ahead) const {
  return at(TokenKind::Symbol, ahead) && text(token(ahead)) == word;
}

bool Parser::at_identifier(std::size_t ahead) const {
  return at(TokenKind::Symbol, ahead) && token(ahead).word != WordClass::Reserved;
}

bool Parser::at_declaration() const { return at_identifier() && at(TokenKind::Equal, 1); }

/// Text that is no token is an error as soon as the parser reaches it, not when it is lexed.
void Parser::reject_unlexable() {
  if (at(TokenKind::Illegal)) fail("Unsupported characters");
  if (at(TokenKind::MissingClose)) {
    fail("Missing close " + std::string(missing_closer(text(token()))));
  }
}

void Parser::advance() {
  previous_end_ = token().span.end;
  if (index_ + 1 < tokens_.size()) ++index_;
  reject_unlexable();
}

bool Parser::accept(TokenKind kind) {
  if (!at(kind)) return false;
  advance();
  return true;
}

bool Parser::accept_word(std::string_view word) {
  if (!at_word(word)) return false;
  advance();
  return true;
}

Span Parser::expect(TokenKind kind) {
  if (!at(kind)) fail_expected(punctuation(kind));
  const Span span = token().span;
  advance();
  return span;
}

Span Parser::expect_word(std::string_view word) {
  if (!at_word(word)) fail_expected(word);
  const Span span = token().span;
  advance();
  return span;
}

ast::Name Parser::name_of_current() {
  ast::Name name{.value = std::string(text(token())), .loc = token().span};
  advance();
  return name;
}

ast::Name Parser::identifier() {
  if (!at_identifier()) fail("Expected Identifier");
  return name_of_current();
}

ast::Names Parser::identifiers() {
  ast::Names names;
  do {
    names.push_back(identifier());
  } while (accept(TokenKind::Comma));
  return names;
}

ast::Names Parser::parenthesized_identifiers() {
  expect(TokenKind::LeftParen);
  ast::Names names = identifiers();
  expect(TokenKind::RightParen);
  return names;
}

ast::Names Parser::optional_setting() {
  return accept_word("setting") ? parenthesized_identifiers() : ast::Names{};
}

/// The words of a ruleset id follow each other without a gap; a gap ends the id.
ast::RulesetId Parser::ruleset_id() {
  if (!at(TokenKind::Symbol)) fail("Expected RulesetID");
  const std::uint32_t start = token().span.start;
  const auto follows_directly = [&] { return token().span.start == previous_end_; };
  advance();
  while ((at(TokenKind::Dot) || at(TokenKind::Minus)) && follows_directly()) {
    const std::string separator(text(token()));
    advance();
    if (!at(TokenKind::Symbol) || !follows_directly()) {
      const Span blank{previous_end_, token().span.start};
      fail_at(follows_directly() ? token().span : blank,
              "RulesetID cannot end with a `" + separator +
                  "`\nValid ruleset IDs are reverse domain name. i.e. "
                  "`io.picolabs.some.cool.name`");
    }
    advance();
  }
  const Span loc = since(start);
  return {.value = std::string(source_.text().substr(loc.start, loc.end - loc.start)), .loc = loc};
}

void Parser::fail(std::string message) { fail_at(token().span, std::move(message)); }

void Parser::fail_at(Span span, std::string message) {
  std::string hint = hint_for(message, TokenView{source_.text(), tokens_, index_});
  diagnostics_.add_error(Phase::Parse, "ParseError", std::move(message), span, std::move(hint));
  throw Failure{};
}

void Parser::fail_expected(std::string_view what) { fail("Expected `" + std::string(what) + "`"); }

void Parser::warn(std::string message, Span span) {
  diagnostics_.add_warning(Phase::Parse, std::move(message), span);
}

void Parser::grow(std::uint32_t height_of_other_part) {
  height_ = std::max(height_, height_of_other_part) + 1;
  if (height_ <= kMaxTreeDepth) return;
  fail("Too many operators in one expression (more than " + std::to_string(kMaxTreeDepth) +
       " levels)");
}

}  // namespace pico::krl
