// SPDX-License-Identifier: MIT
//
// Tokens of KRL and the lexer that finds them (krl-language section 1).
// Lexing never fails: text that cannot be a token becomes an Illegal or MissingClose token, and the
// parser complains only if it gets that far. Blanks and comments leave no token; where they matter
// (inside a ruleset id) the gap between two tokens shows them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "krl/text/source.hpp"

namespace pico::krl {

enum class TokenKind : std::uint8_t {
  Symbol,
  Number,
  String,
  RegExp,
  ChevronOpen,    // <<
  ChevronString,  // raw text of a chevron, never empty
  BeestingOpen,   // #{
  BeestingClose,  // the } that ends a beesting
  ChevronClose,   // >>
  LessEqualGreater,
  LessEqual,
  Less,
  BarBar,
  Bar,
  EqualEqual,
  Arrow,  // =>
  Equal,
  ColonEqual,
  Colon,
  GreaterEqual,
  GreaterLess,
  Greater,
  AmpAmp,
  BangEqual,
  LeftParen,
  RightParen,
  LeftBrace,
  RightBrace,
  LeftBracket,
  RightBracket,
  Comma,
  Slash,
  Dot,
  Minus,
  Percent,
  Plus,
  Semicolon,
  Star,
  Illegal,
  MissingClose,  // an unclosed comment, string or regular expression, up to the end of the text
  End,           // after the last character; empty
};

/// What a Symbol may be used for (krl-language section 1.2).
enum class WordClass : std::uint8_t {
  Ordinary,
  Reserved,  // never an identifier
  Infix,     // `like`, `cmp`
  Event,     // operators of event expressions
};

struct Token {
  TokenKind kind = TokenKind::End;
  WordClass word = WordClass::Ordinary;  // of a Symbol
  Span span;
};

/// All tokens of `text`, the last of which is End.
std::vector<Token> lex(std::string_view text);

/// The class of a token as the reference names it in messages, e.g. "SYMBOL" or "RAW".
std::string_view class_name(TokenKind kind);

/// The text of a token that is always written the same way, e.g. "=>"; empty for other kinds.
std::string_view punctuation(TokenKind kind);

/// What closes the unclosed `text` of a MissingClose token: `*/`, `"` or `#`.
std::string_view missing_closer(std::string_view text);

/// The value of a Number token. Too many digits give infinity, as in JavaScript.
double number_value(std::string_view text);

/// The value of a String token, given with its quotes (section 1.4).
std::string string_value(std::string_view text);

/// The value of a ChevronString token (section 1.5).
std::string chevron_value(std::string_view text);

/// Pattern and flags of a RegExp token (section 1.6); the flags are not checked.
struct RegExpParts {
  std::string pattern;
  std::string flags;
};
RegExpParts regexp_parts(std::string_view text);

}  // namespace pico::krl
