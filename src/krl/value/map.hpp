// SPDX-License-Identifier: MIT
//
// Maps: String keys to values, in KRL's order — keys that are canonical array indices first, by
// number, then all others as inserted (spec krl-values-and-stdlib.md 1.1).
//
// Entries stand in one vector in the order of insertion; index keys are sorted to the front only
// when somebody looks at the order. Beyond a handful of entries a hash table finds them. An erased
// entry stays in the vector, marked dead, until the dead are many or somebody looks at the order.
// A map of stored items (stored_map.hpp) starts without entries, and reads what is asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "krl/value/stored_map.hpp"
#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

struct MapEntry {
  String key;
  Value value;
};

class MapObject final : public Object {
 public:
  using Entries = std::vector<MapEntry, MeteredAllocator<MapEntry>>;

  MapObject() = default;
  /// A map of these entries, whose keys differ from each other and are in KRL's order.
  explicit MapObject(const Entries& source);
  explicit MapObject(Ref<StoredItems> items);
  /// A copy of a map of stored items.
  MapObject(const MapObject& other);
  ~MapObject() override;

  [[nodiscard]] const Value* find(std::string_view key) const;
  [[nodiscard]] const Value* find(const String& key) const;
  Value& slot(const String& key);
  bool erase(std::string_view key);
  const Entries& ordered() const;
  [[nodiscard]] size_t size() const noexcept {
    return is_partial() ? stored_->size() : entries_.size() - dead_;
  }
  [[nodiscard]] const StoredMap* stored() const noexcept { return stored_.get(); }
  /// The entries that are at hand, in the order of adding, with erased ones (Uninitialized) among
  /// them: in a map of stored items that was not read as a whole, those that were changed.
  [[nodiscard]] const Entries& at_hand() const noexcept { return entries_; }

 private:
  static constexpr size_t kNone = ~size_t{0};

  /// Where the hash table says that an entry stands: its position in as many low bits as an index
  /// of the table has, bits of its hash above. Half of the table is free: no position is all ones.
  using Slot = uint32_t;
  static constexpr Slot kFree = ~Slot{0};

  [[nodiscard]] static bool is_dead(const MapEntry& entry) noexcept {
    return entry.value.is(Kind::Uninitialized);
  }
  /// Whether there are entries that were not read yet.
  [[nodiscard]] bool is_partial() const noexcept { return stored_ && !stored_->is_complete(); }
  void complete() const;
  [[nodiscard]] bool has_slots() const noexcept { return !slots_.empty(); }
  [[nodiscard]] size_t position(std::string_view key, uint32_t hash) const noexcept;
  [[nodiscard]] size_t position(std::string_view key) const noexcept;
  void reserve_one() const;
  void place(uint32_t hash, uint32_t position) const noexcept;
  void fill_slots() const noexcept;
  void remove_dead() const noexcept;

  // Looking at the order may move the entries, though the map stays the same.
  mutable Entries entries_;
  mutable std::vector<Slot, MeteredAllocator<Slot>> slots_;  // a power of two, or none at all
  mutable size_t dead_ = 0;          // erased entries, found by no key and dropped in passing
  mutable int64_t last_index_ = -1;  // of the last entry, if all are index keys in order
  mutable bool is_ordered_ = true;
  std::unique_ptr<StoredMap> stored_;
};

class Map {
 public:
  Map() : object_(make_ref<MapObject>()) {}
  Map(std::initializer_list<std::pair<std::string_view, Value>> entries);
  explicit Map(Ref<StoredItems> items) : object_(make_ref<MapObject>(std::move(items))) {}

  [[nodiscard]] size_t size() const noexcept { return object_->size(); }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// The value under `key`, or null pointer; valid until the map changes or its order is looked at.
  [[nodiscard]] const Value* find(std::string_view key) const { return object_->find(key); }
  [[nodiscard]] const Value* find(const String& key) const { return object_->find(key); }
  [[nodiscard]] bool contains(std::string_view key) const { return find(key) != nullptr; }
  /// All entries in KRL's order.
  [[nodiscard]] const MapObject::Entries& entries() const { return object_->ordered(); }
  [[nodiscard]] auto begin() const { return entries().begin(); }
  [[nodiscard]] auto end() const { return entries().end(); }
  [[nodiscard]] MapObject* object() const noexcept { return object_.get(); }
  /// What was changed in a map of stored items; null for any other map.
  [[nodiscard]] const StoredMap* stored() const noexcept { return object_->stored(); }
  /// An ordinary map with the same entries.
  [[nodiscard]] Map unstored() const;

  // Changes copy the map first when it is shared.
  void set(const String& key, Value value);
  void set(std::string_view key, Value value) { set(String(key), std::move(value)); }
  /// The value under `key` to change in place, made Undefined at the end if it was absent.
  Value& edit(const String& key);
  /// True when the key was there.
  bool erase(std::string_view key);

 private:
  friend class Value;
  explicit Map(Ref<MapObject> object) : object_(std::move(object)) {}
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
  object_ = map.object_.detach();
}
inline const Map& Value::map() const noexcept { return reinterpret_cast<const Map&>(object_); }
inline Map& Value::map() noexcept { return reinterpret_cast<Map&>(object_); }

}  // namespace pico::krl
