// SPDX-License-Identifier: MIT
//
// Strings: appending, joined surrogates, hashes.
#include "krl/value/string.hpp"

#include <gtest/gtest.h>

#include <set>

namespace pico::krl {
namespace {

constexpr std::string_view kHigh = "\xED\xA0\xBD";  // U+D83D
constexpr std::string_view kLow = "\xED\xB8\x80";   // U+DE00
constexpr std::string_view kFace = "\xF0\x9F\x98\x80";

TEST(String, AppendsInPlaceWhenHeldOnce) {
  String string("ab");
  StringObject* object = string.object();

  string.append("cd");

  EXPECT_EQ(string.view(), "abcd");
  EXPECT_EQ(string.object(), object);
}

TEST(String, AppendLeavesOtherHoldersAlone) {
  String first("ab");
  String second = first;

  second.append("é");

  EXPECT_EQ(first.view(), "ab");
  EXPECT_TRUE(first.is_ascii());
  EXPECT_EQ(second.view(), "abé");
  EXPECT_FALSE(second.is_ascii());
}

TEST(String, AppendsItself) {
  String string("ab");
  string.append(string.view());
  EXPECT_EQ(string.view(), "abab");
}

TEST(String, AppendForgetsTheOldHash) {
  String string("ab");
  const uint32_t before = string.hash();
  string.append("c");
  EXPECT_NE(string.hash(), before);
  EXPECT_EQ(string, String("abc"));
}

TEST(String, AppendJoinsHalvesOfAPair) {
  String string(kHigh);
  string.append(kLow);
  EXPECT_EQ(string.view(), kFace);
}

TEST(String, MakingJoinsHalvesOfAPair) {
  const std::string halves = "a" + std::string(kHigh) + std::string(kLow) + std::string(kHigh);
  EXPECT_EQ(String(halves).view(), "a" + std::string(kFace) + std::string(kHigh));
}

TEST(String, LoneAndReversedSurrogatesStay) {
  const std::string reversed = std::string(kLow) + std::string(kHigh);
  EXPECT_EQ(String(reversed).view(), reversed);
}

TEST(String, EmptyStringsAreOneObject) { EXPECT_EQ(String().object(), String().object()); }

TEST(String, HashesOfSimilarTextsDiffer) {
  std::set<uint32_t> hashes;
  std::string text;
  for (int i = 0; i < 200; ++i) {
    hashes.insert(hash_of(text));
    text.push_back('\0');
  }
  for (int i = 0; i < 2000; ++i) hashes.insert(hash_of("key" + std::to_string(i)));
  EXPECT_GE(hashes.size(), 2198u);
  EXPECT_FALSE(hashes.contains(0));
}

}  // namespace
}  // namespace pico::krl
