// SPDX-License-Identifier: MIT
#include "krl/format/format.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "fuzz/format_check.hpp"

namespace pico::krl {
namespace {

/// `text` formatted, or its first error.
std::string formatted(const std::string& text) {
  const Source source("", text);
  Diagnostics diagnostics(source);
  std::string result = format(source, diagnostics);
  EXPECT_EQ(fuzz::flaw_of_format(text), "") << text;
  return diagnostics.has_errors() ? diagnostics.first_error()->message : result;
}

/// The lines of a rule's body, without their indentation in the ruleset.
std::string formatted_rule(const std::string& body) {
  const std::string all = formatted("ruleset r { rule r { " + body + " } }");
  const std::string before = "ruleset r {\n  rule r {\n";
  const std::string after = "  }\n}\n";
  EXPECT_TRUE(all.starts_with(before) && all.ends_with(after)) << all;
  std::string lines;
  for (size_t at = before.size(); at < all.size() - after.size();) {
    const size_t end = all.find('\n', at) + 1;
    lines += all[at] == '\n' ? "\n" : all.substr(at + 4, end - at - 4);
    at = end;
  }
  return lines;
}

TEST(Format, LaysOutEachForm) {
  std::ifstream file("test/unit/krl/format/all_forms.krl");
  const std::string text{std::istreambuf_iterator<char>(file), {}};

  EXPECT_EQ(formatted(text), text);
}

TEST(Format, TakesSourcesThatAreNoRuleset) {
  EXPECT_EQ(formatted("a=1;b = a+2;\n\n\n\n[a,b]"), "a = 1;\nb = a + 2;\n\n[a, b]\n");
  EXPECT_EQ(formatted(""), "");
  EXPECT_EQ(formatted("  // nothing"), "// nothing\n");
}

TEST(Format, SetsSectionsAndRulesApartByOneLine) {
  EXPECT_EQ(formatted("ruleset a { meta { } global { a = 1\n\n\nb = 2\nc = 3 }\n rule a { }\n\n\n"
                      "// of b\nrule b { } }"),
            "ruleset a {\n"
            "  meta {}\n"
            "\n"
            "  global {\n"
            "    a = 1\n"
            "\n"
            "    b = 2\n"
            "    c = 3\n"
            "  }\n"
            "\n"
            "  rule a {}\n"
            "\n"
            "  // of b\n"
            "  rule b {}\n"
            "}\n");
}

TEST(Format, BreaksWhatDoesNotFitOneMemberALine) {
  const std::string words =
      R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")";

  EXPECT_EQ(formatted("x = [" + words + "]"), "x = [" + words + "]\n");
  EXPECT_EQ(formatted("x = [[1, 2], " + words + ", {\"c\": 1}]"),
            "x = [\n"
            "  [1, 2],\n"
            "  \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n"
            "  \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\",\n"
            "  {\"c\": 1}\n"
            "]\n");
}

TEST(Format, KeepsOneBlankLineBetweenMembersOfABrokenList) {
  EXPECT_EQ(formatted("[1,\n\n\n2]"), "[1, 2]\n");
  EXPECT_EQ(formatted("[\n\n1,\n\n\n2, // two\n\n3\n\n]"), "[\n  1,\n\n  2, // two\n\n  3\n]\n");
}

TEST(Format, KeepsLinesUpToAHundredColumns) {
  const std::string name(95, 'x');

  EXPECT_EQ(formatted("[" + name + ", 1]"), "[" + name + ", 1]\n");
  EXPECT_EQ(formatted("[" + name + ", 12]"), "[\n  " + name + ",\n  12\n]\n");
}

TEST(Format, CountsCharactersNotBytes) {
  std::string word = "\"";
  for (int n = 0; n < 93; ++n) word += "ß";
  word += "\"";

  EXPECT_EQ(formatted("[" + word + ", 1]"), "[" + word + ", 1]\n");
}

TEST(Format, HugsTheLastArgument) {
  EXPECT_EQ(formatted("names.map(function(name) { first = name; [first] })"),
            "names.map(function(name) {\n"
            "  first = name;\n"
            "  [first]\n"
            "})\n");
  EXPECT_EQ(formatted("names.reduce(function(all, name) { x = name; [all, x] }, [])"),
            "names.reduce(function(all, name) {\n"
            "  x = name;\n"
            "  [all, x]\n"
            "}, [])\n");
  EXPECT_EQ(formatted("f(g({\"a\": function() { x = 1; x }}))"),
            "f(g({\n"
            "  \"a\": function() {\n"
            "    x = 1;\n"
            "    x\n"
            "  }\n"
            "}))\n");
}

TEST(Format, BreaksLongChainsAtTheirDots) {
  EXPECT_EQ(
      formatted(
          "x = names.filter(function(n) { y = n; y }).map(f).sort(function(a, b) { a cmp b })"),
      "x = names\n"
      "  .filter(function(n) {\n"
      "    y = n;\n"
      "    y\n"
      "  })\n"
      "  .map(f)\n"
      "  .sort(function(a, b) { a cmp b })\n");
  EXPECT_EQ(
      formatted(
          "x = ent:aaaaaaaaaaaaaaaaaaaaaaaaa.defaultsTo({}).map(ffffffffffffffffffffffff).sort("
          "function(a, b) { a cmp b })"),
      "x = ent:aaaaaaaaaaaaaaaaaaaaaaaaa.defaultsTo({})\n"
      "  .map(ffffffffffffffffffffffff)\n"
      "  .sort(function(a, b) { a cmp b })\n");
  EXPECT_EQ(formatted("all().filter(function(n) { y = n; y }).sort(function(a, b) { a cmp b })"),
            "all()\n"
            "  .filter(function(n) {\n"
            "    y = n;\n"
            "    y\n"
            "  })\n"
            "  .sort(function(a, b) { a cmp b })\n");
}

TEST(Format, BeginsLinesWithOperators) {
  const std::string a(40, 'a');
  const std::string b(40, 'b');

  EXPECT_EQ(formatted("x = " + a + " && " + b + " && cccccccccc"),
            "x =\n  " + a + " && " + b + " && cccccccccc\n");
  EXPECT_EQ(formatted("x = " + a + " && " + b + " && ccccccccccc"),
            "x = " + a + "\n  && " + b + "\n  && ccccccccccc\n");
  EXPECT_EQ(formatted("x = " + a + " => " + b + " | y => cccccccccc | d"),
            "x = " + a + " => " + b + "\n  | y => cccccccccc\n  | d\n");
}

TEST(Format, KeepsParentheses) {
  EXPECT_EQ(formatted("((a + b)) * (c) - (d.e()).f((1))"), "((a + b)) * (c) - (d.e()).f((1))\n");
  EXPECT_EQ(formatted("(a => b | c) => (d) | (e => f | g)"),
            "(a => b | c) => (d) | (e => f | g)\n");
  EXPECT_EQ(formatted("(a)(b)((c)(d))"), "(a)(b)((c)(d))\n");
}

TEST(Format, LeavesChevronsStringsAndPatternsAlone) {
  const std::string text =
      "x = <<a\n    #{ b+c /* d */ }\\>\n\t>>\ny = \"two\n  lines\"\nz = re#a  b#g\n";

  EXPECT_EQ(formatted(text), text);
}

TEST(Format, LeavesOutCommasBeforeClosingBrackets) {
  EXPECT_EQ(formatted("f([1, 2,], {\"a\": 1 , }, )"), "f([1, 2], {\"a\": 1})\n");
}

TEST(Format, KeepsCommentsWhereTheyStand) {
  EXPECT_EQ(
      formatted(
          "// first\n\n\n// second\na = 1 // of a\n   // third\n/* of b */ b = f(/* none */)"),
      "// first\n"
      "\n"
      "// second\n"
      "a = 1 // of a\n"
      "// third\n"
      "/* of b */ b = f(/* none */)\n");
  EXPECT_EQ(formatted("x = [ // of x\n1, // one\n2 /* two */, 3,\n// last\n]"),
            "x = [ // of x\n"
            "  1, // one\n"
            "  2 /* two */,\n"
            "  3\n"
            "  // last\n"
            "]\n");
  EXPECT_EQ(formatted("a && // why\nb"), "a\n  && // why\n  b\n");
}

TEST(Format, WritesPostludesInOneWay) {
  EXPECT_EQ(formatted_rule("fired { ent:a := 1 }"), "fired { ent:a := 1 }\n");
  EXPECT_EQ(formatted_rule("fired { ent:a := 1 }\n else { last }"),
            "fired {\n  ent:a := 1\n} else {\n  last\n}\n");
}

TEST(Format, MovesGuardsThatDoNotFit) {
  EXPECT_EQ(
      formatted_rule("always { raise some event \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" "
                     "attributes {\"a\": 1}"
                     " if some_condition }"),
      "always {\n"
      "  raise some event \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" attributes {\"a\": 1}\n"
      "    if some_condition\n"
      "}\n");
}

TEST(Format, RefusesBrokenSources) {
  EXPECT_EQ(formatted("ruleset a { rule }"), "Expected Identifier");
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int n = 0; n < times; ++n) all += text;
  return all;
}

TEST(Format, HoldsAgainstDepth) {
  const std::string deep(400, '(');
  EXPECT_EQ(fuzz::flaw_of_format(deep + "1" + std::string(400, ')')), "");

  const std::string calls_in_calls = formatted(repeated("f(", 400) + "1" + repeated(")", 400));
  EXPECT_LT(calls_in_calls.size(), 80'000u);

  std::string functions = "1";
  for (int n = 0; n < 100; ++n) functions = "f(function(a) { " + functions + " }, b)";
  EXPECT_EQ(fuzz::flaw_of_format(functions), "");
  std::string sum = "a";
  std::string calls = "a";
  for (int n = 0; n < 900; ++n) {
    sum += " + a";
    calls += ".b(1)";
  }
  EXPECT_EQ(fuzz::flaw_of_format(sum), "");
  EXPECT_EQ(fuzz::flaw_of_format(calls.substr(0, 1 + 5 * 400)), "");
}

}  // namespace
}  // namespace pico::krl
