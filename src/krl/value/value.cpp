// SPDX-License-Identifier: MIT
//
// Value and Object: see value.hpp. What dies inside an object waits in a list until that object is
// gone, so that an array nested ten million deep dies in a loop and not in as many stack frames.
#include "krl/value/value.hpp"

#include "krl/value/string.hpp"

namespace pico::krl {

void Object::destroy() noexcept {
  if (is_deleting_) {
    next_dying_ = dying_;
    dying_ = this;
    return;
  }
  is_deleting_ = true;
  delete this;
  while (dying_ != nullptr) {
    Object* object = dying_;
    dying_ = object->next_dying_;
    delete object;
  }
  is_deleting_ = false;
}

Value::Value(std::string_view text) : Value(String(text)) {}

}  // namespace pico::krl
