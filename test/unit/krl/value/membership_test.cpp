// SPDX-License-Identifier: MIT
//
// `><` (spec krl-values-and-stdlib.md 4.1).
#include <gtest/gtest.h>

#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/operators.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {
namespace {

bool has(std::string_view container, const Value& member) {
  return contains(parse_json(container), member);
}

TEST(Membership, AnArrayContainsEqualElements) {
  EXPECT_TRUE(has("[1,2,3]", 2));
  EXPECT_FALSE(has("[1,2,3]", "2"));
  EXPECT_TRUE(has(R"([{"a":1}])", Map{{"a", 1}}));
  EXPECT_TRUE(has("[null]", Value()));
  EXPECT_TRUE(has("[0]", -0.0));
}

TEST(Membership, AMapContainsKeysWhateverTheirValue) {
  EXPECT_TRUE(has(R"({"a":null})", "a"));
  EXPECT_FALSE(has(R"({"a":1})", "b"));
  EXPECT_TRUE(has(R"({"1":1})", 1));
  EXPECT_TRUE(has(R"({"true":1})", true));
}

TEST(Membership, OfTheNullsOnlyJsonNullIsAKey) {
  EXPECT_FALSE(has(R"({"null":1})", Value()));
  EXPECT_TRUE(has(R"({"null":1})", Value::null()));
  EXPECT_TRUE(has(R"({"undefined":1})", Value()));
}

TEST(Membership, AKeyMaySpellAPath) {
  EXPECT_TRUE(has(R"({"a":{"b":1}})", "a.b"));
  EXPECT_TRUE(has(R"({"a.b":1})", "a.b"));
  EXPECT_TRUE(has(R"({"a":[10,20]})", "a[1]"));
  EXPECT_FALSE(has(R"({"a":[10,20]})", "a[2]"));
  EXPECT_TRUE(has(R"({"a":[{"c":1}]})", "a[0].c"));
  EXPECT_TRUE(has(R"({"a":{"x.y":1}})", "a[\"x.y\"]"));
  EXPECT_TRUE(has(R"({"a":{"":1}})", "a."));
  EXPECT_FALSE(has(R"({"a":1})", "a["));
  EXPECT_FALSE(has(R"({"a":1})", "..["));
}

TEST(Membership, AnArrayIsAPath) {
  EXPECT_TRUE(has(R"({"a":{"b":1}})", Array{"a", "b"}));
  EXPECT_FALSE(has(R"({"a":{"b":1}})", Array{"a", "c"}));
  EXPECT_FALSE(has(R"({"a":1})", Array()));
}

TEST(Membership, OtherThingsContainAndAreContainedNever) {
  EXPECT_FALSE(contains("abc", "b"));
  EXPECT_FALSE(contains(5, 5));
  EXPECT_FALSE(has(R"({"[Map]":1,"re#a#":1})", Map()));
  EXPECT_FALSE(has(R"({"re#a#":1})", RegExp(Pattern::compile("a", ""))));
}

}  // namespace
}  // namespace pico::krl
