// SPDX-License-Identifier: MIT
//
// The operators (spec krl-values-and-stdlib.md 4).
#include "krl/value/operators.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {
namespace {

Value json(std::string_view text) { return parse_json(text); }
Value regexp(std::string_view source, std::string_view flags = "") {
  return RegExp(Pattern::compile(source, flags));
}

template <class Operation>
std::string error_of(Operation operation) {
  try {
    operation();
  } catch (const Error& error) {
    return error.text();
  }
  return "none";
}

TEST(Operators, PlusAddsNumbersAndJoinsAllElse) {
  EXPECT_EQ(add(1, 2).number(), 3);
  EXPECT_EQ(encode(add("1", 2)), R"("12")");
  EXPECT_EQ(encode(add(1, Value())), R"("1null")");
  EXPECT_EQ(encode(add(true, 1)), R"("true1")");
  EXPECT_EQ(encode(add(Array(), Map())), R"("[Array][Map]")");
  EXPECT_EQ(encode(add(add(1, 2), "3")), R"("33")");
  EXPECT_EQ(encode(add(HUGE_VAL, 1)), R"("[JSObject]1")");
}

TEST(Operators, PlusGrowsAStringInPlaceAndLeavesSharedOnesAlone) {
  Value text = "ab";
  Object* object = text.object();
  text = add(std::move(text), "c");
  EXPECT_EQ(text.object(), object);

  const Value shared = text;
  text = add(std::move(text), "d");
  EXPECT_EQ(shared.string().view(), "abc");
  EXPECT_EQ(text.string().view(), "abcd");
  EXPECT_EQ(add(shared, shared).string().view(), "abcabc");
}

TEST(Operators, ArithmeticConverts) {
  EXPECT_EQ(subtract("7", "  2").number(), 5);
  EXPECT_EQ(subtract(json(R"({"a":1,"b":2})"), json("[7]")).number(), 1);
  EXPECT_EQ(multiply("0b101", true).number(), 5);
  EXPECT_EQ(divide(1, "4").number(), 0.25);
  EXPECT_EQ(modulo(json("[1,2,3,4]"), json(R"(["x","y","z"])")).number(), 1);
  EXPECT_EQ(modulo(-5, 3).number(), -2);
  EXPECT_NEAR(modulo(5, 0.3).number(), 0.2, 1e-9);
  EXPECT_TRUE(std::signbit(negate(Value()).number()));
  EXPECT_EQ(negate(json("[0]")).number(), -1);
}

TEST(Operators, AZeroDivisorGivesZero) {
  for (const Value& zero : {Value(0), Value(-0.0), Value(), Value(""), Value(Array())}) {
    EXPECT_EQ(divide(7, zero).number(), 0);
    EXPECT_EQ(modulo("4", zero).number(), 0);
    EXPECT_TRUE(is_zero_divisor(zero));
  }
  EXPECT_FALSE(is_zero_divisor("x"));
  EXPECT_FALSE(is_zero_divisor(2));
}

TEST(Operators, ErrorsNameTheOperands) {
  EXPECT_EQ(error_of([] { multiply("six", 2); }), "TypeError: six cannot be multiplied by 2");
  EXPECT_EQ(error_of([] { subtract("a", 1); }), "TypeError: 1 cannot be subtracted from a");
  EXPECT_EQ(error_of([] { divide("a", 0); }), "TypeError: a cannot be divided by 0");
  EXPECT_EQ(error_of([] { modulo(1, "b"); }), "TypeError: Cannot calculate 1 modulo b");
  EXPECT_EQ(error_of([] { negate("x"); }), "TypeError: Cannot negate x");
  EXPECT_EQ(error_of([] { multiply(HUGE_VAL, 1); }),
            "TypeError: [JSObject] cannot be multiplied by 1");
}

TEST(Operators, ComparesNumbersElseTexts) {
  EXPECT_EQ(compare("7", "12"), -1);
  EXPECT_EQ(compare("30", 4), 1);
  EXPECT_EQ(compare(".5", 0.06), 1);
  EXPECT_EQ(compare(Value(), false), 0);
  EXPECT_EQ(compare(true, 1), 0);
  EXPECT_EQ(compare(json("[9,8]"), json("[1,1]")), 0);
  EXPECT_EQ(compare(2, "b"), -1);
  EXPECT_EQ(compare(true, "up"), -1);
  EXPECT_EQ(compare(regexp("x"), "re#x#"), 0);
  EXPECT_EQ(compare("03", "2"), 1);
  EXPECT_EQ(compare(Value(), "a"), 1);
  EXPECT_EQ(compare("", 1), -1);
  EXPECT_EQ(compare("abc", 5), 1);
  EXPECT_EQ(compare(json("[1]"), json("[1,2]")), -1);
  EXPECT_EQ(compare_text(30, 4), -1);
  EXPECT_EQ(compare_text(Value(), 1), 1);
  EXPECT_EQ(compare_text("7", "12"), 1);
}

TEST(Operators, EqualityNeedsTheSameType) {
  EXPECT_FALSE(equals(1, "1"));
  EXPECT_FALSE(equals(true, 1));
  EXPECT_TRUE(equals(Value(), Value::null()));
  EXPECT_TRUE(equals(std::nan(""), Value()));
  EXPECT_FALSE(equals(Value(), 0));
  EXPECT_TRUE(equals(0, -0.0));
  EXPECT_TRUE(equals(regexp("a", "gi"), regexp("a", "ig")));
  EXPECT_FALSE(equals(regexp("a"), regexp("a", "g")));
}

TEST(Operators, EqualityIsDeepAndKnowsNoOrderOfKeys) {
  EXPECT_TRUE(equals(json(R"({"a":[1,{"b":2}],"c":3})"), json(R"({"c":3,"a":[1,{"b":2}]})")));
  EXPECT_FALSE(equals(json("[1,2]"), json("[2,1]")));
  EXPECT_FALSE(equals(json("[1,2]"), json("[1]")));
  EXPECT_FALSE(equals(Map{{"a", Value()}}, Map()));
  EXPECT_FALSE(equals(json(R"({"a":null})"), json(R"({"b":null})")));
}

TEST(Operators, ComparingTooDeepValuesIsAnError) {
  Value left;
  Value right;
  for (int i = 0; i < 1'000'000; ++i) {
    left = Array{std::move(left)};
    right = Array{std::move(right)};
  }
  EXPECT_THROW(equals(left, right), Error);
  EXPECT_TRUE(equals(left, left));
}

/// A tree of 2^40 leaves, all branches of which are the same.
Value shared_tree(Value leaf) {
  for (int i = 0; i < 40; ++i) leaf = Array{leaf, leaf};
  return leaf;
}

TEST(Operators, ComparingValuesThatAreEndlessAsTreesIsAnError) {
  const MemoryScope scope(1'000'000);
  EXPECT_THROW(equals(shared_tree(1), shared_tree(1)), Error);
  EXPECT_THROW(equals(Map{{"a", shared_tree(1)}}, Map{{"a", shared_tree(1)}}), Error);
  EXPECT_FALSE(equals(shared_tree(1), shared_tree(2)));
}

TEST(Operators, ValuesThatFillTheMemoryCanBeCompared) {
  const MemoryScope scope(1'000'000);
  const Value left = Array(Values(25'000, Value(1)));
  const Value right = Array(Values(25'000, Value(1)));
  EXPECT_TRUE(equals(left, right));
}

TEST(Operators, LikeSearchesAnywhere) {
  EXPECT_TRUE(is_like("hello", regexp("ll")));
  EXPECT_FALSE(is_like("hello", regexp("LL")));
  EXPECT_TRUE(is_like("hello", "^h.*o$"));
  EXPECT_TRUE(is_like(Value(), regexp("null")));
  EXPECT_TRUE(is_like("5", 5));
  EXPECT_TRUE(is_like("abc", Array{"b"}));  // the class [Array] has an "a"
  EXPECT_EQ(error_of([] { is_like("a", "("); }),
            "SyntaxError: Invalid regular expression: /(/: Unterminated group");
}

TEST(Operators, LikeMovesThePositionOfAGlobalExpression) {
  const Value global = regexp("a", "g");
  EXPECT_TRUE(is_like("a", global));
  EXPECT_FALSE(is_like("a", global));
  EXPECT_TRUE(is_like("a", global));
}

}  // namespace
}  // namespace pico::krl
