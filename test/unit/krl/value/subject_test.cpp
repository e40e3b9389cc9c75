// SPDX-License-Identifier: MIT
//
// Subjects: positions in bytes and in UTF-16 units.
#include "krl/value/subject.hpp"

#include <gtest/gtest.h>

#include "krl/value/unicode.hpp"

namespace pico::krl {
namespace {

TEST(Subject, AsciiCountsBytes) {
  const Subject subject("abc");
  EXPECT_TRUE(subject.is_ascii());
  EXPECT_EQ(subject.size_units(), 3u);
  EXPECT_EQ(subject.position_of(2), 2u);
  EXPECT_EQ(subject.units_before(2), 2u);
}

TEST(Subject, FindsEveryPositionInLongText) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "aé€😀";
  const Subject subject(text);

  ASSERT_EQ(subject.size_units(), 500u);
  size_t position = 0;
  for (size_t unit = 0; unit < 500; ++unit) {
    ASSERT_EQ(subject.position_of(unit), position);
    ASSERT_EQ(subject.units_before(position), unit);
    position = next_unit(text, position);
  }
  EXPECT_EQ(subject.position_of(500), text.size());
  EXPECT_EQ(subject.position_of(501), text.size());
  EXPECT_EQ(subject.units_before(text.size()), 500u);
}

}  // namespace
}  // namespace pico::krl
