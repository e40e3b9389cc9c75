// SPDX-License-Identifier: MIT
//
// Writing JSON by both rules (spec krl-values-and-stdlib.md 2, 3.5).
#include <gtest/gtest.h>

#include <cmath>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/callable.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {
namespace {

class SomeCallable final : public Callable {
 public:
  SomeCallable() : Callable(Origin::Native) {}
};

Value callable(Kind kind) { return Value::of(kind, make_ref<SomeCallable>().get()); }

/// One of each thing that JSON has not.
Value strange_array() {
  return Array{Value(),
               Value::null(),
               std::nan(""),
               HUGE_VAL,
               -0.0,
               RegExp(Pattern::compile("a\\b", "g")),
               callable(Kind::Function),
               callable(Kind::Action),
               callable(Kind::ActionFunction)};
}
Value strange_map() {
  Map map;
  const Value items = strange_array();
  for (size_t i = 0; i < items.array().size(); ++i) {
    map.set(std::string(1, static_cast<char>('a' + i)), items.array()[i]);
  }
  return map;
}

TEST(JsonWriter, EncodeWritesTextsForWhatJsonHasNot) {
  EXPECT_EQ(encode(strange_array()),
            R"([null,null,null,"[JSObject]",0,"re#a\\b#g","[Function]","[Action]",null])");
  EXPECT_EQ(encode(strange_map()),
            R"({"a":null,"b":null,"c":null,"d":"[JSObject]","e":0,"f":"re#a\\b#g",)"
            R"("g":"[Function]","h":"[Action]"})");
  EXPECT_EQ(encode(callable(Kind::ActionFunction)), "null");
  EXPECT_EQ(encode(Value()), "null");
}

TEST(JsonWriter, PlainRulesOmitUndefinedAndFunctions) {
  EXPECT_EQ(to_json(strange_array()), R"([null,null,null,null,0,{},null,null,null])");
  EXPECT_EQ(to_json(strange_map()), R"({"b":null,"c":null,"d":null,"e":0,"f":{}})");
}

TEST(JsonWriter, SomeValuesHaveNoJson) {
  EXPECT_EQ(to_json(Value()), std::nullopt);
  EXPECT_EQ(to_json(callable(Kind::Function)), std::nullopt);
  EXPECT_EQ(to_json(callable(Kind::Action)), std::nullopt);
  EXPECT_EQ(to_json(Value::null()), "null");
  EXPECT_EQ(to_json(std::nan("")), "null");
  EXPECT_EQ(to_json_or_null(Value()), "null");
}

TEST(JsonWriter, IndentsLikeJavaScript) {
  const Value value = parse_json(R"([1,{"a":2,"b":[]},{}])");
  EXPECT_EQ(encode(value, 2), "[\n  1,\n  {\n    \"a\": 2,\n    \"b\": []\n  },\n  {}\n]");
  EXPECT_EQ(encode(Array{1}, 11), "[\n          1\n]");
  EXPECT_EQ(encode(Array{1}, -1), "[1]");
  EXPECT_EQ(encode(Map{{"a", callable(Kind::ActionFunction)}}, 1), "{}");
}

TEST(JsonWriter, EscapesOnlyWhatItMust) {
  EXPECT_EQ(encode("\"\\\b\t\n\f\r\x01\x1f"), R"("\"\\\b\t\n\f\r\u0001\u001f")");
  EXPECT_EQ(encode("</\x7f\u2028\u00e9\U0001F600\uD7FF"), "\"</\x7f\u2028\u00e9\U0001F600\uD7FF\"");
  EXPECT_EQ(encode(std::string_view("\xED\xA0\xBDx\xED\xBF\xBF")), R"("\ud83dx\udfff")");
  EXPECT_EQ(encode(std::string_view("\0", 1)), R"("\u0000")");
}

TEST(JsonWriter, TooDeepNestingIsAnError) {
  Value deep;
  for (int i = 0; i < 1'000'000; ++i) deep = Array{std::move(deep)};
  EXPECT_THROW(encode(deep), Error);
  EXPECT_THROW(json_copy(deep), Error);
}

TEST(JsonCopy, IsWhatTheTextGives) {
  EXPECT_EQ(encode(json_copy(strange_array())), "[null,null,null,null,0,{},null,null,null]");
  EXPECT_EQ(encode(json_copy(strange_map())), R"({"b":null,"c":null,"d":null,"e":0,"f":{}})");
  EXPECT_TRUE(json_copy(Value()).is(Kind::Null));
  EXPECT_TRUE(json_copy(callable(Kind::Function)).is(Kind::Null));
  EXPECT_FALSE(std::signbit(json_copy(-0.0).number()));
}

TEST(JsonCopy, SharesWhatDoesNotChange) {
  const Value plain = parse_json(R"({"a":[1,2],"b":"x"})");
  EXPECT_EQ(json_copy(plain).object(), plain.object());

  const Value mixed = Map{{"plain", plain}, {"strange", strange_array()}};
  const Value copy = json_copy(mixed);
  EXPECT_NE(copy.object(), mixed.object());
  EXPECT_EQ(copy.map().find("plain")->object(), plain.object());
  EXPECT_TRUE(mixed.map().find("strange")->array()[0].is_undefined());
}

}  // namespace
}  // namespace pico::krl
