// SPDX-License-Identifier: MIT
//
// Reading JSON (spec krl-values-and-stdlib.md 3.5).
#include <gtest/gtest.h>

#include <cmath>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {
namespace {

std::string error_of(std::string_view text) {
  try {
    parse_json(text);
  } catch (const Error& error) {
    return error.text();
  }
  return "none";
}

TEST(JsonParser, ReadsAllKindsOfValues) {
  EXPECT_EQ(encode(parse_json(R"( {"a": [1, -2.5, 1E+2, true, false, null, "x"], "": {}} )")),
            R"({"a":[1,-2.5,100,true,false,null,"x"],"":{}})");
  EXPECT_TRUE(parse_json("null").is(Kind::Null));
  EXPECT_EQ(parse_json("\t\r\n7").number(), 7);
  EXPECT_TRUE(std::signbit(parse_json("-0").number()));
  EXPECT_EQ(parse_json("123456789012345678").number(), 123456789012345678.0);
  EXPECT_EQ(type_of(parse_json("1e400")), Type::JSObject);
}

TEST(JsonParser, TheLastOfEqualKeysWinsInThePlaceOfTheFirst) {
  EXPECT_EQ(encode(parse_json(R"({"a":1,"b":2,"a":3})")), R"({"a":3,"b":2})");
}

TEST(JsonParser, RefusesWhatIsNotJson) {
  for (const char* text : {"",         " ",    "01",      "1.",        ".5",          "+1",
                           "-",        "1e",   "1e+",     "True",      "NaN",         "tru",
                           "truex",    "nul",  "{a:1}",   "{'a':1}",   "{\"a\":1,}",  "[1,]",
                           "[,1]",     "[1",   "[1 2]",   "{\"a\"}",   "{\"a\":}",    "{\"a\":1",
                           "\"",       "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"a\nb\"",
                           "\"\x01\"", "1 2",  "\u00a01", "\ufeff1",   "\v1",         "/**/1",
                           "0x1",      "'a'",  "]",       "}",         "-a",          "--1"}) {
    EXPECT_FALSE(try_parse_json(text).has_value()) << text;
  }
}

TEST(JsonParser, RefusesInvalidUtf8) {
  EXPECT_FALSE(try_parse_json("\"\xFF\""));
  EXPECT_FALSE(try_parse_json("\"\xC0\x80\""));
  EXPECT_FALSE(try_parse_json("\"\xE2\x82\""));
}

TEST(JsonParser, KnowsAllEscapes) {
  EXPECT_EQ(parse_json(R"("\"\\\/\b\f\n\r\té\u20ac")").string().view(),
            "\"\\/\b\f\n\r\t\u00e9\u20ac");
  EXPECT_EQ(parse_json(R"("\ud83d\ude00")").string().view(), "\U0001F600");
  EXPECT_EQ(parse_json(R"("\u0000")").string().view(), std::string_view("\0", 1));
}

TEST(JsonParser, KeepsSingleSurrogates) {
  EXPECT_EQ(parse_json(R"("\ud83dx")").string().view(), "\xED\xA0\xBDx");
  EXPECT_EQ(encode(parse_json(R"("\ude00\ud83d")")), R"("\ude00\ud83d")");
}

TEST(JsonParser, ErrorsTellThePosition) {
  EXPECT_EQ(error_of("[1,}"), "SyntaxError: Unexpected token } in JSON at position 3");
  EXPECT_EQ(error_of("[1"), "SyntaxError: Unexpected end of JSON input");
  EXPECT_EQ(error_of("\"\n\""), "SyntaxError: Unexpected token in JSON at position 1");
}

TEST(JsonParser, RepeatedKeysShareOneString) {
  const Value rows = parse_json(R"([{"name":1},{"name":2}])");
  const auto key = [&](size_t row) { return rows.array()[row].map().entries()[0].key.object(); };
  EXPECT_EQ(key(0), key(1));
}

TEST(JsonParser, TooDeepNestingIsAnError) {
  const std::string deep(10'000'000, '[');
  try {
    parse_json(deep);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::LimitExceeded);
  }
  EXPECT_EQ(encode(parse_json(std::string(1000, '[') + std::string(1000, ']'))).size(), 2000u);
}

}  // namespace
}  // namespace pico::krl
