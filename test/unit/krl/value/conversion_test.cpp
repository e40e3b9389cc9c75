// SPDX-License-Identifier: MIT
//
// Types, truth and conversions (spec krl-values-and-stdlib.md 1, 3).
#include "krl/value/conversion.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {
namespace {

Value regexp(std::string_view source, std::string_view flags = "") {
  return RegExp(Pattern::compile(source, flags));
}

std::string type(const Value& value) { return std::string(name_of(type_of(value))); }
std::string text(const Value& value) { return std::string(to_string(value).view()); }

TEST(Conversion, TypesAreTold) {
  EXPECT_EQ(type(Value()), "Null");
  EXPECT_EQ(type(Value::null()), "Null");
  EXPECT_EQ(type(std::nan("")), "Null");
  EXPECT_EQ(type(HUGE_VAL), "JSObject");
  EXPECT_EQ(type(1.5), "Number");
  EXPECT_EQ(type(true), "Boolean");
  EXPECT_EQ(type(""), "String");
  EXPECT_EQ(type("0x1F"), "Hex");
  EXPECT_EQ(type("0XaB"), "Hex");
  EXPECT_EQ(type("0x"), "String");
  EXPECT_EQ(type("0x1g"), "String");
  EXPECT_EQ(type("0x1F "), "String");
  EXPECT_EQ(type(regexp("a")), "RegExp");
  EXPECT_EQ(type(Array()), "Array");
  EXPECT_EQ(type(Map()), "Map");
}

TEST(Conversion, Truth) {
  for (const Value& value : {Value(false), Value(0), Value(-0.0), Value(""), Value(), Value::null(),
                             Value(std::nan(""))}) {
    EXPECT_FALSE(is_true(value));
  }
  for (const Value& value : {Value(true), Value("0"), Value("false"), Value(Array()), Value(Map()),
                             Value(-1), Value(HUGE_VAL), regexp("")}) {
    EXPECT_TRUE(is_true(value));
  }
}

TEST(Conversion, ToString) {
  EXPECT_EQ(text(Value()), "null");
  EXPECT_EQ(text(Value::null()), "null");
  EXPECT_EQ(text(std::nan("")), "null");
  EXPECT_EQ(text(HUGE_VAL), "[JSObject]");
  EXPECT_EQ(text(true), "true");
  EXPECT_EQ(text(1.5), "1.5");
  EXPECT_EQ(text(Array{1}), "[Array]");
  EXPECT_EQ(text(Map()), "[Map]");
  EXPECT_EQ(text(regexp("a/b", "ig")), "re#a\\/b#gi");
  EXPECT_EQ(text(regexp("")), "re#(?:)#");
}

TEST(Conversion, ToNumber) {
  EXPECT_EQ(to_number(Value()), 0);
  EXPECT_EQ(to_number(std::nan("")), 0);
  EXPECT_EQ(to_number(true), 1);
  EXPECT_EQ(to_number(Value(Array{1, 2})), 2);
  EXPECT_EQ(to_number(Value(Map{{"a", 1}})), 1);
  EXPECT_EQ(to_number("0x1F"), 31);
  EXPECT_EQ(to_number(regexp("1")), std::nullopt);
  EXPECT_EQ(to_number(HUGE_VAL), std::nullopt);
}

TEST(Conversion, JavaScriptText) {
  EXPECT_EQ(javascript_text(Value()), "undefined");
  EXPECT_EQ(javascript_text(Value::null()), "null");
  EXPECT_EQ(javascript_text(std::nan("")), "NaN");
  EXPECT_EQ(javascript_text(-HUGE_VAL), "-Infinity");
  EXPECT_EQ(javascript_text(Map()), "[object Object]");
  EXPECT_EQ(javascript_text(parse_json(R"([1,[2,null],{"a":1},"b"])")), "1,2,,[object Object],b");
  EXPECT_EQ(javascript_text(regexp("a", "g")), "/a/g");
}

TEST(Conversion, ToInt32Wraps) {
  EXPECT_EQ(to_int32(4294967296), 0);
  EXPECT_EQ(to_int32(2147483648), -2147483648);
  EXPECT_EQ(to_int32(-1), -1);
  EXPECT_EQ(to_int32(-4294967297.0), -1);
  EXPECT_EQ(to_int32(1.9), 1);
  EXPECT_EQ(to_int32(-1.9), -1);
  EXPECT_EQ(to_int32(HUGE_VAL), 0);
  EXPECT_EQ(to_int32(std::nan("")), 0);
}

}  // namespace
}  // namespace pico::krl
