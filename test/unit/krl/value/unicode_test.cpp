// SPDX-License-Identifier: MIT
//
// UTF-8, UTF-16, case and symbols.
#include "krl/value/unicode.hpp"

#include <gtest/gtest.h>

namespace pico::krl {
namespace {

constexpr std::string_view kHigh = "\xED\xA0\xBD";
constexpr std::string_view kLow = "\xED\xB8\x80";

TEST(Unicode, InvalidUtf8IsFound) {
  EXPECT_TRUE(is_valid_utf8("a\u00e9\u20ac\U0001F600\U0010FFFF"));
  for (const std::string_view text :
       {"\x80", "\xC3", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE2\x82", "a\xE2\x28\xA1"}) {
    EXPECT_FALSE(is_valid_utf8(text));
  }
  EXPECT_TRUE(is_valid_utf8(kHigh));
  EXPECT_FALSE(is_valid_utf8(kHigh, false));
}

TEST(Unicode, Utf16AndBackIsTheSame) {
  const std::string text = "a\u00e9\u20ac\U0001F600" + std::string(kHigh) + "z" + std::string(kLow);
  EXPECT_EQ(to_utf8(to_utf16(text)), text);
  EXPECT_EQ(to_utf16("\U0001F600"), u"\xD83D\xDE00");
}

TEST(Unicode, PositionsBetweenSurrogates) {
  const std::string_view text = "a😀b";
  EXPECT_EQ(utf16_length(text), 4u);
  EXPECT_EQ(byte_offset(text, 0), 0u);
  EXPECT_EQ(byte_offset(text, 1), 1u);
  EXPECT_EQ(byte_offset(text, 2), 3u);
  EXPECT_EQ(byte_offset(text, 3), 5u);
  EXPECT_EQ(byte_offset(text, 4), 6u);
  EXPECT_EQ(byte_offset(text, 9), 6u);
  for (const size_t units : {0, 1, 2, 3, 4}) {
    EXPECT_EQ(unit_offset(text, byte_offset(text, units)), units);
  }
  EXPECT_EQ(unit_at(text, 1), 0xD83D);
  EXPECT_EQ(unit_at(text, 3), 0xDE00);
}

TEST(Unicode, CuttingAPairGivesItsHalves) {
  const std::string_view text = "a😀b";
  EXPECT_EQ(cut(text, 0, 3), "a" + std::string(kHigh));
  EXPECT_EQ(cut(text, 3, 6), std::string(kLow) + "b");
  EXPECT_EQ(cut(text, 1, 3), kHigh);
  EXPECT_EQ(cut(text, 3, 5), kLow);
  EXPECT_EQ(cut(text, 3, 3), "");
  EXPECT_EQ(cut(text, 0, 6), text);
  EXPECT_EQ(cut("😀😀", 2, 6), std::string(kLow) + std::string(kHigh));
}

TEST(Unicode, ComparesByUtf16Units) {
  EXPECT_EQ(compare_utf16("a", "a"), 0);
  EXPECT_EQ(compare_utf16("a", "b"), -1);
  EXPECT_EQ(compare_utf16("Z", "a"), -1);
  EXPECT_EQ(compare_utf16("a", "é"), -1);
  EXPECT_EQ(compare_utf16("ab", "a"), 1);
  EXPECT_EQ(compare_utf16("", "a"), -1);
  EXPECT_EQ(compare_utf16("x\U0001F600", "x\uFF5E"), -1);
  EXPECT_EQ(compare_utf16("\uE000", "\U0001F600"), 1);
  EXPECT_EQ(compare_utf16("\U0001F600", "\U0001F601"), -1);
  EXPECT_EQ(compare_utf16(kHigh, "\U0001F600"), -1);
  EXPECT_EQ(compare_utf16("\xED\xA4\x80", "\U0001F600"), 1);
}

TEST(Unicode, TrimsWhatJavaScriptTrims) {
  EXPECT_EQ(trim("\u00a0\ufeff \t\n\v\f\r\u2028x y\u3000\u2003"), "x y");
  EXPECT_EQ(trim_leading("  x "), "x ");
  EXPECT_EQ(trim_trailing("  x "), "  x");
  EXPECT_EQ(trim("\u180e"), "\u180e");
  EXPECT_EQ(trim("\u200b"), "\u200b");
  EXPECT_EQ(trim(" \u00a0"), "");
}

TEST(Unicode, CaseMappingIsFull) {
  EXPECT_EQ(to_upper("aZ1é"), "AZ1É");
  EXPECT_EQ(to_upper("straße"), "STRASSE");
  EXPECT_EQ(to_upper("ŉ"), "ʼN");
  EXPECT_EQ(to_lower("ÀΣ ΟΔΟΣ"), "àς οδος");
  EXPECT_EQ(to_lower("İ"), "i\u0307");
  EXPECT_EQ(to_upper("i"), "I");
  EXPECT_EQ(to_upper(std::string(kHigh) + "a"), std::string(kHigh) + "A");
  EXPECT_EQ(to_upper("𐐨"), "𐐀");
}

TEST(Unicode, SymbolsAreWhatPeopleCount) {
  EXPECT_EQ(symbol_count(""), 0u);
  EXPECT_EQ(symbol_count("abc"), 3u);
  EXPECT_EQ(symbol_count("日本語"), 3u);
  EXPECT_EQ(symbol_count("😀a"), 2u);
  EXPECT_EQ(symbol_count("e\u0301"), 1u);
  EXPECT_EQ(symbol_count("a\u0300\u0301b"), 2u);
  EXPECT_EQ(symbol_count("🇩🇪🇫🇷"), 2u);
  EXPECT_EQ(symbol_count("👍🏽"), 1u);
  EXPECT_EQ(symbol_count("👨\u200d👩\u200d👧"), 1u);
  EXPECT_EQ(symbol_count("❤\ufe0f"), 1u);
  EXPECT_EQ(symbol_count(kHigh), 1u);
  EXPECT_EQ(symbol_count("a\u200d"), 2u);
}

}  // namespace
}  // namespace pico::krl
