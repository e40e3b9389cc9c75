// SPDX-License-Identifier: MIT
//
// Entry of the parser, and how it goes on after an error.
#include "krl/syntax/parser.hpp"

#include <algorithm>

#include "krl/syntax/parser_impl.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

Parser::Parser(const Source& source, Diagnostics& diagnostics)
    : source_(source), diagnostics_(diagnostics), tokens_(lex(source.text())) {}

Parsed Parser::run() {
  const std::size_t errors_before = diagnostics_.error_count();
  const auto attempt = [](auto&& parse) {
    try {
      parse();
      return true;
    } catch (const Failure&) {
      return false;
    }
  };

  Parsed parsed;
  if (at_word("ruleset")) {
    parsed.ruleset = std::make_unique<ast::Ruleset>();
    ast::Ruleset& ruleset = *parsed.ruleset;
    bool is_done = attempt([&] {
      ruleset_header(ruleset);
      ordered_sections(ruleset);
      ruleset_end(ruleset);
    });
    while (!is_done && synchronize()) {
      is_done = attempt([&] {
        remaining_sections(ruleset);
        ruleset_end(ruleset);
      });
    }
  } else {
    attempt([&] {
      reject_unlexable();
      statements(parsed.statements);
    });
  }
  if (diagnostics_.error_count() > errors_before) return {};
  return parsed;
}

std::unique_ptr<ast::Function> Parser::run_body() {
  auto function = std::make_unique<ast::Function>(Span{});
  try {
    reject_unlexable();
    function_body(*function);
    expect_end();
    return function;
  } catch (const Failure&) {
    return nullptr;
  }
}

/// Moves to the next beginning of a section after an error; false if there is none. A section may
/// begin one token before the error, when a missing brace made the parser read `rule` as a name.
bool Parser::synchronize() {
  const std::size_t behind = index_ > 0 ? index_ - 1 : 0;
  for (index_ = std::max(behind, resumed_at_ + 1); !at(TokenKind::End); ++index_) {
    const bool begins_rule =
        at_word("rule") && at_identifier(1) && (at(TokenKind::LeftBrace, 2) || at_word("is", 2));
    const bool begins_block = (at_word("meta") || at_word("global")) && at(TokenKind::LeftBrace, 1);
    if (!begins_rule && !begins_block) continue;
    resumed_at_ = index_;
    nesting_ = 0;
    height_ = 0;
    return true;
  }
  return false;
}

namespace {

/// The first line with bytes that are not UTF-8. The text has one.
Span find_invalid_line(const Source& source) {
  const std::string_view text = source.text();
  std::uint32_t start = 0;
  for (;;) {
    const auto length =
        static_cast<std::uint32_t>(std::min(text.find('\n', start), text.size())) - start;
    if (!is_valid_utf8(text.substr(start, length))) return {start, start + length};
    start += length + 1;
  }
}

/// Whether the parser can begin with it.
bool is_readable(const Source& source, Diagnostics& diagnostics) {
  if (source.text().size() > kMaxSourceBytes) {
    diagnostics.add_error(Phase::Parse, "ParseError",
                          "The source is longer than " + std::to_string(kMaxSourceBytes) + " bytes",
                          Span{});
    return false;
  }
  // Values are valid UTF-8 from here on; nothing behind the parser has to look again.
  if (!is_valid_utf8(source.text())) {
    diagnostics.add_error(Phase::Parse, "ParseError", "The source is not valid UTF-8",
                          find_invalid_line(source));
    return false;
  }
  return true;
}

}  // namespace

Parsed parse(const Source& source, Diagnostics& diagnostics) {
  if (!is_readable(source, diagnostics)) return {};
  return Parser(source, diagnostics).run();
}

std::unique_ptr<ast::Function> parse_body(const Source& source, Diagnostics& diagnostics) {
  if (!is_readable(source, diagnostics)) return nullptr;
  return Parser(source, diagnostics).run_body();
}

bool is_variable_name(std::string_view name) {
  const std::vector<Token> tokens = lex(name);
  const Token& word = tokens.front();
  return word.kind == TokenKind::Symbol && word.word != WordClass::Reserved &&
         word.span == Span{0, static_cast<std::uint32_t>(name.size())};
}

}  // namespace pico::krl
