// SPDX-License-Identifier: MIT
//
// Numbers and bits (spec krl-values-and-stdlib.md 9).
#include <gtest/gtest.h>

#include "unit/krl/ruleset_under_test.hpp"

namespace pico::krl::testing {
namespace {

TEST(Range, CountsUpOrDown) {
  EXPECT_EQ(evaluate("[1.range(3), 3.range(1), 2.range(2), 1.5.range(3), null.range(1)]"),
            "[[1,2,3],[3,2,1],[2],[1.5,2.5,3.5],[0,1]]");
  EXPECT_EQ(evaluate(R"([1.range(), "x".range(2), 1.range(re#a#)])"), "[[],[],[]]");
}

TEST(Range, IsBoundedByMemory) {
  const MemoryScope scope(size_t{16} << 20);

  EXPECT_EQ(evaluation_error("1.range(1000000000000)").substr(0, 28),
            "Error: out of memory for val");
}

TEST(Chr, GivesOneUnit) {
  EXPECT_EQ(
      evaluate(
          R"([75.chr(), 8364.chr(), (65536 + 65).chr(), "x".chr(), 55357.chr() + 56832.chr()])"),
      R"(["K","€","A",null,"😀"])");
}

TEST(Bits, AreThoseOfInt32) {
  EXPECT_EQ(evaluate("[13.band(7), 9.bor(6), 12.bxor(10), 41.bnot(), 5.shiftLeft(33), "
                     "1.shiftLeft(-1), -8.shiftRight(1), 4294967296.bor(0)]"),
            "[5,15,6,-42,10,-2147483648,-4,0]");
}

TEST(Bits, RefuseWhatIsNoNumber) {
  EXPECT_EQ(evaluation_error(R"("x".shiftLeft(1))"), "TypeError: x cannot be shifted by 1");
  EXPECT_EQ(evaluation_error(R"(1.shiftRight("x"))"), "TypeError: 1 cannot be shifted by x");
  EXPECT_EQ(evaluation_error(R"(1.bor(re#a#))"), "TypeError: 1 cannot be bitwise anded re#a#");
  EXPECT_EQ(evaluation_error(R"("x".bxor(1))"), "TypeError: x cannot be bitwise anded 1");
  EXPECT_EQ(evaluation_error(R"("x".bnot())"), "TypeError: x cannot be inverted ");
}

}  // namespace
}  // namespace pico::krl::testing
