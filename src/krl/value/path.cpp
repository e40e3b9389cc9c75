// SPDX-License-Identifier: MIT
//
// Paths: see path.hpp. Writing goes down from slot to slot; each map or array on the way is copied
// only if somebody else holds it too, so that a value held once is changed in place.
#include "krl/value/path.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

// A key beyond the end of an array leaves holes, and a hole takes as much room as a value.
constexpr size_t kMaxLengthWithHoles = size_t{1} << 24;

/// The canonical array index that a key spells, or -1.
int64_t index_of(const Value& key) {
  constexpr double kIndexEnd = 4294967295;
  if (key.is_number()) {
    const double number = key.number();
    const bool is_index = number >= 0 && number < kIndexEnd && number == std::trunc(number);
    return is_index ? static_cast<int64_t>(number) : -1;
  }
  return key.is_string() ? index_of_key(key.string().view()) : -1;
}

/// A place within a value while a path is followed.
class Cursor {
 public:
  explicit Cursor(const Value& value) noexcept : at_(&value) {}

  [[nodiscard]] const Value& value() const noexcept { return *at_; }

  /// Enters one key after the other; false where one is missing.
  bool follow(std::span<const Value> keys) {
    return std::all_of(keys.begin(), keys.end(), [this](const Value& key) { return enter(key); });
  }

  /// Goes to the member of that key; false where there is none.
  bool enter(const Value& key) {
    if (at_->is_map()) return move_to(find(at_->map(), key));
    const int64_t index = index_of(key);
    if (index < 0) return false;
    const auto position = static_cast<size_t>(index);
    if (at_->is_array()) {
      const Array& array = at_->array();
      return move_to(position < array.size() ? &array[position] : nullptr);
    }
    return at_->is_string() && enter_unit(position);
  }

 private:
  static const Value* find(const Map& map, const Value& key) {
    return key.is_string() ? map.find(key.string()) : map.find(to_string(key).view());
  }

  bool move_to(const Value* member) noexcept {
    if (member != nullptr) at_ = member;
    return member != nullptr;
  }

  /// Within a path a String is like an array of its UTF-16 units.
  bool enter_unit(size_t index) {
    const std::string_view text = at_->string().view();
    const size_t start =
        at_->string().is_ascii() ? std::min(index, text.size()) : byte_offset(text, index);
    if (start >= text.size()) return false;
    unit_ = String(cut(text, start, next_unit(text, start)));
    at_ = &unit_;
    return true;
  }

  const Value* at_;
  Value unit_;  // owns the character that a String was entered for
};

/// The map that has an array's elements under their indices.
Map map_of_indices(const Array& array) {
  Map map;
  for (size_t i = 0; i < array.size(); ++i) {
    map.set(to_string(static_cast<double>(i)), array[i]);
  }
  return map;
}

/// The slot of a key in a map or array; made if absent.
Value& slot_of(Value& collection, const Value& key) {
  if (collection.is_array() && index_of(key) < 0) collection = map_of_indices(collection.array());
  if (collection.is_map()) return collection.map().edit(to_string(key));

  const auto index = static_cast<size_t>(index_of(key));
  Array& array = collection.array();
  if (index > array.size() && index >= kMaxLengthWithHoles) {
    throw limit_error("array index " + std::to_string(index) + " is too far beyond the end");
  }
  while (array.size() <= index) array.push_back(Value());
  return array.slot(index);
}

/// Stores `value` under `keys`, at least one; `prepare(slot, next_key)` makes each slot on the way
/// a collection that can take the next key.
template <class Prepare>
void store(Value& container, std::span<const Value> keys, Value value, Prepare prepare) {
  Value* at = &container;
  for (size_t i = 0; i + 1 < keys.size(); ++i) {
    at = &slot_of(*at, keys[i]);
    prepare(*at, keys[i + 1]);
  }
  slot_of(*at, keys.back()) = std::move(value);
}

/// `put` without a path: lays `value` over `container`.
Value merge(Value container, Value value) {
  if (container.is_map() && value.is_map()) {
    for (const MapEntry& entry : value.map()) container.map().set(entry.key, entry.value);
    return container;
  }
  if (container.is_array() && value.is_array()) {
    const Array& added = value.array();
    Values& items = container.array().edit();
    if (items.size() < added.size()) items.resize(added.size());
    std::copy(added.begin(), added.end(), items.begin());
    return container;
  }
  return value;
}

}  // namespace

std::span<const Value> keys_of_path(const Value& path) {
  if (!path.is_array()) return {&path, 1};
  const Values& items = path.array().items();
  return {items.data(), items.size()};
}

bool has_path(const Value& container, std::span<const Value> keys) {
  if (!container.is_collection() || keys.empty()) return false;
  return Cursor(container).follow(keys);
}

Value get_path(const Value& container, const Value& path) {
  const std::span<const Value> keys = keys_of_path(path);
  if (!container.is_collection() || keys.empty()) return Value::null();
  Cursor cursor(container);
  if (!cursor.follow(keys) || cursor.value().is_null()) return Value::null();
  return cursor.value();
}

Value get_key(const Value& container, const Value& key) {
  if (!container.is_collection()) return Value::null();
  Cursor cursor(container);
  if (!cursor.enter(key) || cursor.value().is_null()) return Value::null();
  return cursor.value();
}

Value set_path(Value container, const Value& path, Value value) {
  if (!container.is_collection()) container = Map();
  const std::span<const Value> keys = keys_of_path(path);
  if (keys.empty()) return container;
  store(container, keys, std::move(value), [](Value& slot, const Value& next) {
    if (slot.is_collection()) return;
    slot = index_of(next) >= 0 ? Value(Array()) : Value(Map());
  });
  return container;
}

Value put_path(Value container, const Value& path, Value value) {
  if (!container.is_collection()) return container;
  const std::span<const Value> keys = keys_of_path(path);
  if (keys.empty()) return merge(std::move(container), std::move(value));
  store(container, keys, std::move(value), [](Value& slot, const Value& next) {
    if (slot.is_map()) return;
    if (!slot.is_array()) {
      slot = Map();
    } else if (static_cast<uint64_t>(index_of(next)) > slot.array().size()) {
      // Neither an element nor the end (-1 is large here): holes are left at the top only.
      slot = map_of_indices(slot.array());
    }
  });
  return container;
}

Value delete_path(Value container, const Value& path) {
  const std::span<const Value> keys = keys_of_path(path);
  if (keys.empty()) return container;
  const std::span<const Value> way = keys.first(keys.size() - 1);
  Cursor cursor(container);
  // A String has members too, its units, but none that could be deleted.
  if (!cursor.follow(way) || !cursor.value().is_collection() || !cursor.enter(keys.back())) {
    return container;
  }
  Value* parent = &container;
  for (const Value& key : way) parent = &slot_of(*parent, key);
  if (parent->is_map()) {
    parent->map().erase(to_string(keys.back()).view());
  } else {
    slot_of(*parent, keys.back()) = Value();
  }
  return container;
}

}  // namespace pico::krl
