// SPDX-License-Identifier: MIT
//
// Paths (spec krl-values-and-stdlib.md 3.6, 10.2).
#include "krl/value/path.hpp"

#include <gtest/gtest.h>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {
namespace {

constexpr std::string_view kMap =
    R"({"a":1,"b":{"c":[10,{"d":"deep"},null],"":"blank"},"1":"one","s":"xyz",)"
    R"("null":"nul","[Array]":"arr"})";

std::string get(std::string_view container, const Value& path) {
  return encode(get_path(parse_json(container), path));
}
std::string set(std::string_view container, const Value& path, const Value& value) {
  return encode(set_path(parse_json(container), path, value));
}
std::string put(std::string_view container, const Value& path, const Value& value) {
  return encode(put_path(parse_json(container), path, value));
}
std::string remove(std::string_view container, const Value& path) {
  return encode(delete_path(parse_json(container), path));
}

TEST(GetPath, FollowsKeysAndIndices) {
  EXPECT_EQ(get(kMap, "a"), "1");
  EXPECT_EQ(get(kMap, Array{"b", "c", 0}), "10");
  EXPECT_EQ(get(kMap, Array{"b", "c", "0"}), "10");
  EXPECT_EQ(get(kMap, Array{"b", "c", 1, "d"}), R"("deep")");
  EXPECT_EQ(get(kMap, Array{"b", ""}), R"("blank")");
  EXPECT_EQ(get(kMap, 1), R"("one")");
}

TEST(GetPath, TurnsEveryKeyIntoText) {
  EXPECT_EQ(get(kMap, Value()), R"("nul")");
  EXPECT_EQ(get(kMap, Array{Array{1}}), R"("arr")");
  EXPECT_EQ(encode(get_key(parse_json(kMap), Array{"a"})), R"("arr")");
}

TEST(GetPath, MissesAreJsonNull) {
  const Value map = parse_json(kMap);
  for (const Value& path : {Value("zz"), Value(Array{"b", "c", -1}), Value(Array{"b", "c", "00"}),
                            Value(Array{"b", "c", 0.5}), Value(Array{"b", "c", 7, "q"}),
                            Value(Array()), Value("b.c"), Value(Map())}) {
    EXPECT_TRUE(get_path(map, path).is(Kind::Null));
  }
  EXPECT_TRUE(get_path("xyz", 0).is(Kind::Null));
  EXPECT_TRUE(get_path(Map{{"a", Value()}}, "a").is(Kind::Null));
  EXPECT_TRUE(get_key(Array{Value()}, 0).is(Kind::Null));
  EXPECT_TRUE(get_key(Array{1}, "length").is(Kind::Null));
}

TEST(GetPath, AStringWithinAPathHasUnits) {
  EXPECT_EQ(get(kMap, Array{"s", 1}), R"("y")");
  EXPECT_EQ(get(kMap, Array{"s", 1, 0}), R"("y")");
  EXPECT_EQ(get(kMap, Array{"s", 3}), "null");
  EXPECT_EQ(get(R"(["a😀"])", Array{0, 1}), R"("\ud83d")");
  EXPECT_EQ(get(R"(["a😀"])", Array{0, 2}), R"("\ude00")");
  EXPECT_EQ(get(R"(["a😀"])", Array{0, 3}), "null");
}

TEST(SetPath, MakesArraysForIndicesAndMapsForOtherKeys) {
  EXPECT_EQ(set("{}", Array{"a", 0, "b"}, 1), R"({"a":[{"b":1}]})");
  EXPECT_EQ(set("{}", Array{"a", "0", "1"}, 1), R"({"a":[[null,1]]})");
  EXPECT_EQ(set("{}", Array{0, 0}, 1), R"({"0":[1]})");
  EXPECT_EQ(set("[]", Array{0, 0}, 1), "[[1]]");
  EXPECT_EQ(set("[]", 2, 1), "[null,null,1]");
  EXPECT_EQ(set("null", 0, 1), R"({"0":1})");
  EXPECT_EQ(set("{}", Array{"a", "01"}, 2), R"({"a":{"01":2}})");
  EXPECT_EQ(set(R"({"v":[8,9]})", Array{"v", 1, "n"}, "z"), R"({"v":[8,{"n":"z"}]})");
  EXPECT_EQ(set(R"({"a":null})", Array{"a", "b"}, 5), R"({"a":{"b":5}})");
  EXPECT_EQ(set(R"({"b":1})", "1", 3), R"({"1":3,"b":1})");
}

TEST(SetPath, AnEmptyPathChangesNothing) {
  EXPECT_EQ(set(R"({"a":1})", Array(), 2), R"({"a":1})");
  EXPECT_EQ(set("[1]", Array(), 2), "[1]");
}

TEST(SetPath, AnArrayWithANamedMemberBecomesAMap) {
  EXPECT_EQ(set("[1,2]", "a", 3), R"({"0":1,"1":2,"a":3})");
  EXPECT_EQ(set("[1]", -1, 3), R"({"0":1,"-1":3})");
  EXPECT_EQ(set(R"({"a":[1,2]})", Array{"a", "x"}, 9), R"({"a":{"0":1,"1":2,"x":9}})");
  EXPECT_EQ(set("[1,[2]]", Array{1, "w", "x"}, 9), R"([1,{"0":2,"w":{"x":9}}])");
  EXPECT_EQ(put("[1,2]", "w", 3), R"({"0":1,"1":2,"w":3})");
  EXPECT_EQ(put("[1,2]", 1.5, 3), R"({"0":1,"1":2,"1.5":3})");
  EXPECT_EQ(put(R"({"a":[1]})", Array{"a", "1b"}, 2), R"({"a":{"0":1,"1b":2}})");
}

TEST(SetPath, RefusesAbsurdIndices) {
  EXPECT_THROW(set("[]", 4294967294.0, 1), Error);
  EXPECT_EQ(set_path(Array(), 1000, 1).array().size(), 1001u);
}

TEST(SetPath, ChangesInPlaceWhatIsHeldOnce) {
  Value value = parse_json(R"({"a":{"b":[1]}})");
  const Object* inner = get_path(value, Array{"a", "b"}).object();

  value = set_path(std::move(value), Array{"a", "b", 0}, 2);

  EXPECT_EQ(get_path(value, Array{"a", "b"}).object(), inner);
  EXPECT_EQ(encode(value), R"({"a":{"b":[2]}})");
}

TEST(SetPath, CopiesWhatIsShared) {
  const Value original = parse_json(R"({"a":{"b":[1]},"c":{"d":1}})");
  const Value changed = set_path(original, Array{"a", "b", 0}, 2);

  EXPECT_EQ(encode(original), R"({"a":{"b":[1]},"c":{"d":1}})");
  EXPECT_EQ(encode(changed), R"({"a":{"b":[2]},"c":{"d":1}})");
  EXPECT_EQ(get_path(changed, "c").object(), get_path(original, "c").object());
}

TEST(SetPath, AValueMayBePutIntoItself) {
  Value value = parse_json(R"({"a":1})");
  value = set_path(value, "self", value);
  EXPECT_EQ(encode(value), R"({"a":1,"self":{"a":1}})");
}

TEST(PutPath, FollowsTheTableOfTheSpecification) {
  EXPECT_EQ(put("{}", Array{"7", "7"}, "z"), R"({"7":{"7":"z"}})");
  EXPECT_EQ(put("{}", Array{"a", 0}, 1), R"({"a":{"0":1}})");
  EXPECT_EQ(put(R"([["q"]])", Array{0, 0}, "z"), R"([["z"]])");
  EXPECT_EQ(put(R"({"k":[5,6]})", Array{"k", "2"}, 7), R"({"k":[5,6,7]})");
  EXPECT_EQ(put(R"({"k":[5,6]})", Array{"k", "3"}, 7), R"({"k":{"0":5,"1":6,"3":7}})");
  EXPECT_EQ(put(R"({"k":[5,6]})", Array{"k", "n"}, 7), R"({"k":{"0":5,"1":6,"n":7}})");
  EXPECT_EQ(put(R"({"m":0})", Array{Value()}, 1), R"({"m":0,"null":1})");
  EXPECT_EQ(put("[1,2]", 5, "x"), R"([1,2,null,null,null,"x"])");
  EXPECT_EQ(put(R"({"a":1})", Array{"a", "b"}, 2), R"({"a":{"b":2}})");
  EXPECT_EQ(put("5", "a", 1), "5");
}

TEST(PutPath, WithoutKeysMerges) {
  EXPECT_EQ(put(R"({"a":{"b":1},"z":0})", Array(), parse_json(R"({"a":{"c":2},"y":1})")),
            R"({"a":{"c":2},"z":0,"y":1})");
  EXPECT_EQ(put("[1,2,3]", Array(), Array{9}), "[9,2,3]");
  EXPECT_EQ(put("[1]", Array(), parse_json("[7,8]")), "[7,8]");
  EXPECT_EQ(put(R"({"a":1})", Array(), Value()), "null");
  EXPECT_EQ(put("[1]", Array(), Map{{"a", 1}}), R"({"a":1})");
  EXPECT_EQ(put(R"({"a":1})", Array(), Array{1}), "[1]");
}

TEST(DeletePath, LeavesHolesInArrays) {
  EXPECT_EQ(remove("[1,2,3]", 1), "[1,null,3]");
  EXPECT_EQ(remove(R"({"a":[1,2]})", Array{"a", 0}), R"({"a":[null,2]})");
  EXPECT_EQ(remove(R"({"1":1,"b":2})", 1), R"({"b":2})");
  EXPECT_EQ(remove(R"({"a":{"b":1}})", Array{"a", "b"}), R"({"a":{}})");
}

TEST(DeletePath, WhatIsMissingChangesNothing) {
  for (const Value& path :
       {Value("zz"), Value(Array()), Value(Array{"b", "zz", "q"}), Value(Array{"s", 0}),
        Value(Array{"s", 0, 0}), Value(Array{"b", "c", 9})}) {
    const Value map = parse_json(kMap);
    EXPECT_EQ(delete_path(map, path).object(), map.object());
  }
  EXPECT_EQ(remove("5", "a"), "5");
}

TEST(DeletePath, CopiesWhatIsShared) {
  const Value original = parse_json(R"({"a":{"b":1}})");
  delete_path(original, Array{"a", "b"});
  EXPECT_EQ(encode(original), R"({"a":{"b":1}})");
}

}  // namespace
}  // namespace pico::krl
