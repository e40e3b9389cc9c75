// SPDX-License-Identifier: MIT
//
// Arrays: a vector of values behind a counted handle, copied on write when shared. A hole is an
// Undefined element.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <vector>

#include "krl/value/value.hpp"

namespace pico::krl {

using Values = std::vector<Value, MeteredAllocator<Value>>;

class ArrayObject final : public Object {
 public:
  ArrayObject() = default;
  explicit ArrayObject(Values values) : items(std::move(values)) {}
  ~ArrayObject() override;

  Values items;
};

class Array {
 public:
  Array() : object_(make_ref<ArrayObject>()) {}
  explicit Array(Values values) : object_(make_ref<ArrayObject>(std::move(values))) {}
  Array(std::initializer_list<Value> values) : Array(Values(values)) {}

  [[nodiscard]] size_t size() const noexcept { return object_->items.size(); }
  [[nodiscard]] bool empty() const noexcept { return object_->items.empty(); }
  const Value& operator[](size_t index) const noexcept { return object_->items[index]; }
  [[nodiscard]] const Values& items() const noexcept { return object_->items; }
  [[nodiscard]] auto begin() const noexcept { return object_->items.begin(); }
  [[nodiscard]] auto end() const noexcept { return object_->items.end(); }
  [[nodiscard]] ArrayObject* object() const noexcept { return object_.get(); }

  /// The elements to change: of this handle's own copy when the array is shared.
  Values& edit();

 private:
  friend class Value;
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
