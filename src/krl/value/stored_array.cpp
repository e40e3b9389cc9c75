// SPDX-License-Identifier: MIT
//
// Arrays of stored items: see stored_array.hpp.
#include "krl/value/stored_array.hpp"

#include <string>

namespace pico::krl {

Value& StoredArray::at(size_t index) {
  const auto [place, is_new] = seen_.try_emplace(index);
  if (is_new) place->second = items_->find(std::to_string(index)).value_or(Value::null());
  return place->second;
}

}  // namespace pico::krl
