// SPDX-License-Identifier: MIT
//
// Arrays: a vector of values behind a counted handle, copied on write when shared. A hole is an
// Undefined element. An array of stored items (stored_array.hpp) reads what is asked for.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <memory>
#include <span>
#include <vector>

#include "krl/value/stored_array.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

using Values = std::vector<Value, MeteredAllocator<Value>>;

class ArrayObject final : public Object {
 public:
  ArrayObject() = default;
  explicit ArrayObject(Values values) : items(std::move(values)) {}
  explicit ArrayObject(Ref<StoredItems> source);
  ArrayObject(const ArrayObject& other);
  ~ArrayObject() override;

  /// Whether there are elements that were not read yet.
  [[nodiscard]] bool is_partial() const noexcept { return stored && !stored->is_complete(); }
  void complete();

  Values items;  // while partial, only those added behind the stored ones
  std::unique_ptr<StoredArray> stored;
};

class Array {
 public:
  Array() : object_(make_ref<ArrayObject>()) {}
  explicit Array(Values values) : object_(make_ref<ArrayObject>(std::move(values))) {}
  Array(std::initializer_list<Value> values) : Array(Values(values)) {}

  explicit Array(Ref<StoredItems> items) : object_(make_ref<ArrayObject>(std::move(items))) {}

  [[nodiscard]] size_t size() const noexcept {
    const size_t unread = object_->is_partial() ? object_->stored->count() : 0;
    return unread + object_->items.size();
  }
  [[nodiscard]] bool empty() const noexcept { return size() == 0; }
  /// Valid until the array changes or items() are looked at.
  const Value& operator[](size_t index) const {
    return object_->is_partial() ? element(index) : object_->items[index];
  }
  [[nodiscard]] const Values& items() const {
    if (object_->is_partial()) object_->complete();
    return object_->items;
  }
  [[nodiscard]] auto begin() const { return items().begin(); }
  [[nodiscard]] auto end() const { return items().end(); }
  [[nodiscard]] ArrayObject* object() const noexcept { return object_.get(); }

  // Changes copy the array first when it is shared.
  /// All elements, to change.
  Values& edit();
  /// One element that there is, to change.
  Value& slot(size_t index);
  void append(std::span<const Value> values);
  void push_back(Value value);

  /// What was changed in an array of stored items; null for any other array.
  [[nodiscard]] const StoredArray* stored() const noexcept { return object_->stored.get(); }
  /// An ordinary array with the same elements.
  [[nodiscard]] Array unstored() const { return Array(items()); }

 private:
  friend class Value;
  void own();
  [[nodiscard]] const Value& element(size_t index) const;

  Ref<ArrayObject> object_;
};

static_assert(sizeof(Array) == sizeof(void*));

inline Value::Value(const Array& array) noexcept : kind_(Kind::Array), number_(0) {
  object_ = array.object();
  object_->retain();
}
inline Value::Value(Array&& array) noexcept : kind_(Kind::Array), number_(0) {
  object_ = array.object_.detach();
}
inline const Array& Value::array() const noexcept {
  return reinterpret_cast<const Array&>(object_);
}
inline Array& Value::array() noexcept { return reinterpret_cast<Array&>(object_); }

}  // namespace pico::krl
