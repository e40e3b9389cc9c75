// SPDX-License-Identifier: MIT
//
// Tokens and comments: see token_reader.hpp.
#include "krl/format/token_reader.hpp"

#include <utility>

#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

bool closes_list(TokenKind kind) {
  return kind == TokenKind::RightParen || kind == TokenKind::RightBracket ||
         kind == TokenKind::RightBrace;
}

}  // namespace

TokenReader::TokenReader(const Source& source) : text_(source.text()), tokens_(lex(text_)) {
  drop_trailing_commas();
  match_parentheses();
  read_gap();
}

bool TokenReader::at_word(std::string_view word) const {
  return at(TokenKind::Symbol) && text(token().span.start, token().span.end) == word;
}

std::string_view TokenReader::text(std::uint32_t start, std::uint32_t end) const {
  return text_.substr(start, end - start);
}

bool TokenReader::at_parenthesis_around(std::uint32_t place) const {
  return at(TokenKind::LeftParen) && tokens_[partners_[index_]].span.start >= place;
}

TokenKind TokenReader::previous() const {
  return index_ == 0 ? TokenKind::End : tokens_[index_ - 1].kind;
}

void TokenReader::advance() {
  ++index_;
  read_gap();
}

std::string_view TokenReader::take_chevron() {
  const std::uint32_t start = token().span.start;
  std::size_t depth = 0;
  do {
    if (at(TokenKind::ChevronOpen)) ++depth;
    if (at(TokenKind::ChevronClose)) --depth;
    ++index_;
  } while (depth > 0);
  read_gap();
  return text(start, tokens_[index_ - 1].span.end);
}

std::uint32_t TokenReader::line_ends_ahead() const {
  return has_comment() ? comment().line_ends_before : line_ends_before_token_;
}

void TokenReader::drop_trailing_commas() {
  std::vector<Token> kept;
  kept.reserve(tokens_.size());
  for (const Token& next : tokens_) {
    if (closes_list(next.kind) && !kept.empty() && kept.back().kind == TokenKind::Comma) {
      kept.pop_back();
    }
    kept.push_back(next);
  }
  tokens_ = std::move(kept);
}

void TokenReader::match_parentheses() {
  partners_.resize(tokens_.size());
  std::vector<std::size_t> open;
  for (std::size_t index = 0; index < tokens_.size(); ++index) {
    if (tokens_[index].kind == TokenKind::LeftParen) open.push_back(index);
    if (tokens_[index].kind != TokenKind::RightParen) continue;
    partners_[open.back()] = static_cast<std::uint32_t>(index);
    open.pop_back();
  }
}

/// Finds the comments between the token before and the current one. What else stands there is
/// blanks and maybe a dropped comma.
void TokenReader::read_gap() {
  const std::uint32_t start = index_ == 0 ? 0 : tokens_[index_ - 1].span.end;
  const std::string_view gap = text(start, token().span.start);
  comments_.clear();
  next_comment_ = 0;
  std::uint32_t line_ends = 0;
  for (std::size_t at = 0; at < gap.size();) {
    if (gap[at] == '/') {
      comments_.push_back(read_comment(gap.substr(at)));
      comments_.back().line_ends_before = std::exchange(line_ends, 0);
      at += comments_.back().text.size();
      continue;
    }
    const bool is_line_end = gap[at] == '\n' || (gap[at] == '\r' && gap.substr(at + 1, 1) != "\n");
    if (is_line_end) ++line_ends;
    ++at;
  }
  line_ends_before_token_ = line_ends;
}

Comment TokenReader::read_comment(std::string_view gap) const {
  if (gap.substr(0, 2) == "//") {
    return {.text = trim_trailing(gap.substr(0, gap.find_first_of("\n\r"))), .is_line = true};
  }
  return {.text = gap.substr(0, gap.find("*/", 2) + 2)};
}

}  // namespace pico::krl
