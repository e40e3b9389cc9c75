// SPDX-License-Identifier: MIT
//
// Rulesets from decisions: see program_text.hpp.
#include "program_text.hpp"

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace pico::fuzz {

namespace {

// In a form, `$` stands for an expression, `#` for a new variable, `@` for a function's body, in
// which the variables since the last `(` are known.
constexpr std::array<std::string_view, 11> kLeaves = {
    "null", "1", "\"a\"", "true", "-2.5", "[]", "{}", "ent:a", "ent:m", "100", "re#(a)|b#g"};

constexpr std::string_view kForms[] = {
    "($ + $)", "($ - $)", "($ * $)", "($ / $)", "($ % $)", "($ < $)", "($ >= $)", "($ == $)",
    "($ != $)", "($ <=> $)", "($ cmp $)", "($ >< $)", "($ like $)", "($ && $)", "($ || $)",
    "(not $)", "(-$)", "($ => $ | $)", "[$, $]", "[$, $, $]", "{\"a\": $, \"b\": $}",
    "<<x#{$}y#{$}>>", "($){$}", "($)[$]", "ent:m{$}", "f0($, $)", "f1($)", "f0(b = $)",
    "($).length()", "($).append($)", "($).append([$, $])", "($).put($)", "($).put($, $)",
    "($).put([$, $], $)", "($).set($, $)", "($).delete($)", "($).get($)", "($).keys()",
    "($).values()", "($).reverse()", "($).sort()", "($).sort(\"numeric\")", "($).join($)",
    "($).split($)", "($).slice($, $)", "($).splice($, $, $)", "($).encode()", "($).encode(1)",
    "($).decode()", "($).as(\"String\")", "($).as(\"Number\")", "($).as(\"RegExp\")",
    "($).typeof()", "($).defaultsTo($)", "($).union($)", "($).intersection($)", "($).difference($)",
    "($).unique()", "($).has($)", "($).head()", "($).tail()", "($).index($)",
    "($).replace(re#[a-m]#g, $)", "($).replace($, $)", "($).extract(re#(.)(.)#)", "($).match($)",
    "($).isnull()", "($).uc()", "($).substr($, $)", "($).sprintf(\"%s\")", "($).ord()",
    "range(1, ($) % 9)", "($).klog(\"l\")", "math:abs($)",
    // Loops and functions.
    "($).map(function(#, #) { @ })", "($).filter(function(#, #) { @ })",
    "($).reduce(function(#, #) { @ }, $)", "($).reduce(function(#, #, #, #) { @ })",
    "range(1, 5).reduce(function(#, #) { @ }, $)", "($).sort(function(#, #) { @ })",
    "($).collect(function(#) { @ })", "($).all(function(#) { @ })", "($).notall(function(#) { @ })",
    "[$, $].pairwise(function(#, #) { @ })", "($).replace(re#(.)b?#g, function(#, #) { @ })",
    "f2(function(#, #) { @ }, $)", "f2(function(#, # = $) { @ }, $)"};

constexpr int kMaxDepth = 4;

class ProgramText {
 public:
  ProgramText(Choices choices, Ending ending) : choices_(choices), ending_(ending) {}

  std::string make() {
    text_ = "ruleset fuzz {\n  meta { shares q, variables }\n  global {\n";
    function("f0", {"a", "b"});
    function("f1", {"a"});
    text_ += "    f2 = function(f, x) { g = f(x, x); function(y) { f(g, y) } }\n";
    function("q", {"n", "s", "a", "m"});
    text_ += "    variables = function() { [ent:a, ent:m] }\n  }\n";
    const size_t rules = 1 + choices_.below(3);
    for (size_t i = 0; i < rules; ++i) rule(i);
    return text_ + "}\n";
  }

 private:
  using Names = std::vector<std::string>;

  void function(std::string_view name, const Names& parameters) {
    text_.append("    ").append(name).append(" = function(");
    for (const std::string& parameter : parameters) {
      text_ += (&parameter == parameters.data() ? "" : ", ") + parameter;
    }
    text_ += ") { ";
    body(parameters, kMaxDepth);
    text_ += " }\n";
  }

  /// The body of a function with these parameters, which sees the variables around it as well.
  void body(const Names& parameters, int depth) {
    const size_t outer = variables_.size();
    variables_.insert(variables_.end(), parameters.begin(), parameters.end());
    for (size_t i = choices_.below(3); i > 0; --i) declaration(depth);
    if (ending_ == Ending::AtResult) {
      expression(depth);
    } else {
      const std::string result = new_name();
      text_ += result + " = ";
      expression(depth);
      text_ += "; [0";
      for (size_t i = outer; i < variables_.size(); ++i) text_ += ", " + variables_[i];
      text_ += "].isnull() => 0 | " + result;
    }
    variables_.resize(outer);
  }

  void declaration(int depth) {
    const std::string name = new_name();
    text_ += name + " = ";
    expression(depth);
    text_ += "; ";
    variables_.push_back(name);
  }

  std::string new_name() { return "v" + std::to_string(++names_); }

  void expression(int depth) {
    if (choices_.is_empty() || depth == 0 || choices_.chance(4)) return leaf();
    form(kForms[choices_.below(std::size(kForms))], depth - 1);
  }

  void leaf() {
    const size_t pick = choices_.below(2 * kLeaves.size());
    if (pick >= kLeaves.size() && !variables_.empty()) {
      text_ += variables_[choices_.below(variables_.size())];
    } else {
      text_ += kLeaves[pick % kLeaves.size()];
    }
  }

  void form(std::string_view form, int depth) {
    Names parameters;
    for (size_t i = 0; i < form.size(); ++i) {
      // A regular expression or a chevron has a `#` too, but not behind these.
      const bool is_behind = i > 0 && (form[i - 1] == '(' || form[i - 1] == ' ');
      if (form[i] == '$') {
        expression(depth);
      } else if (form[i] == '@') {
        body(parameters, depth);
      } else if (form[i] == '#' && is_behind) {
        parameters.push_back(new_name());
        text_ += parameters.back();
      } else {
        text_ += form[i];
      }
    }
  }

  void rule(size_t number) {
    text_ += "  rule r" + std::to_string(number) + " {\n    select when ";
    text_ += event_expression_text(choices_, 2) + "\n";
    if (choices_.chance(3)) {
      text_ += "    foreach ";
      expression(2);
      const std::string name = new_name();
      text_ += " setting(" + name + ")\n";
      variables_.push_back(name);
    }
    text_ += "    pre { ";
    for (size_t i = choices_.below(3); i > 0; --i) declaration(3);
    text_ += "}\n    if ";
    expression(3);
    text_ += " then send_directive(\"d\", {\"x\": ";
    expression(3);
    text_ += "})\n    fired {\n";
    statements();
    text_ += "    } else {\n";
    statements();
    text_ += "    } finally {\n";
    statements();
    text_ += "    }\n  }\n";
    variables_.clear();
  }

  void statements() {
    constexpr std::string_view kStatements[] = {"ent:a := $",
                                                "ent:m := $",
                                                "ent:m{$} := $",
                                                "ent:m{[$, $]} := $",
                                                "ent:a := ent:a.append($)",
                                                "clear ent:a",
                                                "clear ent:m{$}",
                                                "raise a event \"b\" attributes {\"x\": $}",
                                                "raise event \"b:a\" attributes $",
                                                "ent:a := $ if $",
                                                "last if $",
                                                "log info $",
                                                "error warn $"};
    for (size_t i = choices_.below(4); i > 0; --i) {
      text_ += "      ";
      form(kStatements[choices_.below(std::size(kStatements))], 3);
      text_ += ";\n";
    }
  }

  Choices choices_;
  Ending ending_;
  std::string text_;
  Names variables_;  // that may be read
  size_t names_ = 0;
};

/// `count` operands between commas.
std::string operands(Choices& choices, int depth, size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "" : ", ") + event_expression_text(choices, depth);
  }
  return text;
}

}  // namespace

std::string program_text(Choices choices, Ending ending) {
  return ProgramText(choices, ending).make();
}

std::string event_expression_text(Choices& choices, int depth) {
  constexpr std::string_view kBases[] = {"a:a", "a:b", "b:a", "b:b"};
  const auto base = [&] { return std::string(kBases[choices.below(std::size(kBases))]); };
  if (depth == 0 || choices.is_empty()) return base();
  const auto operand = [&] { return "(" + event_expression_text(choices, depth - 1) + ")"; };
  constexpr std::string_view kInfix[] = {" or ", " and ", " before ", " then ", " after "};
  constexpr std::string_view kPrefix[] = {"or", "and", "before", "then", "after"};
  switch (choices.below(7)) {
    case 1: {
      const std::string left = operand();
      const auto op = kInfix[choices.below(std::size(kInfix))];
      return left + std::string(op) + operand();
    }
    case 2: {
      const auto op = kPrefix[choices.below(std::size(kPrefix))];
      return std::string(op) + "(" + operands(choices, depth - 1, 2 + choices.below(2)) + ")";
    }
    case 3:
    case 4: {
      const bool is_negated = choices.chance(2);
      const std::string subject = operand();
      return subject + (is_negated ? " not between(" : " between(") +
             operands(choices, depth - 1, 2) + ")";
    }
    case 5: {
      const size_t count = 2 + choices.below(2);
      return "any " + std::to_string(1 + choices.below(count - 1)) + " (" +
             operands(choices, depth - 1, count) + ")";
    }
    case 6: {
      const char* const op = choices.chance(2) ? "repeat " : "count ";
      return op + std::to_string(1 + choices.below(3)) + " (" + base() + ")";
    }
    default:
      return base();
  }
}

}  // namespace pico::fuzz
