// SPDX-License-Identifier: MIT
//
// Members for text that need no patterns (spec krl-values-and-stdlib.md 6).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Strings, ConvertTheirSubject) {
  EXPECT_EQ(evaluate("[null.uc(), {}.trim(), 12.capitalize(), true.ord(), [].lc()]"),
            R"(["NULL","[Map]","12",116,"[array]"])");
}

TEST(Strings, ChangeCaseByFullUnicodeRules) {
  EXPECT_EQ(evaluate(R"(["ß".uc(), "ΑΣ".lc(), "I".lc()])"), R"(["SS","ας","i"])");
}

TEST(Strings, CapitalizeTheFirstUnitOnly) {
  EXPECT_EQ(evaluate(R"(["kynetx Rules", "ßeta", "éa", "😀a", "", "𐐨"].map(capitalize))"),
            R"(["Kynetx Rules","SSeta","Éa","😀a","","𐐨"])");
}

TEST(Strings, TrimBothSidesOrOne) {
  EXPECT_EQ(evaluate(R"(["  a ".trim(), "  a ".trimLeading(), "  a ".trimTrailing()])"),
            R"(["a","a ","  a"])");
}

TEST(Strings, TestForParts) {
  EXPECT_EQ(evaluate(R"(["abc".contains("bc"), "abc".contains("x"), "abc".startsWith("ab"),
              "abc".endsWith("ab"), 123.contains(23), "".contains("")])"),
            "[true,false,true,false,true,true]");
  EXPECT_EQ(evaluate(R"(["nullify".startsWith(), "abc".contains()])"), "[true,false]");
}

TEST(Ord, GivesTheFirstUnit) {
  EXPECT_EQ(evaluate(R"(["kiwi", "", "€", "😀"].map(ord))"), "[107,null,8364,55357]");
}

TEST(Substr, CountsFromTheFrontOrTheBack) {
  const char* fox = "s = \"The quick fox\";";
  EXPECT_EQ(evaluate(R"([s.substr(4, 5), s.substr("4", -4), s.substr("4", "-12"),
              s.substr(4, -20), s.substr(13, 0), s.substr(13, -1), s.substr(30)])",
                     fox),
            R"(["quick","quick","he ","The ","","x",""])");
  EXPECT_EQ(evaluate(R"([s.substr(-2), s.substr("x"), s.substr(), s.substr(1.9, 0.1)])",
                     "s = \"abcdef\";"),
            R"(["abcdef","abcdef","abcdef","b"])");
}

TEST(Substr, CountsUtf16Units) {
  EXPECT_EQ(evaluate(R"("a😀b".substr(0, 3))"), R"("a😀")");
  EXPECT_EQ(evaluate(R"("a😀b".substr(1, 1) + "a😀b".substr(2, 1))"), R"("😀")");
}

TEST(Sprintf, FillsNumbersOrStrings) {
  EXPECT_EQ(evaluate(R"([7.sprintf("<%d|%s>"), "sub".sprintf("%d-%s"), null.sprintf("%s"),
              [1].sprintf("%s"), 5.sprintf(), 5.sprintf(5)])"),
            R"(["<7|%s>","%d-sub","%s","%s","","5"])");
}

TEST(Sprintf, ConsumesTheCharacterBefore) {
  EXPECT_EQ(evaluate(R"(["a".sprintf("%s%s"), "a".sprintf("%s %s"), "a".sprintf("%%s")])"),
            R"(["a%s","a a","%a"])");
}

TEST(Sprintf, UnderstandsBackslashes) {
  EXPECT_EQ(evaluate(R"("x".sprintf("\%s %s"))"), R"("%s x")");
  EXPECT_EQ(evaluate(R"("x".sprintf("a\\b%s"))"), R"("a\\bx")");
}

TEST(Sprintf, InsertsItsSubjectLiterally) {
  EXPECT_EQ(evaluate(R"("$&$$".sprintf("<%s>"))"), R"("<$&$$>")");
}

}  // namespace
}  // namespace pico::krl::testing
