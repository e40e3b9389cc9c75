// SPDX-License-Identifier: MIT
//
// Arrays: see array.hpp.
#include "krl/value/array.hpp"

namespace pico::krl {

ArrayObject::ArrayObject(Ref<StoredItems> source)
    : stored(std::make_unique<StoredArray>(std::move(source))) {}

ArrayObject::ArrayObject(const ArrayObject& other) : Object(), items(other.items) {
  if (other.stored) stored = std::make_unique<StoredArray>(*other.stored);
}

ArrayObject::~ArrayObject() = default;

/// Reads all elements, lays the changed ones over them, and puts the added ones behind.
void ArrayObject::complete() {
  Values all;
  all.reserve(stored->count() + items.size());
  stored->items().visit([&](std::string_view, Value value) { all.push_back(std::move(value)); });
  all.resize(stored->count(), Value::null());
  for (const size_t index : stored->changed()) all[index] = stored->at(index);
  for (Value& added : items) all.push_back(std::move(added));
  items = std::move(all);
  stored->set_complete();
}

void Array::own() {
  if (object_->is_shared()) object_ = make_ref<ArrayObject>(*object_);
}

const Value& Array::element(size_t index) const {
  const size_t count = object_->stored->count();
  return index < count ? object_->stored->at(index) : object_->items[index - count];
}

Values& Array::edit() {
  own();
  if (object_->stored) {
    if (object_->is_partial()) object_->complete();
    object_->stored->note_rewrite();
  }
  return object_->items;
}

Value& Array::slot(size_t index) {
  own();
  if (!object_->stored) return object_->items[index];
  const size_t count = object_->stored->count();
  if (index < count) object_->stored->note_change(index);
  if (!object_->is_partial()) return object_->items[index];
  return index < count ? object_->stored->at(index) : object_->items[index - count];
}

void Array::append(std::span<const Value> values) {
  own();
  object_->items.insert(object_->items.end(), values.begin(), values.end());
}

void Array::push_back(Value value) {
  own();
  object_->items.push_back(std::move(value));
}

}  // namespace pico::krl
