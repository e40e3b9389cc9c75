// SPDX-License-Identifier: MIT
//
// One function for each kind of message. They see only the tokens around the error: what is meant
// is guessed, and nothing is said where the guess would be weak.
#include "krl/syntax/hint.hpp"

#include <algorithm>
#include <array>

namespace pico::krl {

std::string_view TokenView::text(std::ptrdiff_t offset) const {
  const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(index) + offset;
  if (at < 0 || at >= static_cast<std::ptrdiff_t>(tokens.size())) return {};
  const Span span = tokens[static_cast<std::size_t>(at)].span;
  return source.substr(span.start, span.end - span.start);
}

namespace {

/// Words and signs of other languages and of the first KRL, with what they are called today.
struct Replacement {
  std::string_view written;
  std::string_view hint;
};

constexpr std::array kReplacements = {
    Replacement{"!", "write `not` for negation"},
    Replacement{"?", "a conditional is written `test => then | else`"},
    Replacement{"'", "strings are written with double quotes"},
    Replacement{"&", "write `&&`, or `.band(n)` for bits"},
    Replacement{"^", "write `.bxor(n)` for bits"},
    Replacement{"eq", "write `==`"},
    Replacement{"neq", "write `!=`"},
    Replacement{"sharing", "list the functions: `shares name, name`"},
    Replacement{"dispatch", "there is no dispatch section any more; leave it out"},
};

std::string replacement(std::string_view written) {
  const auto found = std::find_if(kReplacements.begin(), kReplacements.end(),
                                  [&](const Replacement& r) { return r.written == written; });
  return found == kReplacements.end() ? std::string() : std::string(found->hint);
}

/// A classic regular expression `re/pattern/` among the last tokens.
bool has_classic_regexp(const TokenView& view) {
  constexpr std::ptrdiff_t kReach = 12;
  for (std::ptrdiff_t offset = -kReach; offset <= 0; ++offset) {
    if (view.text(offset) == "re" && view.text(offset + 1) == "/") return true;
  }
  return false;
}

std::string declaration_hint(const TokenView& view) {
  const std::string_view first = view.text();
  const std::string_view second = view.text(1);
  const std::string name(first);
  if (first == "set" && view.text(2) == ":") {
    return "write `" + std::string(second) + ":" + std::string(view.text(3)) + " := value`";
  }
  if (first == "function") return "write `name = function(...) { ... }`";
  if (first == "if") return "a guard follows its statement: `statement if condition`";
  if (first == "on") return "the only guard with `on` is `on final`";
  if (first == "for") return "`for` stands before `attributes`";
  if (first == ";") return "at most one `;` follows a declaration";
  if (second == ":=") return "write `" + name + " = value`; `:=` is for `ent:` variables";
  if (second == ":" && view.text(3) == ":=") return "`ent:` is written in a rule's postlude";
  if (second == "(") {
    return "a call cannot stand alone: write `name = " + name +
           "(...)`; actions stand before "
           "the postlude";
  }
  if (second == "." || second == "{" || second == "[") {
    return "a value cannot stand alone: write `name = value`";
  }
  return replacement(first);
}

std::string assignment_hint(const TokenView& view) {
  if (view.text() == "[") return "write the path in braces: `ent:name{key} := value`";
  if (view.text() == ".") return "write the path in braces: `ent:name{key} := value`";
  if (view.text() == "{") return "write one path: `ent:name{[\"a\", \"b\"]} := value`";
  if (view.text() == "=") return "`ent:` variables are assigned with `:=`";
  return {};
}

std::string open_paren_hint(const TokenView& view) {
  if (view.text() == "=") return "names are declared in `pre { name = value }`";
  if (view.text(-1) == "set") return "write `ent:name := value` in the postlude";
  if (view.text(-1) == "setting") return "write the names in parentheses: `setting(name)`";
  if (view.text(-1) == "select") return "a rule has one `select`";
  if (view.text(-1) == "foreach") return "`foreach` stands before `pre`";
  if (view.text(-1) == "rule") return "a `}` may be missing before this rule";
  return {};
}

std::string close_brace_hint(const TokenView& view) {
  if (view.text() == "else") {
    return "write the other case in the postlude, `notfired { ... }`, or use `choose`";
  }
  if (view.text() == "fired" || view.text() == "notfired") {
    return "the other case of a postlude is `else { ... }`";
  }
  if (view.text() == "always") return "after `fired` or `notfired` write `finally { ... }`";
  if (view.text() == "pre") return "`pre` stands before the action";
  if (view.text(-1) == "if") return "a conditional is written `test => then | else`";
  if (view.text(1) == "(" || (view.text(1) == ":" && view.text(3) == "(")) {
    return "several actions stand in `every { ... }`";
  }
  return replacement(view.text());
}

}  // namespace

std::string hint_for(std::string_view message, const TokenView& view) {
  if (has_classic_regexp(view)) return "a regular expression is written `re#pattern#`";
  if (message == "Expected a declaration") return declaration_hint(view);
  if (message == "Expected `:=`") return assignment_hint(view);
  if (message == "Expected `(`") return open_paren_hint(view);
  if (message == "Expected `}`") return close_brace_hint(view);
  if (message == "Expected `|`") return "a conditional is written `test => then | else`";
  if (message == "Expected `:`" && view.text() == ".") return "write `domain:type`";
  if (message == "Expected String" && view.text(1) == ":") {
    return "the keys of a Map are Strings: write `\"" + std::string(view.text()) + "\": value`";
  }
  if (message == "Expected `when` or `where`") {
    return "write `select when domain:type`";
  }
  if (message == "Expected the function return expression") {
    return view.text() == "}" ? "a function ends with the expression it returns" : "";
  }
  if (message == "defaction can only return one value") {
    return "return one Map: `return {\"a\": a, \"b\": b}`";
  }
  if (message == "Expected Identifier" && view.text() == "return") {
    return "an action must precede `return`; write `noop()`";
  }
  if (message == "Expected `return`") return "several actions stand in `every { ... }`";
  if (message == "Expected error or warn or info or debug") {
    return "name the level first: `info`, `debug`, `warn` or `error`";
  }
  return replacement(view.text());
}

}  // namespace pico::krl
