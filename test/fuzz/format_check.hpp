// SPDX-License-Identifier: MIT
//
// What must be true of each formatted source; for the fuzzer and the unit tests.
#pragma once

#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "krl/format/format.hpp"
#include "krl/syntax/ast_json.hpp"
#include "krl/syntax/lexer.hpp"
#include "krl/syntax/parser.hpp"
#include "krl/value/unicode.hpp"

namespace pico::fuzz {

/// The tree without the places in the source.
inline std::string tree_of(const krl::Source& source) {
  krl::Diagnostics diagnostics(source);
  const std::string json = krl::to_json(krl::parse(source, diagnostics), source);
  constexpr std::string_view kPlace = "\"loc\": {\"start\": ";
  std::string tree;
  for (size_t at = 0; at < json.size();) {
    const size_t place = std::min(json.find(kPlace, at), json.size());
    tree.append(json, at, place - at);
    at = place == json.size() ? place : json.find('}', place) + 1;
  }
  return tree;
}

/// The comments, which are what stands between tokens and is not blank. A comma that the formatter
/// leaves out is a token.
inline std::vector<std::string> comments_of(std::string_view text) {
  std::vector<std::string> comments;
  size_t gap = 0;
  for (const krl::Token& token : krl::lex(text)) {
    std::string_view rest = krl::trim(text.substr(gap, token.span.start - gap));
    while (!rest.empty()) {
      const bool is_line = rest.substr(0, 2) == "//";
      const size_t end =
          is_line ? std::min(rest.find_first_of("\n\r"), rest.size()) : rest.find("*/", 2) + 2;
      comments.emplace_back(krl::trim_trailing(rest.substr(0, end)));
      rest = krl::trim(rest.substr(end));
    }
    gap = token.span.end;
  }
  return comments;
}

/// What is wrong with how `text` is formatted; empty when nothing is, or when it has errors itself.
inline std::string flaw_of_format(const std::string& text) {
  const krl::Source source("", text);
  krl::Diagnostics diagnostics(source);
  const krl::Source formatted("", krl::format(source, diagnostics));
  if (diagnostics.has_errors()) {
    return formatted.text().empty() ? "" : "a broken source was formatted";
  }
  krl::Diagnostics none(formatted);
  krl::parse(formatted, none);
  if (none.has_errors()) return "an error came in: " + none.first_error()->message;
  if (tree_of(source) != tree_of(formatted)) return "the tree has changed";
  if (comments_of(text) != comments_of(formatted.text())) return "the comments have changed";
  krl::Diagnostics again(formatted);
  if (krl::format(formatted, again) != formatted.text()) return "formatting it again changes it";
  return "";
}

}  // namespace pico::fuzz
