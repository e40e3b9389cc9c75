// SPDX-License-Identifier: MIT
//
// The tokens of a correct source one after the other, each with the comments before it, which the
// lexer passes over. A comma before a closing bracket is passed over as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "krl/syntax/lexer.hpp"
#include "krl/text/source.hpp"

namespace pico::krl {

struct Comment {
  std::string_view text;  // without blanks at its end
  bool is_line = false;   // `//`
  std::uint32_t line_ends_before = 0;
};

class TokenReader {
 public:
  /// `source` must outlive this object and what it hands out.
  explicit TokenReader(const Source& source);

  [[nodiscard]] const Token& token() const { return tokens_[index_]; }
  [[nodiscard]] bool at(TokenKind kind) const { return token().kind == kind; }
  [[nodiscard]] bool at_word(std::string_view word) const;
  /// The source from a token's beginning to another's end.
  [[nodiscard]] std::string_view text(std::uint32_t start, std::uint32_t end) const;
  /// Whether the current token is a parenthesis whose partner stands at or after `place`.
  [[nodiscard]] bool at_parenthesis_around(std::uint32_t place) const;
  /// The kind of the token before the current one; End before the first.
  [[nodiscard]] TokenKind previous() const;
  void advance();
  /// From the beginning of a chevron to the token behind its end; gives its text.
  std::string_view take_chevron();

  /// What stands before the current token and is not yet taken.
  [[nodiscard]] bool has_comment() const { return next_comment_ < comments_.size(); }
  [[nodiscard]] const Comment& comment() const { return comments_[next_comment_]; }
  void take_comment() { ++next_comment_; }
  /// The line ends before the next comment or, where there is none, the current token.
  [[nodiscard]] std::uint32_t line_ends_ahead() const;

 private:
  void drop_trailing_commas();
  void match_parentheses();
  void read_gap();
  Comment read_comment(std::string_view gap) const;

  std::string_view text_;
  std::vector<Token> tokens_;
  std::vector<std::uint32_t> partners_;  // of each token: that of an opening parenthesis
  std::size_t index_ = 0;
  std::vector<Comment> comments_;  // between the token before and the current one
  std::size_t next_comment_ = 0;
  std::uint32_t line_ends_before_token_ = 0;
};

}  // namespace pico::krl
