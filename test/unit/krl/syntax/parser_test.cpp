// SPDX-License-Identifier: MIT
//
// Errors of the parser: the samples of errors.md 2.2, recovery, hints and limits.
#include "krl/syntax/parser.hpp"

#include <gtest/gtest.h>

#include "parse_support.hpp"

namespace pico::krl {
namespace {

const std::string kRulesetIdText =
    "\nValid ruleset IDs are reverse domain name. i.e. `io.picolabs.some.cool.name`";

TEST(ParseErrorTest, names_the_token_that_the_reference_names_in_postludes) {
  EXPECT_EQ(first_error("ruleset q{rule w{always{ent:n = 4}}}"), "Expected `:=` | = | 30");
  EXPECT_EQ(first_error("ruleset q{rule w{always{ent:n := }}}"), "Expected an expression | } | 33");
  EXPECT_EQ(first_error("ruleset q{rule w{always{oops}}}"), "Expected a declaration | oops | 24");
  EXPECT_EQ(first_error("ruleset q{rule w{always{raise}}}"), "Expected `event` | } | 29");
}

TEST(ParseErrorTest, names_the_token_that_the_reference_names_in_declarations) {
  EXPECT_EQ(first_error("ruleset q{global{run(1)}}"), "Expected a declaration | run | 17");
  EXPECT_EQ(first_error("ruleset q{rule w{pre{run(1)}}}"), "Expected a declaration | run | 21");
  EXPECT_EQ(first_error("function(){v = m {key}}"),
            "Expected the function return expression | } | 22");
  EXPECT_EQ(first_error("ruleset q{global{d = defaction(){go() return 1, 2}}}"),
            "defaction can only return one value | , | 46");
}

TEST(ParseErrorTest, names_the_token_that_the_reference_names_in_rulesets) {
  EXPECT_EQ(first_error("ruleset q{ "), "Expected `}` |  | 11");
  EXPECT_EQ(first_error("ruleset net.garden. {}"),
            "RulesetID cannot end with a `.`" + kRulesetIdText + " |   | 19");
  EXPECT_EQ(first_error("ruleset net -garden {}"), "Expected `{` | - | 12");
  EXPECT_EQ(first_error("ruleset 7.8.9 {}"), "Expected RulesetID | 7.8 | 8");
  EXPECT_EQ(first_error("ruleset q{meta{colour red}}"),
            "Unsupported meta key: colour | colour | 15");
  EXPECT_EQ(first_error("ruleset q{meta{use module m with k = 1 and = 2}}"),
            "Expected a declaration | = | 43");
  EXPECT_EQ(first_error("ruleset q{meta{use module m with k = 1 with j = 2}}"),
            "Unsupported meta key: with | with | 39");
}

TEST(ParseErrorTest, names_the_token_that_the_reference_names_in_rules) {
  EXPECT_EQ(first_error("ruleset q{rule w{select when zone}}"), "Expected `:` | } | 33");
  EXPECT_EQ(first_error("ruleset q{rule w{select when zone:}}"),
            "Expected a bare word for the event type | } | 34");
  EXPECT_EQ(first_error("ruleset q{rule w{select when a b within 2 fortnights}}"),
            "Expected time period: "
            "[day,days,hour,hours,minute,minutes,month,months,second,seconds,week,weeks,year,years]"
            " | fortnights | 42");
  EXPECT_EQ(first_error("ruleset q{rule w{if k > 1 then choose { go() }}}"),
            "Expected String | go | 40");
  EXPECT_EQ(first_error("ruleset q{rule w{if k > 1 then { go() }}}"),
            "Expected `every`, `sample`, or `choose` | { | 31");
  EXPECT_EQ(first_error("ruleset q{rule w{if k then notfired {}}}"),
            "Expected an action after `if ... then` | notfired | 27");
}

TEST(ParseErrorTest, says_what_follows_a_complete_ruleset) {
  EXPECT_EQ(first_error("ruleset a {}}"), "Expected `(end)` but was } | } | 12");
  EXPECT_EQ(first_error("ruleset a {} b"), "Expected `(end)` but was SYMBOL | b | 13");
  EXPECT_EQ(first_error("ruleset a {} \"b\""), "Expected `(end)` but was STRING | \"b\" | 13");
  EXPECT_EQ(first_error("ruleset a {} function"),
            "Expected `(end)` but was function | function | 13");
}

TEST(ParseErrorTest, survives_a_source_that_ends_after_the_id) {
  EXPECT_EQ(first_error("ruleset a"), "Expected `{` |  | 9");
}

TEST(ParseErrorTest, reports_unlexable_text_only_when_it_is_reached) {
  EXPECT_EQ(first_error("1 & 2"), "Unsupported characters | & | 2");
  EXPECT_EQ(first_error("@"), "Unsupported characters | @ | 0");
  EXPECT_EQ(first_error("1 * / @"), "Expected an expression | / | 4");
  EXPECT_EQ(first_error("x = 1 /* a"), "Missing close */ | /* a | 6");
  EXPECT_EQ(first_error("x = \"a"), "Missing close \" | \"a | 4");
  EXPECT_EQ(first_error("x = re#a"), "Missing close # | re#a | 4");
  EXPECT_EQ(first_error("<<a"), "Expected `>>` |  | 3");
}

TEST(ParseErrorTest, gives_no_tree_when_there_is_an_error) {
  const ParseResult result("ruleset a { rule r {} rule }");

  EXPECT_TRUE(result.diagnostics.has_errors());
  EXPECT_EQ(result.parsed.ruleset, nullptr);
  EXPECT_TRUE(ParseResult("a = 1 b = ").parsed.statements.empty());
}

/// The lines of all errors, e.g. "2 5".
std::string error_lines(const std::string& text) {
  const ParseResult result(text);
  std::string lines;
  for (const Diagnostic& d : result.diagnostics.all()) {
    if (!lines.empty()) lines += " ";
    lines += std::to_string(d.position.line);
  }
  return lines;
}

TEST(RecoveryTest, reports_one_error_for_each_section_and_rule) {
  EXPECT_EQ(error_lines("ruleset a {\n"
                        "  meta { nonsense }\n"
                        "  global { a = }\n"
                        "  rule r { select when }\n"
                        "  rule good { select when a b }\n"
                        "  rule s { noop( }\n"
                        "}"),
            "2 3 4 6");
}

TEST(RecoveryTest, goes_on_at_a_rule_after_a_missing_brace) {
  EXPECT_EQ(error_lines("ruleset a {\n"
                        "  rule r { select when a b\n"
                        "  rule s { select when a c }\n"
                        "  rule t { select }\n"
                        "}"),
            "3 4");
}

TEST(RecoveryTest, goes_on_after_a_brace_too_many) {
  EXPECT_EQ(error_lines("ruleset a {\n"
                        "  rule r { select when a b } }\n"
                        "  rule s { select when a c }\n"
                        "}"),
            "3");
}

TEST(RecoveryTest, reports_a_section_out_of_order_once) {
  EXPECT_EQ(error_lines("ruleset a {\n rule r {}\n global { a = 1 }\n rule s {}\n}"), "3");
}

TEST(RecoveryTest, stays_quiet_after_an_unclosed_string) {
  EXPECT_EQ(error_lines("ruleset a {\n global { a = \"x }\n rule r {}\n}"), "2");
}

TEST(RecoveryTest, keeps_a_bounded_number_of_errors) {
  std::string text = "ruleset a {";
  for (int i = 0; i < 1000; ++i) text += "rule r { 1 }";
  const ParseResult result(text + "}");

  EXPECT_EQ(result.diagnostics.error_count(), 1000u);
  EXPECT_EQ(result.diagnostics.all().size(), Diagnostics::kMaxKept);
}

std::string hint(const std::string& text) {
  const ParseResult result(text);
  const Diagnostic* error = result.diagnostics.first_error();
  return error == nullptr ? "no error" : error->hint;
}

TEST(HintTest, says_what_to_write_instead_of_older_forms) {
  EXPECT_EQ(hint("ruleset a{rule r{always{set ent:x 1}}}"), "write `ent:x := value`");
  EXPECT_EQ(hint("ruleset a{rule r{always{ent:x[0] := 1}}}"),
            "write the path in braces: `ent:name{key} := value`");
  EXPECT_EQ(hint("ruleset a{rule r{always{if a then last}}}"),
            "a guard follows its statement: `statement if condition`");
  EXPECT_EQ(hint("ruleset a{rule r{if a then b() else c()}}"),
            "write the other case in the postlude, `notfired { ... }`, or use `choose`");
  EXPECT_EQ(hint("ruleset a{rule r{select when a b x re/1/ setting(x)}}"),
            "a regular expression is written `re#pattern#`");
  EXPECT_EQ(hint("ruleset a{rule r{select using \"x\"}}"), "write `select when domain:type`");
  EXPECT_EQ(hint("ruleset a{meta{sharing on}}"), "list the functions: `shares name, name`");
  EXPECT_EQ(hint("ruleset a{global{x = a eq b}}"), "write `==`");
  EXPECT_EQ(hint("ruleset a{dispatch{}}"), "there is no dispatch section any more; leave it out");
  EXPECT_EQ(hint("ruleset a{global{a := 1}}"), "write `a = value`; `:=` is for `ent:` variables");
}

TEST(HintTest, says_what_to_write_instead_of_frequent_slips) {
  EXPECT_EQ(hint("ruleset a{rule r{go() go()}}"), "several actions stand in `every { ... }`");
  EXPECT_EQ(hint("defaction(){return 1}"), "an action must precede `return`; write `noop()`");
  EXPECT_EQ(hint("!a"), "write `not` for negation");
  EXPECT_EQ(hint("a ? b | c"), "a conditional is written `test => then | else`");
  EXPECT_EQ(hint("'a'"), "strings are written with double quotes");
  EXPECT_EQ(hint("function(){a = 1}"), "a function ends with the expression it returns");
}

TEST(ParserTest, says_where_a_part_of_a_rule_belongs) {
  const auto in_rule = [](const std::string& body) {
    return hint("ruleset a{rule r{select when b c " + body + "}}");
  };
  EXPECT_EQ(in_rule("d() fired{} notfired{}"), "the other case of a postlude is `else { ... }`");
  EXPECT_EQ(in_rule("d() fired{} always{}"), "after `fired` or `notfired` write `finally { ... }`");
  EXPECT_EQ(in_rule("d() pre{}"), "`pre` stands before the action");
  EXPECT_EQ(in_rule("x = 1"), "names are declared in `pre { name = value }`");
  EXPECT_EQ(in_rule("set ent:x 1"), "write `ent:name := value` in the postlude");
  EXPECT_EQ(in_rule("foreach [1] setting x d()"),
            "write the names in parentheses: `setting(name)`");
  EXPECT_EQ(in_rule("always{ent:x.y := 1}"), "write the path in braces: `ent:name{key} := value`");
  EXPECT_EQ(hint("ruleset a{rule r{select when b.c}}"), "write `domain:type`");
}

TEST(ParserTest, says_how_an_expression_is_written) {
  EXPECT_EQ(hint("ruleset a{global{function f(x){x}}}"), "write `name = function(...) { ... }`");
  EXPECT_EQ(hint("function(x){if x then 1 else 2}"),
            "a conditional is written `test => then | else`");
  EXPECT_EQ(hint("x => 1"), "a conditional is written `test => then | else`");
  EXPECT_EQ(hint("{a: 1}"), "the keys of a Map are Strings: write `\"a\": value`");
}

TEST(HintTest, says_nothing_without_a_good_guess) { EXPECT_EQ(hint("a = * 2"), ""); }

std::string repeated(const std::string& text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

TEST(LimitTest, accepts_nesting_up_to_the_limit) {
  const std::size_t inner = kMaxNesting - 1;

  EXPECT_EQ(outline_of(repeated("(", inner) + "1" + repeated(")", inner)), "1");
}

TEST(LimitTest, refuses_nesting_beyond_the_limit) {
  const std::string message = "Nested too deeply (more than 500 levels)";
  for (const char* opener : {"(", "[", "{\"a\":", "-", "not ", "function(){", "defaction(){f(",
                             "<<#{", "a=>b|", "f(", "a[", "a{"}) {
    EXPECT_EQ(outline_of(repeated(opener, 100000)), message) << opener;
  }
  for (const char* opener : {"(", "or(", "any 2 ("}) {
    EXPECT_EQ(event_outline_of(repeated(opener, 100000)), message) << opener;
  }
}

TEST(LimitTest, accepts_chains_up_to_the_limit) {
  EXPECT_FALSE(ParseResult("1" + repeated("+1", kMaxTreeDepth - 1)).diagnostics.has_errors());
}

TEST(LimitTest, refuses_chains_beyond_the_limit) {
  const std::string message = "Too many operators in one expression (more than 1000 levels)";
  for (const char* link : {"+1", ".b()", "[1]", "()", "||a"}) {
    EXPECT_EQ(outline_of("a" + repeated(link, 100000)), message) << link;
  }
  EXPECT_EQ(event_outline_of("a b" + repeated(" or a b", 100000)), message);
}

TEST(LimitTest, counts_chains_inside_chains) {
  const std::string chain = "(1" + repeated("+1", 800) + ")";

  EXPECT_FALSE(ParseResult(chain + "+" + chain).diagnostics.has_errors());
  EXPECT_TRUE(ParseResult(chain + repeated(".x()", 150)).diagnostics.has_errors());
}

TEST(LimitTest, accepts_wide_sources) {
  EXPECT_FALSE(ParseResult("[" + repeated("1,", 100000) + "]").diagnostics.has_errors());
}

TEST(ParseErrorTest, refuses_text_that_is_not_utf8_and_names_its_line) {
  const ParseResult result("a = 1\nb = \"\xC3\x28\"\n");

  ASSERT_TRUE(result.diagnostics.has_errors());
  EXPECT_EQ(result.diagnostics.first_error()->message, "The source is not valid UTF-8");
  EXPECT_EQ(result.diagnostics.first_error()->position.line, 2u);
}

TEST(LimitTest, refuses_sources_above_the_limit) {
  const ParseResult result(std::string(kMaxSourceBytes + 1, ' '));

  ASSERT_TRUE(result.diagnostics.has_errors());
  EXPECT_EQ(result.diagnostics.first_error()->message, "The source is longer than 16777216 bytes");
}

}  // namespace
}  // namespace pico::krl
