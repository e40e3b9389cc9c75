// SPDX-License-Identifier: MIT
//
// Collections of stored items: like ordinary ones, but for what they read and what they know of
// their changes.
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/path.hpp"

namespace pico::krl {
namespace {

/// Items in memory that count what is read.
class Items final : public StoredItems {
 public:
  explicit Items(std::vector<std::pair<std::string, Value>> items) : items_(std::move(items)) {}

  [[nodiscard]] size_t count() const override { return items_.size(); }
  [[nodiscard]] std::optional<Value> find(std::string_view key) const override {
    ++finds;
    for (const auto& [name, value] : items_) {
      if (name == key) return value;
    }
    return std::nullopt;
  }
  void visit(const Visitor& visitor) const override {
    ++visits;
    for (const auto& [name, value] : items_) visitor(name, value);
  }

  mutable int finds = 0;
  mutable int visits = 0;

 private:
  std::vector<std::pair<std::string, Value>> items_;
};

Items* letters() { return new Items({{"a", 1}, {"b", 2}, {"7", 3}, {"c", 4}}); }
Items* numbers() { return new Items({{"0", 10}, {"1", 11}, {"2", 12}}); }

std::map<std::string, ItemChange> changes_of(const Map& map) {
  return {map.stored()->changes().begin(), map.stored()->changes().end()};
}

TEST(StoredMap, ReadsWhatIsLookedAtOnce) {
  Items* items = letters();
  const Map map{Ref<StoredItems>(items)};

  EXPECT_EQ(map.size(), 4u);
  EXPECT_EQ(map.find("b")->number(), 2);
  EXPECT_EQ(map.find("b")->number(), 2);
  EXPECT_EQ(map.find("x"), nullptr);

  EXPECT_EQ(items->finds, 2);
  EXPECT_EQ(items->visits, 0);
}

TEST(StoredMap, KnowsItsChangesWithoutReadingTheRest) {
  Items* items = letters();
  Map map{Ref<StoredItems>(items)};

  map.set("a", 5);
  map.set("new", 6);
  map.set("gone again", 7);
  EXPECT_TRUE(map.erase("b"));
  EXPECT_TRUE(map.erase("gone again"));
  EXPECT_FALSE(map.erase("x"));
  EXPECT_TRUE(map.erase("c"));
  map.set("c", 8);

  EXPECT_EQ(map.size(), 4u);
  EXPECT_EQ(map.find("b"), nullptr);
  EXPECT_EQ(map.find("c")->number(), 8);
  EXPECT_EQ(items->visits, 0);
  const std::map<std::string, ItemChange> expected = {{"a", ItemChange::Set},
                                                      {"new", ItemChange::Added},
                                                      {"b", ItemChange::Erased},
                                                      {"gone again", ItemChange::Erased},
                                                      {"c", ItemChange::Added}};
  EXPECT_EQ(changes_of(map), expected);
}

TEST(StoredMap, HasTheOrderOfAnOrdinaryMap) {
  Map map{Ref<StoredItems>(letters())};
  map.set("a", 5);
  map.set("new", 6);
  map.set("3", 7);
  map.erase("b");
  map.erase("c");
  map.set("c", 8);

  EXPECT_EQ(to_json_or_null(map), R"({"3":7,"7":3,"a":5,"new":6,"c":8})");

  map.set("a", 9);
  map.erase("7");
  EXPECT_EQ(to_json_or_null(map), R"({"3":7,"a":9,"new":6,"c":8})");
  EXPECT_EQ(changes_of(map).at("7"), ItemChange::Erased);
  EXPECT_EQ(map.size(), 4u);
}

TEST(StoredMap, IsCopiedWhenSharedAndChanged) {
  Items* items = letters();
  Map first{Ref<StoredItems>(items)};
  first.set("a", 5);
  Map second = first;
  second.set("a", 6);
  second.set("z", 7);

  EXPECT_EQ(first.find("a")->number(), 5);
  EXPECT_EQ(first.size(), 4u);
  EXPECT_EQ(second.size(), 5u);
  EXPECT_EQ(items->visits, 0);
  EXPECT_EQ(to_json_or_null(second), R"({"7":3,"a":6,"b":2,"c":4,"z":7})");
}

TEST(StoredMap, HandlesMoreChangesThanASearchWouldBearOneByOne) {
  Map map{Ref<StoredItems>(letters())};
  for (int i = 0; i < 100; ++i) map.set("k" + std::to_string(i), i);
  for (int i = 0; i < 100; i += 2) map.erase("k" + std::to_string(i));
  map.erase("a");

  EXPECT_EQ(map.size(), 53u);
  EXPECT_EQ(map.entries().size(), 53u);
  EXPECT_EQ(map.entries()[3].key.view(), "k1");
}

TEST(StoredMap, BecomesAnOrdinaryOneAsJson) {
  const Map map{Ref<StoredItems>(letters())};

  const Value copy = json_copy(map);

  EXPECT_EQ(copy.map().stored(), nullptr);
  EXPECT_EQ(to_json_or_null(copy), R"({"7":3,"a":1,"b":2,"c":4})");
}

TEST(StoredMap, KeepsItselfWhenOnlyChangesAreCopied) {
  Items* items = letters();
  Map map{Ref<StoredItems>(items)};
  map.set("a", Value());  // has no JSON
  map.set("n", -0.0);

  const Value copy = json_copy_of_changes(map);

  EXPECT_NE(copy.map().stored(), nullptr);
  EXPECT_EQ(copy.map().size(), 4u);
  EXPECT_EQ(copy.map().find("a"), nullptr);
  EXPECT_EQ(items->visits, 0);
}

TEST(StoredArray, ReadsAndChangesElementsOneByOne) {
  Items* items = numbers();
  Array array{Ref<StoredItems>(items)};

  array.slot(1) = 21;
  array.push_back(13);
  array.slot(3) = 23;

  EXPECT_EQ(array.size(), 4u);
  EXPECT_EQ(array[1].number(), 21);
  EXPECT_EQ(array[2].number(), 12);
  EXPECT_EQ(array[3].number(), 23);
  EXPECT_EQ(items->visits, 0);
  EXPECT_EQ(array.stored()->changed(), (std::set<size_t>{1}));
  EXPECT_FALSE(array.stored()->is_rewritten());
  EXPECT_EQ(to_json_or_null(array), "[10,21,12,23]");
}

TEST(StoredArray, KnowsWhenItWasRewritten) {
  Array array{Ref<StoredItems>(numbers())};
  array.slot(0) = 20;
  array.edit().pop_back();

  EXPECT_TRUE(array.stored()->is_rewritten());
  EXPECT_EQ(to_json_or_null(array), "[20,11]");
  EXPECT_EQ(json_copy(array).array().stored(), nullptr);
}

TEST(StoredArray, IsCopiedWhenSharedAndChanged) {
  Items* items = numbers();
  const Array first{Ref<StoredItems>(items)};
  Array second = first;
  second.append(std::vector<Value>{13, 14});
  second.slot(0) = 20;

  EXPECT_EQ(first.size(), 3u);
  EXPECT_EQ(first[0].number(), 10);
  EXPECT_EQ(items->visits, 0);
  EXPECT_EQ(to_json_or_null(second), "[20,11,12,13,14]");
}

TEST(StoredCollections, AreFollowedByPaths) {
  Items* items = new Items({{"list", Array{1, 2}}, {"map", Map{{"x", 1}}}});
  Value value = Map{Ref<StoredItems>(items)};
  const Value path = Array{"map", "y"};

  value = set_path(std::move(value), path, 2);
  value = delete_path(std::move(value), Array{"map", "x"});

  EXPECT_EQ(get_path(value, path).number(), 2);
  EXPECT_EQ(get_path(value, Array{"list", 1}).number(), 2);
  EXPECT_EQ(items->visits, 0);
  EXPECT_EQ(to_json_or_null(value), R"({"list":[1,2],"map":{"y":2}})");
}

}  // namespace
}  // namespace pico::krl
