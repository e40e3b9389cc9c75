// SPDX-License-Identifier: MIT
//
// Tokens of KRL: krl-language section 1.
#include "krl/syntax/lexer.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace pico::krl {
namespace {

/// Class and text of each token, e.g. `SYMBOL a|RAW =`.
std::string tokens_of(std::string_view text) {
  std::string result;
  for (const Token& token : lex(text)) {
    if (token.kind == TokenKind::End) break;
    if (!result.empty()) result += "|";
    result += std::string(class_name(token.kind)) + " " +
              std::string(text.substr(token.span.start, token.span.end - token.span.start));
  }
  return result;
}

TEST(LexerTest, ends_with_an_empty_token_after_the_text) {
  const auto tokens = lex("a ");

  ASSERT_EQ(tokens.size(), 2u);
  EXPECT_EQ(tokens[1].kind, TokenKind::End);
  EXPECT_EQ(tokens[1].span, (Span{2, 2}));
}

TEST(LexerTest, drops_every_kind_of_blank) {
  EXPECT_EQ(tokens_of("a \t\r\n\v\f\u00A0\uFEFF\u1680\u2000\u200A\u2028\u2029\u202F\u205F\u3000b"),
            "SYMBOL a|SYMBOL b");
  EXPECT_EQ(tokens_of("\u200B"), "ILLEGAL \u200B");
}

TEST(LexerTest, drops_comments) {
  EXPECT_EQ(tokens_of("a // b\nc /* d\n * e */ f // g"), "SYMBOL a|SYMBOL c|SYMBOL f");
  EXPECT_EQ(tokens_of("a // b\rc"), "SYMBOL a|SYMBOL c");
  EXPECT_EQ(tokens_of("/* a /* b */ c */"), "SYMBOL c|RAW *|RAW /");
}

TEST(LexerTest, does_not_close_a_comment_with_the_star_that_opens_it) {
  EXPECT_EQ(tokens_of("/*/ a"), "MISSING-CLOSE /*/ a");
  EXPECT_EQ(tokens_of("/**/a"), "SYMBOL a");
}

TEST(LexerTest, reads_numbers_without_sign_or_exponent) {
  EXPECT_EQ(tokens_of("1 007 1.5 .50"), "NUMBER 1|NUMBER 007|NUMBER 1.5|NUMBER .50");
  EXPECT_EQ(tokens_of("1e5"), "NUMBER 1|SYMBOL e5");
  EXPECT_EQ(tokens_of("3.5.7"), "NUMBER 3.5|NUMBER .7");
  EXPECT_EQ(tokens_of("4. 4.k"), "NUMBER 4|RAW .|NUMBER 4|RAW .|SYMBOL k");
}

TEST(LexerTest, values_numbers_as_doubles) {
  EXPECT_EQ(number_value("007"), 7);
  EXPECT_EQ(number_value(".50"), 0.5);
  EXPECT_EQ(number_value("9007199254740993"), 9007199254740992.0);
  EXPECT_TRUE(std::isinf(number_value(std::string(400, '9'))));
  EXPECT_EQ(number_value("0." + std::string(400, '0') + "1"), 0);
}

TEST(LexerTest, reads_strings_over_lines_and_protected_quotes) {
  EXPECT_EQ(tokens_of("\"a\nb\" \"c\\\"d\""), "STRING \"a\nb\"|STRING \"c\\\"d\"");
  EXPECT_EQ(tokens_of("\"a\\"), "MISSING-CLOSE \"a\\");
}

TEST(LexerTest, translates_only_two_escapes_in_strings) {
  EXPECT_EQ(string_value(R"("a\"b")"), "a\"b");
  EXPECT_EQ(string_value(R"("a\\b")"), "a\\b");
  EXPECT_EQ(string_value(R"("a\nb")"), "a\\nb");
  EXPECT_EQ(string_value(R"("\\\"")"), "\\\"");
}

TEST(LexerTest, reads_regular_expressions_with_flags) {
  EXPECT_EQ(tokens_of("re#a#gi re#b\\#c#mx"), "REGEXP re#a#gi|REGEXP re#b\\#c#m|SYMBOL x");
  EXPECT_EQ(tokens_of("re #a"), "SYMBOL re|ILLEGAL #|SYMBOL a");
  EXPECT_EQ(tokens_of("are#a#"), "SYMBOL are|ILLEGAL #|SYMBOL a|ILLEGAL #");
  EXPECT_EQ(tokens_of("re#abc"), "MISSING-CLOSE re#abc");
}

TEST(LexerTest, hands_patterns_over_unchanged_but_for_the_delimiter) {
  const RegExpParts parts = regexp_parts(R"(re#a\#b\d\\#gi)");

  EXPECT_EQ(parts.pattern, R"(a#b\d\\)");
  EXPECT_EQ(parts.flags, "gi");
}

TEST(LexerTest, knows_what_is_missing) {
  EXPECT_EQ(missing_closer("/* a"), "*/");
  EXPECT_EQ(missing_closer("\"a"), "\"");
  EXPECT_EQ(missing_closer("re#a"), "#");
}

TEST(LexerTest, reads_symbols_with_dollar_and_underscore) {
  EXPECT_EQ(tokens_of("_a $b c9 A_Z"), "SYMBOL _a|SYMBOL $b|SYMBOL c9|SYMBOL A_Z");
}

TEST(LexerTest, takes_the_longest_punctuation) {
  EXPECT_EQ(tokens_of("<=> <= < || | == => = := : >= >< > && !="),
            "RAW <=>|RAW <=|RAW <|RAW |||RAW ||RAW ==|RAW =>|RAW =|RAW :=|RAW :|RAW >=|RAW ><|RAW "
            ">|RAW &&|RAW !=");
  EXPECT_EQ(tokens_of("(){}[],/.-%+;*"),
            "RAW (|RAW )|RAW {|RAW }|RAW [|RAW ]|RAW ,|RAW /|RAW .|RAW -|RAW %|RAW +|RAW ;|RAW *");
  EXPECT_EQ(tokens_of("==="), "RAW ==|RAW =");
}

TEST(LexerTest, has_no_token_for_other_signs) {
  EXPECT_EQ(tokens_of("&&&"), "RAW &&|ILLEGAL &");
  EXPECT_EQ(tokens_of("! # ? ' @ ^ ~ ` \\ \u00e9"),
            "ILLEGAL !|ILLEGAL #|ILLEGAL ?|ILLEGAL '|ILLEGAL @|ILLEGAL ^|ILLEGAL ~|ILLEGAL "
            "`|ILLEGAL \\|ILLEGAL \u00e9");
  EXPECT_EQ(tokens_of("\x80\xFF"), "ILLEGAL \x80|ILLEGAL \xFF");
}

TEST(LexerTest, reads_chevrons) {
  EXPECT_EQ(tokens_of("<<>>"), "CHEVRON-OPEN <<|CHEVRON-CLOSE >>");
  EXPECT_EQ(tokens_of("<<a \"b // c > d>>"),
            "CHEVRON-OPEN <<|CHEVRON-STRING a \"b // c > d|CHEVRON-CLOSE >>");
  EXPECT_EQ(tokens_of("<<a#{b}c>>"),
            "CHEVRON-OPEN <<|CHEVRON-STRING a|CHEVRON-BEESTING-OPEN #{|SYMBOL "
            "b|CHEVRON-BEESTING-CLOSE }|CHEVRON-STRING c|CHEVRON-CLOSE >>");
}

TEST(LexerTest, treats_an_inner_opener_as_text_but_nests_in_beestings) {
  EXPECT_EQ(tokens_of("<<a<<b>>"), "CHEVRON-OPEN <<|CHEVRON-STRING a<<b|CHEVRON-CLOSE >>");
  EXPECT_EQ(tokens_of("<<#{<<b>>}>>"),
            "CHEVRON-OPEN <<|CHEVRON-BEESTING-OPEN #{|CHEVRON-OPEN <<|CHEVRON-STRING "
            "b|CHEVRON-CLOSE >>|CHEVRON-BEESTING-CLOSE }|CHEVRON-CLOSE >>");
}

TEST(LexerTest, closes_a_beesting_with_the_first_unbalanced_brace) {
  EXPECT_EQ(tokens_of("<<#{{\"}\":1}}>>"),
            "CHEVRON-OPEN <<|CHEVRON-BEESTING-OPEN #{|RAW {|STRING \"}\"|RAW :|NUMBER 1|RAW "
            "}|CHEVRON-BEESTING-CLOSE }|CHEVRON-CLOSE >>");
}

TEST(LexerTest, leaves_an_unclosed_chevron_to_the_parser) {
  EXPECT_EQ(tokens_of("<<a"), "CHEVRON-OPEN <<|CHEVRON-STRING a");
  EXPECT_EQ(tokens_of("<<a\\"), "CHEVRON-OPEN <<|CHEVRON-STRING a\\");
}

TEST(LexerTest, translates_the_escapes_of_chevrons) {
  EXPECT_EQ(chevron_value(R"(a>\>b)"), "a>>b");
  EXPECT_EQ(chevron_value(R"(\>\>)"), ">>");
  EXPECT_EQ(chevron_value(R"(\#{x})"), "#{x}");
  EXPECT_EQ(chevron_value(R"(\\ \n \# \")"), R"(\ \n \# \")");
  EXPECT_EQ(tokens_of(R"(<<a\#{b}>>)"),
            R"(CHEVRON-OPEN <<|CHEVRON-STRING a\#{b}|CHEVRON-CLOSE >>)");
}

TEST(LexerTest, classifies_words) {
  for (const char* word :
       {"defaction", "function", "return", "not", "setting", "null", "true", "false"}) {
    EXPECT_EQ(lex(word)[0].word, WordClass::Reserved) << word;
  }
  for (const char* word : {"like", "cmp"}) EXPECT_EQ(lex(word)[0].word, WordClass::Infix) << word;
  for (const char* word :
       {"and", "or", "before", "then", "after", "between", "any", "count", "repeat"}) {
    EXPECT_EQ(lex(word)[0].word, WordClass::Event) << word;
  }
  for (const char* word : {"ruleset", "rule", "Function", "STRING", "if"}) {
    EXPECT_EQ(lex(word)[0].word, WordClass::Ordinary) << word;
  }
}

}  // namespace
}  // namespace pico::krl
