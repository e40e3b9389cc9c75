// SPDX-License-Identifier: MIT
//
// Arrays: see array.hpp.
#include "krl/value/array.hpp"

namespace pico::krl {

ArrayObject::~ArrayObject() = default;

Values& Array::edit() {
  if (object_->is_shared()) object_ = make_ref<ArrayObject>(object_->items);
  return object_->items;
}

}  // namespace pico::krl
