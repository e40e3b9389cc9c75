// SPDX-License-Identifier: MIT
//
// The formatter's hands: taking tokens, and the comments and breaks between them.
#include "krl/format/formatter.hpp"

namespace pico::krl {

namespace {

bool is_opening(TokenKind kind) {
  return kind == TokenKind::LeftParen || kind == TokenKind::LeftBracket ||
         kind == TokenKind::LeftBrace;
}

bool is_closing(TokenKind kind) {
  return kind == TokenKind::RightParen || kind == TokenKind::RightBracket ||
         kind == TokenKind::RightBrace;
}

/// Whether no blank belongs between a comment and this token.
bool follows_directly(TokenKind kind) {
  return is_closing(kind) || kind == TokenKind::Comma || kind == TokenKind::Semicolon ||
         kind == TokenKind::Dot;
}

}  // namespace

/// Puts the current token, after the comments before it.
void Formatter::take() {
  comments();
  if (is_after_comment_ && !follows_directly(tokens_.token().kind)) space();
  is_after_comment_ = false;
  if (at(TokenKind::ChevronOpen)) return layout_.text(tokens_.take_chevron());
  const Span span = tokens_.token().span;
  layout_.text(tokens_.text(span.start, span.end));
  tokens_.advance();
}

/// Takes the tokens up to a place in the source, without blanks between them.
void Formatter::take_up_to(std::uint32_t end) {
  while (tokens_.token().span.start < end) take();
}

/// Takes the word and a blank, if it is the current token.
bool Formatter::take_word(std::string_view word) {
  if (!at_word(word)) return false;
  take();
  space();
  return true;
}

void Formatter::take_optional(TokenKind kind) {
  if (at(kind)) take();
}

/// The breaks give the place of the break in the layout.
std::size_t Formatter::line() {
  trailing_comments();
  layout_.line();
  return layout_.size() - 1;
}

/// A break between members of a list, which keeps a blank line between them.
std::size_t Formatter::member_line() {
  trailing_comments();
  tokens_.line_ends_ahead() > 1 ? layout_.line_apart() : layout_.line();
  return layout_.size() - 1;
}

std::size_t Formatter::soft_line() {
  trailing_comments();
  layout_.soft_line();
  return layout_.size() - 1;
}

std::size_t Formatter::fill_line() {
  trailing_comments();
  layout_.fill_line();
  return layout_.size() - 1;
}

std::size_t Formatter::fresh_line() {
  trailing_comments();
  layout_.fresh_line();
  return layout_.size() - 1;
}

void Formatter::blank_line() {
  trailing_comments();
  layout_.blank_line();
}

/// A new line, after a blank one if there are any in the source.
void Formatter::separator() {
  trailing_comments();
  tokens_.line_ends_ahead() > 1 ? layout_.blank_line() : layout_.fresh_line();
}

void Formatter::end_block(bool has_items) {
  trailing_comments();
  if (has_items || tokens_.has_comment()) fresh_line();
  comments();
  layout_.end_indent();
  take();
}

void Formatter::put_comment() {
  const Comment& comment = tokens_.comment();
  comment.is_line ? layout_.line_comment(comment.text) : layout_.text(comment.text);
  is_after_comment_ = true;
  tokens_.take_comment();
}

/// The comments in the line of the last token.
void Formatter::trailing_comments() {
  const TokenKind before = tokens_.previous();
  if (before == TokenKind::End) return;
  while (tokens_.has_comment() && tokens_.comment().line_ends_before == 0) {
    const bool is_first_in_list =
        (before == TokenKind::LeftParen || before == TokenKind::LeftBracket) && !is_after_comment_;
    if (!is_first_in_list || tokens_.comment().is_line) space();
    put_comment();
  }
}

/// All comments before the current token: those in lines of their own stay in such lines.
void Formatter::comments() {
  trailing_comments();
  if (!tokens_.has_comment()) return;
  bool may_skip_line = !is_opening(tokens_.previous());
  while (tokens_.has_comment()) {
    const std::uint32_t line_ends = tokens_.comment().line_ends_before;
    if (line_ends == 0) space();
    if (line_ends > 0) line_ends > 1 && may_skip_line ? layout_.blank_line() : layout_.fresh_line();
    put_comment();
    may_skip_line = true;
  }
  const std::uint32_t line_ends = tokens_.line_ends_ahead();
  const TokenKind kind = tokens_.token().kind;
  if (line_ends == 0) return;
  is_after_comment_ = false;
  const bool is_last = is_closing(kind) || kind == TokenKind::End;
  line_ends > 1 && !is_last ? layout_.blank_line() : layout_.fresh_line();
}

}  // namespace pico::krl
