// SPDX-License-Identifier: MIT
//
// Offsets, lines and UTF-16 columns of a source text.
#include "krl/text/source.hpp"

#include <gtest/gtest.h>

namespace pico::krl {
namespace {

TEST(SourceTest, counts_lines_and_columns_from_one) {
  const Source source("a.krl", "ab\ncd\n");

  EXPECT_EQ(source.position(0), (Position{1, 1}));
  EXPECT_EQ(source.position(1), (Position{1, 2}));
  EXPECT_EQ(source.position(3), (Position{2, 1}));
}

TEST(SourceTest, places_the_end_on_the_last_character) {
  EXPECT_EQ(Source("", "abc").position(3), (Position{1, 3}));
  EXPECT_EQ(Source("", "abc\n").position(4), (Position{1, 4}));
  EXPECT_EQ(Source("", "abc\nd").position(99), (Position{2, 1}));
  EXPECT_EQ(Source("", "").position(0), (Position{1, 1}));
}

TEST(SourceTest, ends_lines_at_newline_return_and_both) {
  const Source source("", "a\r\nb\rc\nd");

  EXPECT_EQ(source.position(3), (Position{2, 1}));
  EXPECT_EQ(source.position(5), (Position{3, 1}));
  EXPECT_EQ(source.position(7), (Position{4, 1}));
  EXPECT_EQ(source.line_text(1), "a");
  EXPECT_EQ(source.line_text(2), "b");
  EXPECT_EQ(source.line_text(4), "d");
}

TEST(SourceTest, has_no_text_for_lines_that_do_not_exist) {
  const Source source("", "a\n");

  EXPECT_EQ(source.line_text(0), "");
  EXPECT_EQ(source.line_text(2), "");
  EXPECT_EQ(source.line_text(3), "");
}

TEST(SourceTest, counts_columns_in_utf16_units) {
  const Source source("", "\u00e9\U0001F600x");  // 2 + 4 + 1 bytes, 1 + 2 + 1 units

  EXPECT_EQ(source.utf16_offset(2), 1u);
  EXPECT_EQ(source.utf16_offset(6), 3u);
  EXPECT_EQ(source.utf16_offset(7), 4u);
  EXPECT_EQ(source.position(6), (Position{1, 4}));
}

TEST(SourceTest, places_the_end_on_the_last_unit_of_a_surrogate_pair) {
  EXPECT_EQ(Source("", "\U0001F600").position(4), (Position{1, 2}));
}

TEST(SourceTest, counts_units_across_its_internal_table) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "\u00e9";
  const Source source("", text);

  EXPECT_EQ(source.utf16_offset(4096), 2048u);
  EXPECT_EQ(source.utf16_offset(6000), 3000u);
  EXPECT_EQ(source.utf16_offset(7000), 3000u);
}

}  // namespace
}  // namespace pico::krl
