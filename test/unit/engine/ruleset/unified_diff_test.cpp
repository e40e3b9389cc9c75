// SPDX-License-Identifier: MIT
//
// Differences between texts.
#include "engine/ruleset/unified_diff.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace pico::engine {
namespace {

std::string diff(std::string_view from, std::string_view to) {
  return unified_diff(from, to, "a", "b");
}

/// What is left of a text when the hunks of a difference are taken for it: `kind` is '+' for the
/// new text, '-' for the old one.
std::string side_of(const std::string& difference, char kind) {
  std::string text;
  size_t start = 0;
  while (start < difference.size()) {
    const size_t end = difference.find('\n', start) + 1;
    const std::string line = difference.substr(start, end - start);
    start = end;
    if (line.starts_with("---") || line.starts_with("+++") || line.starts_with("@@")) continue;
    if (line[0] == ' ' || line[0] == kind) text += line.substr(1);
  }
  return text;
}

size_t changes_in(const std::string& difference) {
  size_t count = 0;
  for (size_t i = difference.find('\n'); i + 1 < difference.size();
       i = difference.find('\n', i + 1))
    if (difference[i + 1] == '-' || difference[i + 1] == '+') ++count;
  return count - 1;  // the second line of the head
}

TEST(UnifiedDiff, OfEqualTextsIsEmpty) {
  EXPECT_EQ(diff("", ""), "");
  EXPECT_EQ(diff("a\nb", "a\nb"), "");
}

TEST(UnifiedDiff, ShowsChangesWithThreeLinesAround) {
  EXPECT_EQ(diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"),
            "--- a\n+++ b\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");
  EXPECT_EQ(diff("1\n", "0\n1\n"), "--- a\n+++ b\n@@ -1 +1,2 @@\n+0\n 1\n");
}

TEST(UnifiedDiff, JoinsHunksThatTouch) {
  const std::string middle = "1\n2\n3\n4\n5\n6\n";

  EXPECT_EQ(diff("a\n" + middle + "b\n", "A\n" + middle + "B\n"),
            "--- a\n+++ b\n@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
  EXPECT_EQ(diff("a\n" + middle + "7\nb\n", "A\n" + middle + "7\nB\n"),
            "--- a\n+++ b\n@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
            "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

TEST(UnifiedDiff, TellsWhereALineEndIsMissing) {
  EXPECT_EQ(diff("a", "a\n"), "--- a\n+++ b\n@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
  EXPECT_EQ(diff("", "a"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n");
  EXPECT_EQ(diff("a\n", ""), "--- a\n+++ b\n@@ -1 +0,0 @@\n-a\n");
}

TEST(UnifiedDiff, HoldsBothTexts) {
  std::mt19937 random(7);  // NOLINT: the same texts every time
  for (int round = 0; round < 300; ++round) {
    std::string from;
    std::string to;
    // Context of three lines does not reach over more than this many equal lines.
    for (int line = 0; line < 6; ++line) {
      if (random() % 3 != 0) from += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
      if (random() % 3 != 0) to += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
    }
    if (from == to) continue;
    const std::string found = diff("x\n" + from, "y\n" + to);
    const std::string rest_of_from = side_of(found, '-');
    const std::string rest_of_to = side_of(found, '+');
    EXPECT_TRUE(("x\n" + from).starts_with(rest_of_from)) << found;
    EXPECT_TRUE(("y\n" + to).starts_with(rest_of_to)) << found;
    EXPECT_EQ(("x\n" + from).substr(rest_of_from.size()), ("y\n" + to).substr(rest_of_to.size()))
        << found;
  }
}

TEST(UnifiedDiff, IsAsShortAsItCanBe) {
  EXPECT_EQ(changes_in(diff("a\nb\nc\na\nb\nb\na\n", "c\nb\na\nb\na\nc\n")), 5u);
}

TEST(UnifiedDiff, OfTextsWithNothingInCommonIsBounded) {
  std::string from;
  std::string to;
  for (int line = 0; line < 50'000; ++line) {
    from += "a" + std::to_string(line) + "\n";
    to += "b" + std::to_string(line) + "\n";
  }

  EXPECT_EQ(changes_in(diff(from, to)), 100'000u);
}

}  // namespace
}  // namespace pico::engine
