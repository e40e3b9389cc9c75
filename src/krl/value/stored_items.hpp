// SPDX-License-Identifier: MIT
//
// Members of a large collection where they are kept, one by one. A Map or an Array of them reads a
// member when somebody looks at it, and knows which it has changed since.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

#include "krl/value/value.hpp"

namespace pico::krl {

class StoredItems : public Object {
 public:
  using Visitor = std::function<void(std::string_view key, Value value)>;

  [[nodiscard]] virtual size_t count() const = 0;
  /// The member under a key, which for an array is its index; nothing where there is none.
  [[nodiscard]] virtual std::optional<Value> find(std::string_view key) const = 0;
  /// Visits all members in the order in which they were added.
  virtual void visit(const Visitor& visitor) const = 0;
};

}  // namespace pico::krl
