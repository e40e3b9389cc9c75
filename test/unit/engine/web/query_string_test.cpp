// SPDX-License-Identifier: MIT
//
// Query strings as Maps (spec http-api.md 2.1).
#include "engine/web/query_string.hpp"

#include <gtest/gtest.h>

#include <string>

#include "krl/value/json.hpp"

namespace pico::engine {
namespace {

std::string parsed(std::string_view text) { return krl::to_json_or_null(parse_query_string(text)); }

TEST(QueryString, GivesTextsByTheirNames) {
  EXPECT_EQ(parsed(""), "{}");
  EXPECT_EQ(parsed("a=1&b=two"), R"({"a":"1","b":"two"})");
  EXPECT_EQ(parsed("a"), R"({"a":""})");
  EXPECT_EQ(parsed("a="), R"({"a":""})");
  EXPECT_EQ(parsed("a=b=c"), R"({"a":"b=c"})");
  EXPECT_EQ(parsed("&&a=1&&=2&"), R"({"a":"1"})");
}

TEST(QueryString, MakesArraysOfNamesThatRepeat) {
  EXPECT_EQ(parsed("a=1&a=2"), R"({"a":["1","2"]})");
  EXPECT_EQ(parsed("a=1&a=2&a=3"), R"({"a":["1","2","3"]})");
}

TEST(QueryString, MakesArraysOfEmptyBracketsAndOfIndices) {
  EXPECT_EQ(parsed("b[]=1"), R"({"b":["1"]})");
  EXPECT_EQ(parsed("b[]=1&b[]=2"), R"({"b":["1","2"]})");
  EXPECT_EQ(parsed("b[0]=x"), R"({"b":["x"]})");
  EXPECT_EQ(parsed("b[1]=y&b[0]=x"), R"({"b":["x","y"]})");
  EXPECT_EQ(parsed("b[]=1&b[0]=2"), R"({"b":["1","2"]})");
  EXPECT_EQ(parsed("b[][c]=1"), R"({"b":[{"c":"1"}]})");
  EXPECT_EQ(parsed("b[][]=1"), R"({"b":["1"]})");
}

TEST(QueryString, ClosesGapsInArrays) {
  EXPECT_EQ(parsed("n[25]=z"), R"({"n":["z"]})");
  EXPECT_EQ(parsed("n[4294967294]=b&n[7]=a"), R"({"n":["a","b"]})");
}

TEST(QueryString, MakesMapsOfNamesInBrackets) {
  EXPECT_EQ(parsed("c[d]=4"), R"({"c":{"d":"4"}})");
  EXPECT_EQ(parsed("c[d]=4&c[e][f]=5"), R"({"c":{"d":"4","e":{"f":"5"}}})");
  EXPECT_EQ(parsed("c[01]=x&c[-1]=y&c[4294967295]=z"),
            R"({"c":{"01":"x","-1":"y","4294967295":"z"}})");
}

TEST(QueryString, SplitsFiveLevelsOfBrackets) {
  EXPECT_EQ(parsed("x[a][b][c][d][e]=1"), R"({"x":{"a":{"b":{"c":{"d":{"e":"1"}}}}}})");
  EXPECT_EQ(parsed("x[a][b][c][d][e][f]=1"), R"({"x":{"a":{"b":{"c":{"d":{"e":{"[f]":"1"}}}}}}})");
  EXPECT_EQ(parsed("x[a][b][c][d][e][f][g]=1"),
            R"({"x":{"a":{"b":{"c":{"d":{"e":{"[f][g]":"1"}}}}}}})");
}

TEST(QueryString, TakesBracketsThatAreNotWholeForText) {
  EXPECT_EQ(parsed("a[=1"), R"({"a[":"1"})");
  EXPECT_EQ(parsed("a]=1"), R"({"a]":"1"})");
  EXPECT_EQ(parsed("[a]=1"), R"({"a":"1"})");
  EXPECT_EQ(parsed("[]=1"), R"({"0":"1"})");
  EXPECT_EQ(parsed("a[b=1"), R"({"a[b":"1"})");
  EXPECT_EQ(parsed("a[[b]=1"), R"({"a[":{"b":"1"}})");
  EXPECT_EQ(parsed("a[b]c[d]=1"), R"({"a":{"b":{"d":"1"}}})");
}

TEST(QueryString, MergesDifferentFormsOfAName) {
  EXPECT_EQ(parsed("a=1&a[b]=2"), R"({"a":["1",{"b":"2"}]})");
  EXPECT_EQ(parsed("a[b]=2&a=c"), R"({"a":{"b":"2","c":true}})");
  EXPECT_EQ(parsed("a=1&a[]=2"), R"({"a":["1","2"]})");
  EXPECT_EQ(parsed("a[]=2&a=1"), R"({"a":["2","1"]})");
  EXPECT_EQ(parsed("a[0]=x&a[b]=y"), R"({"a":{"0":"x","b":"y"}})");
  EXPECT_EQ(parsed("a[b]=y&a[0]=x"), R"({"a":{"0":"x","b":"y"}})");
  EXPECT_EQ(parsed("a[0][b]=1&a[0][c]=2"), R"({"a":[{"b":"1","c":"2"}]})");
}

TEST(QueryString, DecodesNamesAndTexts) {
  EXPECT_EQ(parsed("a+b=c+d"), R"({"a b":"c d"})");
  EXPECT_EQ(parsed("a%20b=%2B%26%3D"), R"({"a b":"+&="})");
  EXPECT_EQ(parsed("a%5Bb%5D=%E2%82%AC"), R"({"a":{"b":"€"}})");
}

TEST(QueryString, LeavesTextThatIsEncodedBadly) {
  EXPECT_EQ(parsed("a=%"), R"({"a":"%"})");
  EXPECT_EQ(parsed("a=%zz+%41"), R"({"a":"%zz %41"})");
  EXPECT_EQ(parsed("a=%ff"), R"({"a":"%ff"})");
  EXPECT_EQ(parsed("a=%ED%A0%80"), R"({"a":"%ED%A0%80"})") << "half of a surrogate pair";
  EXPECT_EQ(parsed("a=\xff"), "{\"a\":\"\xEF\xBF\xBD\"}");
}

TEST(QueryString, HoldsNul) { EXPECT_EQ(parsed("a=x%00y"), R"({"a":"x\u0000y"})"); }

TEST(QueryString, DropsPrototypesAndNothingElse) {
  EXPECT_EQ(parsed("__proto__=1&a=2"), R"({"a":"2"})");
  EXPECT_EQ(parsed("__proto__[x]=1"), "{}");
  EXPECT_EQ(parsed("a[__proto__][x]=1"), R"({"a":{}})");
  EXPECT_EQ(parsed("constructor=1&toString[valueOf]=2&hasOwnProperty=3"),
            R"({"constructor":"1","toString":{"valueOf":"2"},"hasOwnProperty":"3"})");
}

TEST(QueryString, LooksAtAThousandPairs) {
  std::string text;
  for (int i = 0; i < 10'000; ++i) text += "p" + std::to_string(i) + "=1&";

  const krl::Map map = parse_query_string(text);

  EXPECT_EQ(map.size(), 1000u);
  EXPECT_TRUE(map.contains("p999"));
  EXPECT_FALSE(map.contains("p1000"));
}

TEST(QueryString, BoundsBracketsOfAnyNumber) {
  const std::string deep(100'000, '[');
  EXPECT_EQ(parse_query_string(deep + "=1").size(), 1u);

  std::string nested = "a";
  for (int i = 0; i < 10'000; ++i) nested += "[x]";
  EXPECT_EQ(parse_query_string(nested + "=1").size(), 1u);
}

}  // namespace
}  // namespace pico::engine
