// SPDX-License-Identifier: MIT
//
// Maps: String keys to values, in KRL's order — keys that are canonical array indices first, by
// number, then all others as inserted (spec krl-values-and-stdlib.md 1.1).
//
// Entries stand in one vector in the order of insertion; index keys are sorted to the front only
// when somebody looks at the order. Beyond a handful of entries a hash table finds them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

struct MapEntry {
  String key;
  Value value;
};

class MapObject final : public Object {
 public:
  MapObject() = default;
  /// A copy of another map's entries, unshared.
  explicit MapObject(const std::vector<MapEntry, MeteredAllocator<MapEntry>>& source);
  ~MapObject() override;

  using Entries = std::vector<MapEntry, MeteredAllocator<MapEntry>>;

  [[nodiscard]] const Value* find(std::string_view key) const noexcept;
  [[nodiscard]] const Value* find(const String& key) const noexcept;
  Value& slot(const String& key);
  bool erase(std::string_view key);
  const Entries& ordered() const;
  [[nodiscard]] size_t size() const noexcept;

 private:
  // Members are the implementer's (map.cpp): entries, hash slots, flag for unsorted index keys.
  friend class Map;
  [[nodiscard]] size_t position(std::string_view key, uint32_t hash) const noexcept;
  void rebuild_slots() const;

  mutable Entries entries_;
  mutable std::vector<uint32_t, MeteredAllocator<uint32_t>> slots_;
  mutable bool is_ordered_ = true;
};

class Map {
 public:
  Map() : object_(make_ref<MapObject>()) {}
  Map(std::initializer_list<std::pair<std::string_view, Value>> entries);

  [[nodiscard]] size_t size() const noexcept { return object_->size(); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// The value under `key`, or null pointer; valid until the map changes.
  [[nodiscard]] const Value* find(std::string_view key) const noexcept {
    return object_->find(key);
  }
  [[nodiscard]] const Value* find(const String& key) const noexcept { return object_->find(key); }
  [[nodiscard]] bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
  /// All entries in KRL's order.
  [[nodiscard]] const MapObject::Entries& entries() const { return object_->ordered(); }
  [[nodiscard]] auto begin() const { return entries().begin(); }
  [[nodiscard]] auto end() const { return entries().end(); }
  [[nodiscard]] MapObject* object() const noexcept { return object_.get(); }

  // Changes copy first when the map is shared.
  void set(const String& key, Value value);
  void set(std::string_view key, Value value) { set(String(key), std::move(value)); }
  /// The value under `key` to change in place, made Undefined at the end if it was absent.
  Value& edit(const String& key);
  /// True when the key was there.
  bool erase(std::string_view key);

 private:
  friend class Value;
  void own();

  Ref<MapObject> object_;
};

static_assert(sizeof(Map) == sizeof(void*));

/// The number that `key` spells as a canonical array index ("0", "17", not "01"): at most
/// 4294967294; -1 otherwise.
int64_t index_of_key(std::string_view key) noexcept;

inline Value::Value(const Map& map) noexcept : kind_(Kind::Map), number_(0) {
  object_ = map.object();
  object_->retain();
}
inline Value::Value(Map&& map) noexcept : kind_(Kind::Map), number_(0) {
  Ref<MapObject> taken(std::move(map.object_));
  object_ = taken.get();
  object_->retain();
}
inline const Map& Value::map() const noexcept { return reinterpret_cast<const Map&>(object_); }
inline Map& Value::map() noexcept { return reinterpret_cast<Map&>(object_); }

}  // namespace pico::krl
