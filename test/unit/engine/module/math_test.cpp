// SPDX-License-Identifier: MIT
//
// The module `math` (spec modules.md 7).
#include <gtest/gtest.h>

#include "unit/engine/module/expression.hpp"

namespace pico::engine {
namespace {

TEST(MathRounding, GoesTowardPlusInfinityAtHalves) {
  EXPECT_EQ(evaluate("[math:round(2.5), math:round(-2.5), math:round(1.4), math:round(-1.6)]"),
            "[3,-2,1,-2]");
  EXPECT_EQ(evaluate("math:round(0.49999999999999994)"), "0");
}

TEST(MathRounding, ShiftsTheDecimalExponent) {
  EXPECT_EQ(evaluate("[math:round(1.005, 2), math:round(-1.005, 2), math:round(1.45, 1)]"),
            "[1.01,-1,1.5]");
  EXPECT_EQ(evaluate("[math:round(1234.5678, -2), math:round(1250, -2), math:floor(1999, -2)]"),
            "[1200,1300,1900]");
  EXPECT_EQ(evaluate("[math:ceiling(0.1 + 0.2, 1), math:floor(0.1 * 3, 1), math:floor(1.1, 1)]"),
            "[0.4,0.3,1.1]");
  EXPECT_EQ(evaluate("math:round(0.000000123, 8)"), "1.2e-7");
  EXPECT_EQ(evaluate("[math:round(1.55, \"1\"), math:round(1.55, 1.9), math:round(1.55, null)]"),
            "[1.6,1.6,2]");
  EXPECT_EQ(evaluate("[math:round(1.5, 5000), math:round(1.5, -5000)]"), "[1.5,0]");
}

TEST(MathNumbers, ConvertAsInJavaScript) {
  EXPECT_EQ(evaluate("[math:abs(\"\"), math:abs(\" -5 \"), math:abs(\"0x10\"), math:abs(true)]"),
            "[0,5,16,1]");
  EXPECT_EQ(evaluate("[math:abs([]), math:abs([-5]), math:abs([1, 2]), math:abs({})]"),
            "[0,5,null,null]");
  EXPECT_EQ(evaluate("[math:abs(null), math:abs(), math:abs(\"x\"), math:abs(re#1#)]"),
            "[null,null,null,null]");
  EXPECT_EQ(evaluate("math:abs({}{\"none\"})"), "0");
  EXPECT_EQ(evaluate("[math:int(1.9), math:int(-1.9), math:int(\"3.7\"), math:int(\"x\")]"),
            "[1,-1,3,null]");
}

TEST(MathBase64, EncodesTheBytesOfAText) {
  EXPECT_EQ(evaluate("math:base64encode(\"hello\")"), R"("aGVsbG8=")");
  EXPECT_EQ(evaluate("math:base64encode(5)"), R"("NQ==")");
  EXPECT_EQ(evaluate("math:base64encode(\"ff00\", \"hex\")"), R"("/wA=")");
  EXPECT_EQ(evaluate("math:base64encode(\"é\", encoding = \"latin1\")"), R"("6Q==")");
  EXPECT_EQ(evaluate("math:base64encode(\"a\", \"nope\")"), "TypeError: Unknown encoding: nope");
}

TEST(MathBase64, DecodesLeniently) {
  EXPECT_EQ(evaluate("math:base64decode(\"aGVs bG8\")"), R"("hello")");
  EXPECT_EQ(evaluate("math:base64decode(\"_-8=\", \"hex\")"), R"("ffef")");
  EXPECT_EQ(evaluate("math:base64decode(\"/wA=\")"), "\"\xEF\xBF\xBD\\u0000\"");
}

TEST(MathHash, GivesHexOrBase64) {
  EXPECT_EQ(evaluate("math:hash(\"sha256\", \"hello\")"),
            R"("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")");
  EXPECT_EQ(evaluate("math:hash(\"md5\", 5, \"base64\")"), R"("5No7f7vOI0XXdysGdKMY1Q==")");
  EXPECT_EQ(evaluate("math:hash(str = null, algorithm = \"sha256\")"),
            R"("74234e98afe7498fb5daf1f36ac2d78acc339464f950703b8c019892f982b90b")");
}

TEST(MathHash, SaysWhatIsWrong) {
  EXPECT_EQ(evaluate("math:hash(\"nope\", \"x\")"),
            "Error: math:hash doesn't recognize the hash algorithm nope");
  EXPECT_EQ(evaluate("math:hash(\"SHA256\", \"x\")"),
            "Error: math:hash doesn't recognize the hash algorithm SHA256");
  EXPECT_EQ(evaluate("math:hash([], \"x\")"),
            "TypeError: math:hash was given [Array] instead of a algorithm string");
  EXPECT_EQ(evaluate("math:hash(\"md5\", \"x\", \"utf8\")"),
            "Error: math:hash encoding must be \"hex\" or \"base64\" but was utf8");
}

TEST(MathHmac, GivesHexOrBase64) {
  EXPECT_EQ(evaluate("math:hmac(\"sha1\", \"key\", \"message\")"),
            R"("2088df74d5f2146b48146caf4965377e9d0be3a4")");
  EXPECT_EQ(evaluate("math:hmac(\"sha256\", \"key\", \"message\", \"base64\")"),
            R"("bp7ym3X//Ft6uuUn1Y/a2y/kLnIZARl2kXNDBl9Y7Uo=")");
}

TEST(MathHmac, SaysWhatIsWrong) {
  EXPECT_EQ(evaluate("math:hmac(null, null, \"m\")"), "Error: math:hmac needs a key string");
  EXPECT_EQ(evaluate("math:hmac(null, \"k\", \"m\")"),
            "TypeError: math:hmac was given null instead of a algorithm string");
  EXPECT_EQ(evaluate("math:hmac(\"nope\", \"k\", \"m\")"),
            "Error: math:hmac doesn't recognize the hash algorithm nope");
  EXPECT_EQ(evaluate("math:hmac(\"shake128\", \"k\", \"m\")"),
            "Error: math:hmac doesn't recognize the hash algorithm shake128");
  EXPECT_EQ(evaluate("math:hmac(\"md5\", \"k\", \"m\", \"bin\")"),
            "Error: math:hmac encoding must be \"hex\" or \"base64\" but was bin");
}

TEST(MathHashAlgorithms, AreListed) {
  EXPECT_EQ(evaluate("[\"md5\", \"sha1\", \"sha512-256\", \"sha3-512\", \"blake2b512\", \"sm3\", "
                     "\"shake256\", \"RSA-SHA256\"].difference(math:hashAlgorithms)"),
            "[]");
}

TEST(MathHashFunctions, WarnThatTheyAreDeprecated) {
  Image image;
  EXPECT_EQ(evaluate(image, "math:hashFunctions() >< \"sha1\""), "true");

  const std::vector<LogEntry> log = image.environment().take_log();

  ASSERT_EQ(log.size(), 1u);
  EXPECT_EQ(krl::to_json_or_null(log[0].message),
            R"("math:hashFunctions() is DEPRECATED use math:hashAlgorithms instead")");
}

}  // namespace
}  // namespace pico::engine
