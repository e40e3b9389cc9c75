// SPDX-License-Identifier: MIT
//
// Numbers as text and back (spec krl-values-and-stdlib.md 3.2, 3.4).
#include <gtest/gtest.h>

#include <cmath>

#include "krl/value/conversion.hpp"

namespace pico::krl {
namespace {

TEST(NumberText, LooksLikeJavaScripts) {
  EXPECT_EQ(number_text(0), "0");
  EXPECT_EQ(number_text(-0.0), "0");
  EXPECT_EQ(number_text(-1.5), "-1.5");
  EXPECT_EQ(number_text(1.10), "1.1");
  EXPECT_EQ(number_text(0.1 + 0.2), "0.30000000000000004");
  EXPECT_EQ(number_text(1 / 3.0), "0.3333333333333333");
  EXPECT_EQ(number_text(100 / 3.0), "33.333333333333336");
  EXPECT_EQ(number_text(9007199254740993), "9007199254740992");
  EXPECT_EQ(number_text(12345678901234567890.0), "12345678901234567000");
  EXPECT_EQ(number_text(123456789.123456789), "123456789.12345679");
}

TEST(NumberText, TurnsToExponentsAtTheBounds) {
  EXPECT_EQ(number_text(1e20), "100000000000000000000");
  EXPECT_EQ(number_text(1e21), "1e+21");
  EXPECT_EQ(number_text(1e23), "1e+23");
  EXPECT_EQ(number_text(1.5e300), "1.5e+300");
  EXPECT_EQ(number_text(0.000001), "0.000001");
  EXPECT_EQ(number_text(0.00000123), "0.00000123");
  EXPECT_EQ(number_text(1e-7), "1e-7");
  EXPECT_EQ(number_text(1.5e-7), "1.5e-7");
  EXPECT_EQ(number_text(-5e-324), "-5e-324");
  EXPECT_EQ(number_text(1.7976931348623157e308), "1.7976931348623157e+308");
  EXPECT_EQ(number_text(-HUGE_VAL), "-Infinity");
  EXPECT_EQ(number_text(std::nan("")), "NaN");
}

TEST(NumberText, LiteralsOfJavaScriptParse) {
  EXPECT_EQ(parse_number(""), 0);
  EXPECT_EQ(parse_number(" \n\u00a0\ufeff"), 0);
  EXPECT_EQ(parse_number(" 12\n"), 12);
  EXPECT_EQ(parse_number("+5"), 5);
  EXPECT_EQ(parse_number("-5.25"), -5.25);
  EXPECT_EQ(parse_number(".5"), 0.5);
  EXPECT_EQ(parse_number("5."), 5);
  EXPECT_EQ(parse_number("1e3"), 1000);
  EXPECT_EQ(parse_number("1E+2"), 100);
  EXPECT_EQ(parse_number("007"), 7);
  EXPECT_EQ(parse_number("0x1f"), 31);
  EXPECT_EQ(parse_number("0o17"), 15);
  EXPECT_EQ(parse_number("0B101"), 5);
  EXPECT_TRUE(std::signbit(*parse_number("-0")));
}

TEST(NumberText, AnythingElseFails) {
  for (const char* text :
       {"Infinity", "-Infinity", "NaN", "inf",   "1,000", "1_000", " + 5",  "+-5", "12px",
        "0x",       "0o8",       "0b2", "0xg",   "-0x10", "+0b1",  ".",     "-",   "+",
        "e5",       "1e",        "1e+", "1.2.3", "١",     "0x1.8", "0x1p3", "1 2"}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
}

TEST(NumberText, NumbersBeyondTheRangeAreInfiniteOrZero) {
  EXPECT_EQ(parse_number("1e400"), HUGE_VAL);
  EXPECT_EQ(parse_number("-1e400"), -HUGE_VAL);
  EXPECT_EQ(parse_number("1e-400"), 0);
  EXPECT_EQ(parse_number("4e-324"), 5e-324);
  EXPECT_EQ(parse_number("1e99999999999999999999"), HUGE_VAL);
  EXPECT_EQ(parse_number("1e-99999999999999999999"), 0);
  EXPECT_EQ(parse_number("0.0001e400"), HUGE_VAL);
  EXPECT_EQ(parse_number("1" + std::string(400, '0')), HUGE_VAL);
  EXPECT_EQ(parse_number("1" + std::string(400, '0') + "e-10"), HUGE_VAL);
  EXPECT_EQ(parse_number("0." + std::string(400, '0') + "1"), 0);
  EXPECT_EQ(parse_number("0e999"), 0);
  EXPECT_EQ(parse_number("0x" + std::string(300, 'f')), HUGE_VAL);
}

TEST(NumberText, LongHexIsRoundedOnce) {
  EXPECT_EQ(parse_number("0x20000000000001"), 9007199254740992);
  EXPECT_EQ(parse_number("0x20000000000003"), 9007199254740996);
  EXPECT_EQ(parse_number("0x10000000000000800000000000"), std::ldexp(1, 100));
  EXPECT_EQ(parse_number("0x10000000000000800000000001"), std::ldexp(1, 100) + std::ldexp(1, 48));
}

}  // namespace
}  // namespace pico::krl
