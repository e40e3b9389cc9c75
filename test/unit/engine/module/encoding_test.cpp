// SPDX-License-Identifier: MIT
//
// Bytes and their forms as text (spec modules.md 7).
#include "engine/module/encoding.hpp"

#include <gtest/gtest.h>

#include "krl/text/error.hpp"

namespace pico::engine {
namespace {

using namespace std::string_literals;

TEST(Encoding, TurnsBase64OfAllLengthsRound) {
  for (const std::string& bytes : {""s, "a"s, "ab"s, "abc"s, "\xFF\xFE\xFD\xFC"s, "\0\0"s}) {
    EXPECT_EQ(decode_text(base64_of(bytes), "base64"), bytes);
    EXPECT_EQ(decode_text(encode_bytes(bytes, "base64url"), "base64url"), bytes);
  }
  EXPECT_EQ(encode_bytes("\xFB\xFF", "base64"), "+/8=");
  EXPECT_EQ(encode_bytes("\xFB\xFF", "base64url"), "-_8");
}

TEST(Encoding, StopsHexAtTheFirstPairThatIsNone) {
  EXPECT_EQ(decode_text("41Fg42", "hex"), "A");
  EXPECT_EQ(decode_text("414", "hex"), "A");
  EXPECT_EQ(hex_of("\x01\xAB"), "01ab");
}

TEST(Encoding, ReadsUnitsAndBytes) {
  EXPECT_EQ(decode_text("\xC3\xA9", "latin1"), "\xE9");
  EXPECT_EQ(encode_bytes("\xE9", "latin1"), "\xC3\xA9");
  EXPECT_EQ(encode_bytes("\xE1", "ascii"), "a");
  EXPECT_EQ(decode_text("a\xF0\x9F\x98\x80", "utf16le"), "a\0\x3D\xD8\0\xDE"s);
  EXPECT_EQ(encode_bytes("a\0\x3D\xD8\0\xDE!"s, "UTF16LE"), "a\xF0\x9F\x98\x80");
}

TEST(Encoding, ReplacesWhatIsNoUtf8) {
  const std::string replacement = "\xEF\xBF\xBD";
  EXPECT_EQ(encode_bytes("a\xFFz", "utf8"), "a" + replacement + "z");
  EXPECT_EQ(encode_bytes("\xE2\x82", "utf8"), replacement);
  EXPECT_EQ(encode_bytes("\xE2\x82z", "utf8"), replacement + "z");
  EXPECT_EQ(encode_bytes("\xC0\xAF", "utf8"), replacement + replacement);
  EXPECT_EQ(encode_bytes("\xED\xA0\x80", "utf8"), replacement + replacement + replacement);
  EXPECT_EQ(encode_bytes("\xF4\x90\x80\x80", "utf8"),
            replacement + replacement + replacement + replacement);
  EXPECT_EQ(encode_bytes("\xF0\x9F\x98\x80", "utf8"), "\xF0\x9F\x98\x80");
  EXPECT_EQ(utf8_of("a\xED\xA0\x80z"), "a" + replacement + "z");
}

TEST(Encoding, OfAnUnknownNameIsAnError) {
  EXPECT_THROW(decode_text("a", "nope"), krl::Error);
  EXPECT_THROW(encode_bytes("a", ""), krl::Error);
}

}  // namespace
}  // namespace pico::engine
