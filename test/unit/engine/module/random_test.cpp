// SPDX-License-Identifier: MIT
//
// The module `random` (spec modules.md 8).
#include <gtest/gtest.h>

#include <algorithm>

#include "engine/module/words.hpp"
#include "unit/engine/module/expression.hpp"

namespace pico::engine {
namespace {

TEST(RandomInteger, LiesBetweenItsBoundsInAnyOrder) {
  EXPECT_EQ(evaluate("1.range(200).all(function(i) {"
                     " n = random:integer(10, 8); n >= 8 && n <= 10 && n == math:int(n) })"),
            "true");
  EXPECT_EQ(evaluate("1.range(200).map(function(i) { random:integer(8, 10) }).unique().sort()"),
            "[10,8,9]");
  EXPECT_EQ(evaluate("1.range(200).map(function(i) { random:integer(-1) }).unique().length()"),
            "2");
}

TEST(RandomInteger, ConvertsAndRoundsItsArguments) {
  EXPECT_EQ(evaluate("[random:integer(5, 5), random:integer(5.4, 5.4), random:integer(5.5, 5.5)]"),
            "[5,5,6]");
  EXPECT_EQ(evaluate("random:integer([1, 2], {\"a\": 1, \"b\": 2})"), "2");
  EXPECT_EQ(evaluate("[random:integer(\"3\", \"3\"), random:integer(\"x\"), random:integer(null)]"),
            "[3,0,0]");
}

TEST(RandomInteger, TakesLargeBounds) {
  EXPECT_EQ(evaluate("n = 9007199254740991 * 9007199254740991; r = random:integer(n, -1 * n);"
                     " r <= n && r >= -1 * n"),
            "true");
}

TEST(RandomNumber, LiesBetweenItsBounds) {
  EXPECT_EQ(evaluate("1.range(200).all(function(i) {"
                     " n = random:number(-2, 3); n >= -2 && n <= 3 })"),
            "true");
  EXPECT_EQ(evaluate("[random:number(5, 5), random:number(0)]"), "[5,0]");
}

TEST(Random, WithoutArgumentsGoesToOne) {
  EXPECT_EQ(evaluate("1.range(200).map(function(i) { random:integer() }).unique().length()"), "2");
  EXPECT_EQ(evaluate("n = random:number(); n > 0 && n < 1"), "true");
}

TEST(RandomUuid, IsAnIdentifier) {
  EXPECT_EQ(evaluate("random:uuid().match(re#^c[a-z0-9]{24,}$#)"), "true");
  EXPECT_EQ(evaluate("random:uuid() == random:uuid()"), "false");
}

TEST(RandomWord, IsLowerCase) { EXPECT_EQ(evaluate("random:word().match(re#^[a-z]+$#)"), "true"); }

TEST(CommonWords, CanAllBeTagsOfChannels) {
  const auto words = common_words();

  EXPECT_EQ(std::find(words.begin(), words.end(), "system"), words.end());
}

TEST(CommonWords, AreManyDifferentOnes) {
  const auto words = common_words();

  EXPECT_GE(words.size(), 1000u);
  EXPECT_TRUE(std::is_sorted(words.begin(), words.end(), std::less_equal<>()));
  EXPECT_TRUE(std::all_of(words.begin(), words.end(), [](std::string_view word) {
    return word.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos;
  }));
}

}  // namespace
}  // namespace pico::engine
