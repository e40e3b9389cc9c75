// SPDX-License-Identifier: MIT
//
// Maps: order, lookup, erasing, sharing (spec krl-values-and-stdlib.md 1.1).
#include "krl/value/map.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "krl/value/json.hpp"

namespace pico::krl {
namespace {

std::string keys(const Map& map) {
  std::string text;
  for (const MapEntry& entry : map) text.append(entry.key.view()).append(" ");
  return text;
}

TEST(Map, IndexKeysComeFirstByNumber) {
  EXPECT_EQ(keys({{"b", 1}, {"2", 1}, {"1", 1}, {"01", 1}, {"-1", 1}, {"10", 1}, {"1.5", 1}}),
            "1 2 10 b 01 -1 1.5 ");
}

TEST(Map, SettingAgainKeepsThePlace) {
  Map map{{"a", 1}, {"b", 2}};
  map.set("a", 3);
  EXPECT_EQ(encode(map), R"({"a":3,"b":2})");
}

TEST(Map, AKeySetAgainAfterErasingGoesToTheEnd) {
  Map map{{"a", 1}, {"b", 2}};
  EXPECT_TRUE(map.erase("a"));
  EXPECT_FALSE(map.erase("a"));
  map.set("a", 3);
  EXPECT_EQ(encode(map), R"({"b":2,"a":3})");
}

TEST(Map, ChangingACopyLeavesTheOriginal) {
  const Map original{{"a", 1}};
  Map copy = original;

  copy.set("b", 2);
  copy.edit(String("a")) = 5;
  Map other = original;
  other.erase("a");

  EXPECT_EQ(encode(original), R"({"a":1})");
  EXPECT_EQ(encode(copy), R"({"a":5,"b":2})");
  EXPECT_EQ(encode(other), "{}");
}

TEST(Map, ErasingAnAbsentKeyCopiesNothing) {
  Map map{{"a", 1}};
  const Map copy = map;
  map.erase("b");
  EXPECT_EQ(map.object(), copy.object());
}

TEST(Map, ManyIndexKeysInRandomOrderComeOutSorted) {
  std::vector<int> numbers(100'000);
  for (size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i);
  std::shuffle(numbers.begin(), numbers.end(), std::mt19937(1));
  Map map;
  for (const int number : numbers) map.set(std::to_string(number), number);

  ASSERT_EQ(map.size(), numbers.size());
  double expected = 0;
  for (const MapEntry& entry : map) ASSERT_EQ(entry.value.number(), expected++);
}

TEST(Map, BehavesLikeAModelUnderRandomChanges) {
  std::mt19937 random(7);
  Map map;
  std::map<std::string, int> model;
  for (int i = 0; i < 50'000; ++i) {
    const std::string key = "k" + std::to_string(random() % 60);
    const auto choice = random() % 8;
    if (choice < 4) {
      map.set(key, i);
      model[key] = i;
    } else if (choice < 7) {
      ASSERT_EQ(map.erase(key), model.erase(key) == 1);
    } else {
      ASSERT_EQ(map.entries().size(), model.size());
    }
    ASSERT_EQ(map.size(), model.size());
    ASSERT_EQ(map.contains(key), model.contains(key));
  }
  for (const MapEntry& entry : map) {
    ASSERT_EQ(entry.value.number(), model.at(std::string(entry.key.view())));
  }
}

TEST(Map, ErasingAllOfALargeMapInOrderIsQuick) {
  Map map;
  for (int i = 0; i < 100'000; ++i) map.set("k" + std::to_string(i), i);
  for (int i = 0; i < 100'000; ++i) map.erase("k" + std::to_string(i));
  EXPECT_TRUE(map.empty());
  EXPECT_EQ(keys(map), "");
}

TEST(Map, CanonicalIndices) {
  EXPECT_EQ(index_of_key("0"), 0);
  EXPECT_EQ(index_of_key("42"), 42);
  EXPECT_EQ(index_of_key("4294967294"), 4294967294);
  EXPECT_EQ(index_of_key("4294967295"), -1);
  EXPECT_EQ(index_of_key("99999999999"), -1);
  EXPECT_EQ(index_of_key("01"), -1);
  EXPECT_EQ(index_of_key(""), -1);
  EXPECT_EQ(index_of_key("-1"), -1);
  EXPECT_EQ(index_of_key("1.5"), -1);
}

}  // namespace
}  // namespace pico::krl
