// SPDX-License-Identifier: MIT
//
// Regular expressions as values: matching, positions, limits (spec krl-values-and-stdlib.md 6.1).
#include "krl/value/regexp.hpp"

#include <gtest/gtest.h>

#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {
namespace {

/// The groups of the first match, the whole first, as "[a][b]"; "-" for one that took no part.
std::string groups(std::string_view subject, std::string_view source, std::string_view flags = "") {
  const std::optional<Match> match = Pattern::compile(source, flags)->search(subject, 0);
  if (!match) return "no match";
  std::string text;
  for (const MatchRange& range : *match) {
    text += range.found ? "[" + cut(subject, range.start, range.end) + "]" : "-";
  }
  return text;
}

std::string error_of(std::string_view source, std::string_view flags = "") {
  try {
    Pattern::compile(source, flags);
  } catch (const Error& error) {
    return error.text();
  }
  return "none";
}

TEST(RegExp, FindsTheFirstMatchAndItsGroups) {
  EXPECT_EQ(groups("a1b2c3", "([a-z])(\\d)"), "[a1][a][1]");
  EXPECT_EQ(groups("abc", "(b)(z)?"), "[b][b]-");
  EXPECT_EQ(groups("abc", "x"), "no match");
  EXPECT_EQ(groups("", ""), "[]");
  EXPECT_EQ(groups("aaa", "(a+?)(a*)"), "[aaa][a][aa]");
}

TEST(RegExp, GroupsForgetTheTurnBefore) {
  EXPECT_EQ(groups("abab", "(?:(a)|(b))+"), "[abab]-[b]");
  EXPECT_EQ(groups("zaacbbbcac", "(z)((a+)?(b+)?(c))*"), "[zaacbbbcac][z][ac][a]-[c]");
  EXPECT_EQ(groups("ab", "(?:(a)|b){2}"), "[ab]-");
  EXPECT_EQ(groups("é abab", "(?:(a)|(b))+"), "[abab]-[b]");
}

TEST(RegExp, MatchesUtf16Units) {
  EXPECT_EQ(groups("😀", "^.$"), "no match");
  EXPECT_EQ(groups("😀", "^..$"), "[😀]");
  EXPECT_EQ(groups("é😀", "(.)"), "[é][é]");
  EXPECT_EQ(groups("a😀", "a(.)"), "[a\xED\xA0\xBD][\xED\xA0\xBD]");
  EXPECT_EQ(groups("x😀y", "\\ud83d\\ude00"), "[😀]");
  EXPECT_EQ(groups("x😀y", "😀"), "[😀]");
  EXPECT_EQ(groups("xéy", "\\u00e9"), "[é]");
  EXPECT_EQ(groups(std::string(200, 'x') + "éa" + std::string(200, 'x'), "a"), "[a]");
}

TEST(RegExp, SearchesFromAPosition) {
  const auto pattern = Pattern::compile("a", "");
  EXPECT_EQ((*pattern->search("aXa", 1))[0].start, 2u);
  EXPECT_EQ((*pattern->search("aéa", 1))[0].start, 3u);
  EXPECT_FALSE(pattern->search("aXa", 3));
  EXPECT_FALSE(pattern->search("aXa", 4));
  EXPECT_EQ((*Pattern::compile("", "")->search("😀", 2))[0].start, 2u);
}

TEST(RegExp, AGlobalOneGoesOnWhereItEnded) {
  const RegExp global(Pattern::compile("a", "g"));
  EXPECT_TRUE(global.execute("a"));
  EXPECT_FALSE(global.execute("a"));
  EXPECT_TRUE(global.execute("a"));

  const RegExp unit(Pattern::compile("é", "g"));
  EXPECT_TRUE(unit.execute("éé"));
  EXPECT_EQ(unit.object()->last_index, 1u);
  EXPECT_EQ((*unit.execute("éé"))[0].start, 2u);
  EXPECT_EQ(unit.object()->last_index, 2u);
  EXPECT_FALSE(unit.execute("é"));
  EXPECT_EQ(unit.object()->last_index, 0u);
}

TEST(RegExp, OthersAlwaysStartAtTheBeginning) {
  const RegExp plain(Pattern::compile("a", ""));
  EXPECT_TRUE(plain.execute("a"));
  EXPECT_TRUE(plain.execute("a"));
}

TEST(RegExp, IgnoringCaseIsJavaScripts) {
  EXPECT_EQ(groups("ABC", "b", "i"), "[B]");
  EXPECT_EQ(groups("É", "é", "i"), "[É]");
  EXPECT_EQ(groups("é", "[À-É]", "i"), "[é]");
  EXPECT_EQ(groups("É", "[^é]", "i"), "no match");
  EXPECT_EQ(groups("µ", "μ", "i"), "[µ]");
  EXPECT_EQ(groups("ß", "ẞ", "i"), "no match");
  EXPECT_EQ(groups("ſ", "s", "i"), "no match");
  EXPECT_EQ(groups("\u212a", "k", "i"), "no match");
  EXPECT_EQ(groups("\u212b", "å", "i"), "no match");
  EXPECT_EQ(groups("A", "[^a]", "i"), "no match");
  EXPECT_EQ(groups("aA", "(a)\\1", "i"), "[aA][a]");
}

TEST(RegExp, TheSourceIsPrintedAsAJavaScriptLiteral) {
  const auto source = [](std::string_view text) { return Pattern::compile(text, "")->source(); };
  EXPECT_EQ(source(""), "(?:)");
  EXPECT_EQ(source("a/b"), "a\\/b");
  EXPECT_EQ(source("a\\/b"), "a\\/b");
  EXPECT_EQ(source("[/]"), "[/]");
  EXPECT_EQ(source("a//b"), "a\\/\\/b");
  EXPECT_EQ(source("a\nb"), "a\\nb");
  EXPECT_EQ(source("a\\\nb"), "a\\nb");
  EXPECT_EQ(source("a\u2028b"), "a\\u2028b");
  EXPECT_EQ(source("é😀"), "é😀");
}

TEST(RegExp, FlagsAreChecked) {
  EXPECT_TRUE(Pattern::compile("a", "gim")->is_global());
  EXPECT_TRUE(Pattern::compile("a", "i")->ignores_case());
  EXPECT_EQ(error_of("a", "gg"), "SyntaxError: Invalid flags supplied to RegExp constructor 'gg'");
  EXPECT_EQ(error_of("a", "u"), "SyntaxError: Invalid flags supplied to RegExp constructor 'u'");
  EXPECT_EQ(groups("a\nb", "^b", "m"), "no match");
}

TEST(RegExp, GroupsHaveNames) {
  const auto pattern = Pattern::compile("(x)(?<year>\\d+)(?<größe>y)", "");
  EXPECT_EQ(pattern->group_count(), 3u);
  EXPECT_EQ(pattern->group_number("year"), 2u);
  EXPECT_EQ(pattern->group_number("größe"), 3u);
  EXPECT_EQ(pattern->group_number("month"), 0u);
}

TEST(RegExp, CompiledPatternsAreCached) {
  EXPECT_EQ(Pattern::compile("same", "g"), Pattern::compile("same", "g"));
  EXPECT_NE(Pattern::compile("same", "g"), Pattern::compile("same", "i"));
  const auto kept = Pattern::compile("kept", "");
  for (int i = 0; i < 300; ++i) Pattern::compile("p" + std::to_string(i), "");
  EXPECT_EQ(groups("kept", "kept"), "[kept]");
}

TEST(RegExp, TooMuchWorkIsAnError) {
  const std::string subject(5000, 'a');
  for (const std::string& text : {subject + "!", subject + "é"}) {
    try {
      (void)Pattern::compile("(a+)+[bc]", "")->search(text, 0);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::LimitExceeded);
      EXPECT_NE(error.message().find("regular expression needs too much work: /"),
                std::string::npos);
    }
  }
}

TEST(RegExp, LongSubjectsNeedNoDeepStack) {
  const std::string subject(1'000'000, 'a');
  EXPECT_EQ((*Pattern::compile("(?:a|b)*", "")->search(subject, 0))[0].end, subject.size());
}

TEST(RegExp, TooLargePatternsAreRefused) {
  EXPECT_EQ(error_of(std::string(40'000, 'a')),
            "SyntaxError: Invalid regular expression: //: Regular expression too large");
  EXPECT_NE(error_of(std::string(1000, '(') + std::string(1000, ')')).find("too large"),
            std::string::npos);
  EXPECT_NE(error_of("(?:(?:a{1000}){1000}){1000}").find("too large"), std::string::npos);
  EXPECT_EQ(error_of("(?<=a*)b"),
            "SyntaxError: Invalid regular expression: /(?<=a*)b/: lookbehind assertion is not "
            "fixed length");
}

}  // namespace
}  // namespace pico::krl
