// SPDX-License-Identifier: MIT
//
// The lexer: one loop over the text with a stack of open chevrons, since the text of a chevron is
// raw while its beestings hold ordinary tokens, which may open further chevrons.
#include "krl/syntax/lexer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>
#include <limits>
#include <system_error>

namespace pico::krl {

namespace {

struct Punctuation {
  std::string_view text;
  TokenKind kind;
};

/// In the order of the specification: the first hit wins, so longer ones stand first.
constexpr std::array kPunctuation = {
    Punctuation{"<=>", TokenKind::LessEqualGreater},
    Punctuation{"<=", TokenKind::LessEqual},
    Punctuation{"<", TokenKind::Less},
    Punctuation{"||", TokenKind::BarBar},
    Punctuation{"|", TokenKind::Bar},
    Punctuation{"==", TokenKind::EqualEqual},
    Punctuation{"=>", TokenKind::Arrow},
    Punctuation{"=", TokenKind::Equal},
    Punctuation{":=", TokenKind::ColonEqual},
    Punctuation{":", TokenKind::Colon},
    Punctuation{">=", TokenKind::GreaterEqual},
    Punctuation{"><", TokenKind::GreaterLess},
    Punctuation{">", TokenKind::Greater},
    Punctuation{"&&", TokenKind::AmpAmp},
    Punctuation{"!=", TokenKind::BangEqual},
    Punctuation{"(", TokenKind::LeftParen},
    Punctuation{")", TokenKind::RightParen},
    Punctuation{"{", TokenKind::LeftBrace},
    Punctuation{"}", TokenKind::RightBrace},
    Punctuation{"[", TokenKind::LeftBracket},
    Punctuation{"]", TokenKind::RightBracket},
    Punctuation{",", TokenKind::Comma},
    Punctuation{"/", TokenKind::Slash},
    Punctuation{".", TokenKind::Dot},
    Punctuation{"-", TokenKind::Minus},
    Punctuation{"%", TokenKind::Percent},
    Punctuation{"+", TokenKind::Plus},
    Punctuation{";", TokenKind::Semicolon},
    Punctuation{"*", TokenKind::Star},
};

struct Word {
  std::string_view text;
  WordClass word;
};

constexpr std::array kWords = {
    Word{"defaction", WordClass::Reserved}, Word{"function", WordClass::Reserved},
    Word{"return", WordClass::Reserved},    Word{"not", WordClass::Reserved},
    Word{"setting", WordClass::Reserved},   Word{"null", WordClass::Reserved},
    Word{"true", WordClass::Reserved},      Word{"false", WordClass::Reserved},
    Word{"like", WordClass::Infix},         Word{"cmp", WordClass::Infix},
    Word{"and", WordClass::Event},          Word{"or", WordClass::Event},
    Word{"before", WordClass::Event},       Word{"then", WordClass::Event},
    Word{"after", WordClass::Event},        Word{"between", WordClass::Event},
    Word{"any", WordClass::Event},          Word{"count", WordClass::Event},
    Word{"repeat", WordClass::Event},
};

WordClass classify(std::string_view text) {
  for (const Word& word : kWords) {
    if (word.text == text) return word.word;
  }
  return WordClass::Ordinary;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool begins_symbol(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}

bool is_flag(char c) { return c == 'g' || c == 'i' || c == 'm'; }

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) {
      if (in_chevron_text()) {
        lex_chevron_text();
      } else if (const std::size_t blank = blank_length()) {
        at_ += blank;
      } else {
        lex_token();
      }
    }
    add(TokenKind::End, at_);
    return std::move(tokens_);
  }

 private:
  /// An open chevron: in its text, or in a beesting with `open_braces` braces still open.
  struct OpenChevron {
    bool in_beesting = false;
    std::uint32_t open_braces = 0;
  };

  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }

  bool looking_at(std::string_view expected) const {
    return text_.substr(at_, expected.size()) == expected;
  }

  /// Adds the token from the current place up to `end` and moves there.
  void add(TokenKind kind, std::size_t end) {
    Token token{.kind = kind,
                .span = {static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(end)}};
    if (kind == TokenKind::Symbol) token.word = classify(text_.substr(at_, end - at_));
    tokens_.push_back(token);
    at_ = end;
  }

  bool in_chevron_text() const { return !chevrons_.empty() && !chevrons_.back().in_beesting; }

  /// Length of the white space character here (JavaScript's \s), 0 if there is none.
  std::size_t blank_length() const {
    const char c = peek();
    if (c == ' ' || (c >= '\t' && c <= '\r')) return 1;
    if (looking_at("\u00A0")) return 2;
    if (looking_at("\uFEFF") || looking_at("\u1680") || looking_at("\u2028") ||
        looking_at("\u2029") || looking_at("\u202F") || looking_at("\u205F") ||
        looking_at("\u3000")) {
      return 3;
    }
    // U+2000 to U+200A are E2 80 80 to E2 80 8A.
    const auto third = static_cast<unsigned char>(peek(2));
    if (looking_at("\xE2\x80") && third >= 0x80 && third <= 0x8A) return 3;
    return 0;
  }

  void lex_token() {
    const char c = peek();
    if (looking_at("//")) {
      at_ = std::min(text_.find_first_of("\n\r", at_), text_.size());
    } else if (looking_at("/*")) {
      lex_block_comment();
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      lex_number();
    } else if (c == '"') {
      lex_string();
    } else if (looking_at("re#")) {
      lex_regexp();
    } else if (looking_at("<<")) {
      add(TokenKind::ChevronOpen, at_ + 2);
      chevrons_.push_back({});
    } else if (begins_symbol(c)) {
      std::size_t end = at_ + 1;
      while (end < text_.size() && (begins_symbol(text_[end]) || is_digit(text_[end]))) ++end;
      add(TokenKind::Symbol, end);
    } else {
      lex_punctuation();
    }
  }

  void lex_block_comment() {
    const std::size_t close = text_.find("*/", at_ + 2);
    if (close == std::string_view::npos) return add(TokenKind::MissingClose, text_.size());
    at_ = close + 2;
  }

  void lex_number() {
    std::size_t end = at_;
    while (end < text_.size() && is_digit(text_[end])) ++end;
    if (end + 1 < text_.size() && text_[end] == '.' && is_digit(text_[end + 1])) {
      ++end;
      while (end < text_.size() && is_digit(text_[end])) ++end;
    }
    add(TokenKind::Number, end);
  }

  /// The place of the first `closer` at or after `from` that no backslash protects, or npos.
  std::size_t find_unprotected(char closer, std::size_t from) const {
    while (from < text_.size() && text_[from] != closer) from += text_[from] == '\\' ? 2 : 1;
    return from < text_.size() ? from : std::string_view::npos;
  }

  void lex_string() {
    const std::size_t close = find_unprotected('"', at_ + 1);
    if (close == std::string_view::npos) return add(TokenKind::MissingClose, text_.size());
    add(TokenKind::String, close + 1);
  }

  void lex_regexp() {
    const std::size_t close = find_unprotected('#', at_ + 3);
    if (close == std::string_view::npos) return add(TokenKind::MissingClose, text_.size());
    std::size_t end = close + 1;
    while (end < text_.size() && is_flag(text_[end])) ++end;
    add(TokenKind::RegExp, end);
  }

  void lex_chevron_text() {
    std::size_t end = at_;
    const auto at_delimiter = [&] {
      return text_.substr(end, 2) == ">>" || text_.substr(end, 2) == "#{";
    };
    while (end < text_.size() && !at_delimiter()) end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end, text_.size());
    if (end > at_) add(TokenKind::ChevronString, end);
    if (looking_at(">>")) {
      add(TokenKind::ChevronClose, at_ + 2);
      chevrons_.pop_back();
    } else if (looking_at("#{")) {
      add(TokenKind::BeestingOpen, at_ + 2);
      chevrons_.back() = {.in_beesting = true, .open_braces = 0};
    }
  }

  void lex_punctuation() {
    const auto found = std::find_if(kPunctuation.begin(), kPunctuation.end(),
                                    [&](const Punctuation& p) { return looking_at(p.text); });
    if (found == kPunctuation.end()) return lex_illegal();
    if (!chevrons_.empty()) {
      OpenChevron& chevron = chevrons_.back();
      if (found->kind == TokenKind::LeftBrace) ++chevron.open_braces;
      if (found->kind == TokenKind::RightBrace) {
        if (chevron.open_braces == 0) {
          chevron.in_beesting = false;
          return add(TokenKind::BeestingClose, at_ + 1);
        }
        --chevron.open_braces;
      }
    }
    add(found->kind, at_ + found->text.size());
  }

  void lex_illegal() {
    std::size_t end = at_ + 1;
    if (!is_continuation(peek())) {
      while (end < text_.size() && end < at_ + 4 && is_continuation(text_[end])) ++end;
    }
    add(TokenKind::Illegal, end);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::vector<OpenChevron> chevrons_;
};

/// `text` with the backslash removed from each of `escapes` (a backslash and what follows it).
/// Any other backslash stays, together with the character that it protects.
std::string unescape(std::string_view text, std::initializer_list<std::string_view> escapes) {
  std::string value;
  value.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = text[at] == '\\' ? 2 : 1;
    for (std::string_view escape : escapes) {
      if (text.substr(at, escape.size()) != escape) continue;
      ++at;
      length = escape.size() - 1;
      break;
    }
    value += text.substr(at, length);
    at += length;
  }
  return value;
}

}  // namespace

std::vector<Token> lex(std::string_view text) { return Lexer(text).run(); }

std::string_view class_name(TokenKind kind) {
  switch (kind) {
    case TokenKind::Symbol:
      return "SYMBOL";
    case TokenKind::Number:
      return "NUMBER";
    case TokenKind::String:
      return "STRING";
    case TokenKind::RegExp:
      return "REGEXP";
    case TokenKind::ChevronOpen:
      return "CHEVRON-OPEN";
    case TokenKind::ChevronString:
      return "CHEVRON-STRING";
    case TokenKind::BeestingOpen:
      return "CHEVRON-BEESTING-OPEN";
    case TokenKind::BeestingClose:
      return "CHEVRON-BEESTING-CLOSE";
    case TokenKind::ChevronClose:
      return "CHEVRON-CLOSE";
    case TokenKind::Illegal:
      return "ILLEGAL";
    case TokenKind::MissingClose:
      return "MISSING-CLOSE";
    case TokenKind::End:
      return "WHITESPACE";
    case TokenKind::LessEqualGreater:
    case TokenKind::LessEqual:
    case TokenKind::Less:
    case TokenKind::BarBar:
    case TokenKind::Bar:
    case TokenKind::EqualEqual:
    case TokenKind::Arrow:
    case TokenKind::Equal:
    case TokenKind::ColonEqual:
    case TokenKind::Colon:
    case TokenKind::GreaterEqual:
    case TokenKind::GreaterLess:
    case TokenKind::Greater:
    case TokenKind::AmpAmp:
    case TokenKind::BangEqual:
    case TokenKind::LeftParen:
    case TokenKind::RightParen:
    case TokenKind::LeftBrace:
    case TokenKind::RightBrace:
    case TokenKind::LeftBracket:
    case TokenKind::RightBracket:
    case TokenKind::Comma:
    case TokenKind::Slash:
    case TokenKind::Dot:
    case TokenKind::Minus:
    case TokenKind::Percent:
    case TokenKind::Plus:
    case TokenKind::Semicolon:
    case TokenKind::Star:
      break;
  }
  return "RAW";
}

std::string_view punctuation(TokenKind kind) {
  const auto found = std::find_if(kPunctuation.begin(), kPunctuation.end(),
                                  [&](const Punctuation& p) { return p.kind == kind; });
  return found == kPunctuation.end() ? std::string_view() : found->text;
}

std::string_view missing_closer(std::string_view text) {
  if (text.substr(0, 2) == "/*") return "*/";
  return text.substr(0, 1) == "\"" ? "\"" : "#";
}

double number_value(std::string_view text) {
  double value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc::result_out_of_range) return value;
  const std::string_view whole = text.substr(0, text.find('.'));
  const bool is_huge = whole.find_first_not_of('0') != std::string_view::npos;
  return is_huge ? std::numeric_limits<double>::infinity() : 0;
}

std::string string_value(std::string_view text) {
  return unescape(text.substr(1, text.size() - 2), {"\\\"", "\\\\"});
}

std::string chevron_value(std::string_view text) { return unescape(text, {"\\>", "\\#{", "\\\\"}); }

RegExpParts regexp_parts(std::string_view text) {
  const std::size_t close = text.rfind('#');
  return {.pattern = unescape(text.substr(3, close - 3), {"\\#"}),
          .flags = std::string(text.substr(close + 1))};
}

}  // namespace pico::krl
