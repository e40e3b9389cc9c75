// SPDX-License-Identifier: MIT
//
// Bounding values by the size of their JSON: see json_bound.hpp.
#include "engine/model/json_bound.hpp"

#include <fmt/format.h>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/string.hpp"

namespace pico::engine {

namespace {

/// Takes what a value needs as text off a budget; false once that is used up.
class Budget {
 public:
  explicit Budget(size_t bytes) : left_(bytes) {}

  bool spend(const krl::Value& value) {
    if (value.is_string()) return spend(value.string().size_bytes() + 2);
    if (value.is_array()) return spend_array(value.array());
    if (value.is_map()) return spend_map(value.map());
    return spend(size_t{4});
  }

 private:
  bool spend(size_t bytes) {
    if (bytes > left_) return false;
    left_ -= bytes;
    return true;
  }

  bool spend_array(const krl::Array& array) {
    krl::check_stack();
    for (const krl::Value& item : array) {
      if (!spend(item)) return false;
    }
    return spend(array.size() + 1);
  }

  bool spend_map(const krl::Map& map) {
    krl::check_stack();
    for (const krl::MapEntry& entry : map) {
      if (!spend(entry.key.size_bytes() + 4) || !spend(entry.value)) return false;
    }
    return spend(size_t{2});
  }

  size_t left_;
};

}  // namespace

bool fits_json(const krl::Value& value, size_t limit) { return Budget(limit).spend(value); }

krl::Value bounded_json_copy(const krl::Value& value, size_t limit, std::string_view what) {
  if (!fits_json(value, limit)) {
    throw krl::limit_error(fmt::format("{} exceed {} bytes of JSON", what, limit));
  }
  return krl::json_copy(value);
}

}  // namespace pico::engine
