// SPDX-License-Identifier: MIT
//
// Entries and what stays of them: see notebook.hpp.
#include "tool/notebook.hpp"

#include "krl/syntax/lexer.hpp"
#include "krl/syntax/parser.hpp"

namespace pico::tool {
namespace {

/// Whether a parser that came to the end of the text would have gone on.
bool wants_more(const krl::Diagnostic& error, const krl::Source& source) {
  return error.span.end >= source.text().size();
}

/// Declarations with what keeps them from going on in the next one.
std::string with_end(std::string_view declarations) {
  const std::vector<krl::Token> tokens = krl::lex(declarations);
  std::string text(declarations);
  text += '\n';  // ends a comment
  const bool has_end =
      tokens.size() > 1 && tokens[tokens.size() - 2].kind == krl::TokenKind::Semicolon;
  if (!has_end) text += ";\n";
  return text;
}

}  // namespace

Entry read_entry(const std::string& text) {
  // Behind the line end only what is not there yet can be missed.
  const krl::Source source("", text + "\n");
  krl::Diagnostics diagnostics(source);
  const krl::Parsed parsed = krl::parse(source, diagnostics);
  if (const krl::Diagnostic* error = diagnostics.first_error()) {
    const bool is_incomplete = wants_more(*error, source);
    return {.kind = is_incomplete ? Entry::Kind::Incomplete : Entry::Kind::Source,
            .definitions = {},
            .names = {}};
  }
  if (parsed.ruleset != nullptr) return {};

  Entry entry{.kind = Entry::Kind::Definitions, .definitions = {}, .names = {}};
  size_t end = text.size();
  for (const auto& statement : parsed.statements) {
    if (statement->kind != krl::ast::StatementKind::Declaration) {
      entry.kind = Entry::Kind::Source;
      end = statement->loc.start;
      break;
    }
    entry.names.push_back(krl::ast::as<krl::ast::Declaration>(*statement).name.value);
  }
  if (!entry.names.empty()) entry.definitions = with_end(std::string_view(text).substr(0, end));
  return entry;
}

void Notebook::add(const Entry& entry) {
  definitions_ += entry.definitions;
  names_.insert(names_.end(), entry.names.begin(), entry.names.end());
}

void Notebook::clear() {
  definitions_.clear();
  names_.clear();
}

}  // namespace pico::tool
