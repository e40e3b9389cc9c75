// SPDX-License-Identifier: MIT
//
// The syntax of regular expressions: what ECMAScript and PCRE2 read differently.
#include "krl/value/pattern_translation.hpp"

#include <gtest/gtest.h>

#include "krl/value/regexp.hpp"

namespace pico::krl {
namespace {

/// True when the pattern matches all of the subject, as ASCII and as UTF-16.
bool matches(std::string_view source, std::string_view subject) {
  const auto pattern = Pattern::compile("^(?:" + std::string(source) + ")$", "");
  const bool narrow = pattern->search(subject, 0).has_value();
  const auto wide_pattern = Pattern::compile("^(?:" + std::string(source) + ")é$", "");
  EXPECT_EQ(wide_pattern->search(std::string(subject) + "é", 0).has_value(), narrow)
      << source << " " << subject;
  return narrow;
}

std::string reason(std::string_view source) {
  try {
    Pattern::compile(source, "");
  } catch (const Error& error) {
    const std::string prefix = "Invalid regular expression: /" + std::string(source) + "/: ";
    EXPECT_EQ(error.error_class(), ErrorClass::SyntaxError);
    EXPECT_EQ(error.message().substr(0, prefix.size()), prefix);
    return error.message().substr(prefix.size());
  }
  return "none";
}

TEST(PatternTranslation, ReasonsAreThoseOfJavaScript) {
  EXPECT_EQ(reason("("), "Unterminated group");
  EXPECT_EQ(reason("(?:a"), "Unterminated group");
  EXPECT_EQ(reason(")"), "Unmatched ')'");
  EXPECT_EQ(reason("[a"), "Unterminated character class");
  EXPECT_EQ(reason("["), "Unterminated character class");
  EXPECT_EQ(reason("[b-a]"), "Range out of order in character class");
  EXPECT_EQ(reason("*"), "Nothing to repeat");
  EXPECT_EQ(reason("a|+"), "Nothing to repeat");
  EXPECT_EQ(reason("{2}"), "Nothing to repeat");
  EXPECT_EQ(reason("^*"), "Nothing to repeat");
  EXPECT_EQ(reason("\\b+"), "Nothing to repeat");
  EXPECT_EQ(reason("(?<=a)*"), "Invalid quantifier");
  EXPECT_EQ(reason("a{3,2}"), "numbers out of order in {} quantifier");
  EXPECT_EQ(reason("\\"), "\\ at end of pattern");
  EXPECT_EQ(reason("(?<a"), "Invalid capture group name");
  EXPECT_EQ(reason("(?<1>a)"), "Invalid capture group name");
  EXPECT_EQ(reason("(?<>a)"), "Invalid capture group name");
  EXPECT_EQ(reason("(?<a>x)(?<a>y)"), "Duplicate capture group name");
  EXPECT_EQ(reason("(?<a>x)\\k"), "Invalid named reference");
  EXPECT_EQ(reason("(?<a>x)\\k<b>"), "Invalid named capture referenced");
}

TEST(PatternTranslation, WhatOnlyPcreKnowsIsRefused) {
  EXPECT_EQ(reason("a++"), "Nothing to repeat");
  EXPECT_EQ(reason("a{2}+"), "Nothing to repeat");
  for (const char* source : {"(?i)a", "(?>a)", "(?#x)", "(?|a|b)", "(?P<n>a)", "(?R)", "(?1)",
                             "(?'n'a)", "(?(1)a)", "(?C)", "(?-i:a)"}) {
    EXPECT_EQ(reason(source), "Invalid group") << source;
  }
  EXPECT_EQ(reason("(*UTF)"), "Nothing to repeat");
}

TEST(PatternTranslation, LettersThatPcreEscapesAreLetters) {
  EXPECT_TRUE(
      matches("\\Q\\E\\A\\Z\\z\\h\\H\\R\\X\\G\\K\\N\\p\\P\\e\\a\\g\\C\\V", "QEAZzhHRXGKNpPeagCV"));
  EXPECT_TRUE(matches("\\k<a>", "k<a>"));
  EXPECT_TRUE(matches("\\.\\*\\/\\-\\#\\ ", ".*/-# "));
}

TEST(PatternTranslation, IncompleteEscapesAreLiteral) {
  EXPECT_TRUE(matches("\\x4", "x4"));
  EXPECT_TRUE(matches("\\x41", "A"));
  EXPECT_TRUE(matches("\\u004", "u004"));
  EXPECT_TRUE(matches("\\u0041", "A"));
  EXPECT_TRUE(matches("\\u{41}", std::string(41, 'u')));
  EXPECT_TRUE(matches("\\cA", "\x01"));
  EXPECT_TRUE(matches("\\c", "\\c"));
  EXPECT_TRUE(matches("\\c1", "\\c1"));
  EXPECT_TRUE(matches("[\\c1]", "\x11"));
}

TEST(PatternTranslation, NumbersAreReferencesOrOctal) {
  EXPECT_TRUE(matches("(a)\\1", "aa"));
  EXPECT_TRUE(matches("\\1(a)", "a"));
  EXPECT_TRUE(matches("\\1{2}(b)?", ""));
  EXPECT_TRUE(matches("(b)?\\1{2}", ""));
  EXPECT_TRUE(matches("(a\\1)", "a"));
  EXPECT_TRUE(matches("(?:(x)|a)\\1", "a"));
  EXPECT_TRUE(matches("(a)\\2", "a\x02"));
  EXPECT_TRUE(matches("\\0", std::string_view("\0", 1)));
  EXPECT_TRUE(matches("\\101", "A"));
  EXPECT_TRUE(matches("\\400", " 0"));
  EXPECT_TRUE(matches("\\8", "8"));
  EXPECT_TRUE(matches("[\\1]", "\x01"));
  EXPECT_TRUE(matches("[\\8]", "8"));
  EXPECT_TRUE(matches("(?<n>a)\\k<n>", "aa"));
  EXPECT_TRUE(matches("\\k<n>(?<n>a)", "a"));
}

TEST(PatternTranslation, BracesThatAreNoQuantifierAreLiteral) {
  EXPECT_TRUE(matches("a{", "a{"));
  EXPECT_TRUE(matches("a{,5}", "a{,5}"));
  EXPECT_TRUE(matches("a{x}", "a{x}"));
  EXPECT_TRUE(matches("{", "{"));
  EXPECT_TRUE(matches("}", "}"));
  EXPECT_TRUE(matches("]", "]"));
  EXPECT_TRUE(matches("a{2,3}", "aaa"));
  EXPECT_TRUE(matches("a{2}", "aa"));
  EXPECT_TRUE(matches("a{2,}", "aaaa"));
  EXPECT_TRUE(matches("a{0,99999999999999999999}", "aaa"));
  EXPECT_FALSE(matches("a{2}", "aaa"));
}

TEST(PatternTranslation, ClassesAreJavaScripts) {
  EXPECT_TRUE(matches("[^]", "\n"));
  EXPECT_FALSE(matches("[]", "a"));
  EXPECT_TRUE(matches("[]*", ""));
  EXPECT_TRUE(matches("[\\d-z]+", "5-z"));
  EXPECT_TRUE(matches("[a-\\d]+", "a-5"));
  EXPECT_TRUE(matches("[\\b]", "\b"));
  EXPECT_TRUE(matches("[[:alpha:]]", ":]"));
  EXPECT_TRUE(matches("[a^\\]-]+", "a^]-"));
  EXPECT_TRUE(matches("[-a]+", "-a"));
  EXPECT_TRUE(matches("[\\w&&[a]", "["));
  EXPECT_TRUE(matches("[^a-c\\s]", "d"));
  EXPECT_FALSE(matches("[^a-c\\s]", "\t"));
  EXPECT_TRUE(matches("[\\s\\S]", "\n"));
}

TEST(PatternTranslation, SetsBeyondAscii) {
  const auto found = [](std::string_view source, std::string_view subject) {
    return Pattern::compile(source, "")->search(subject, 0).has_value();
  };
  for (const char* space : {"\u00a0", "\ufeff", "\u2028", "\u3000", "\u2003"}) {
    EXPECT_TRUE(found("^\\s$", space));
    EXPECT_FALSE(found("\\S", space));
  }
  EXPECT_FALSE(found("\\d", "١"));
  EXPECT_FALSE(found("\\w", "é"));
  EXPECT_TRUE(found("^\\W$", "é"));
  EXPECT_FALSE(found(".", "\u2028"));
  EXPECT_FALSE(found(".", "\u2029\r\n"));
  EXPECT_TRUE(found(".", "\u0085"));
  EXPECT_TRUE(found("\\bx\\b", "éxé"));
  EXPECT_FALSE(found("é", "cafe"));
  EXPECT_TRUE(found("^é*c", "cafe"));
  EXPECT_TRUE(found("[^é]", "c"));
  EXPECT_TRUE(found("[\u4e00-\u9fff]{2}", "日本"));
}

TEST(PatternTranslation, AnchorsKnowNoLines) {
  EXPECT_TRUE(matches("a\nb", "a\nb"));
  EXPECT_FALSE(Pattern::compile("^b", "")->search("a\nb", 0));
  EXPECT_FALSE(Pattern::compile("a$", "")->search("a\n", 0));
  EXPECT_FALSE(matches("a.b", "a\nb"));
}

TEST(PatternTranslation, Lookarounds) {
  EXPECT_TRUE(Pattern::compile("foo(?=bar)", "")->search("foobar", 0));
  EXPECT_FALSE(Pattern::compile("foo(?!bar)", "")->search("foobar", 0));
  EXPECT_FALSE(Pattern::compile("(?<!foo)bar", "")->search("foobar", 0));
  EXPECT_TRUE(Pattern::compile("(?<=foo|é)bar", "")->search("ébar", 0));
  EXPECT_TRUE(matches("(?=a)*b", "b"));
}

}  // namespace
}  // namespace pico::krl
