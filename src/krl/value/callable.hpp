// SPDX-License-Identifier: MIT
//
// Functions and actions as values. What calling one does is the evaluator's matter (krl/run); here
// they only have an identity and a parameter list.
#pragma once

#include <span>
#include <string_view>

#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

class Callable : public Object {
 public:
  /// How the value was made: by KRL code (run/closure.hpp) or by a library (run/native.hpp).
  enum class Origin : uint8_t { Closure, Native };

  [[nodiscard]] Origin origin() const noexcept { return origin_; }
  /// Equal for what is the same function to KRL.
  [[nodiscard]] virtual const void* identity() const noexcept { return this; }

 protected:
  explicit Callable(Origin origin) noexcept : origin_(origin) {}

 private:
  Origin origin_;
};

inline Callable& Value::callable() const noexcept { return static_cast<Callable&>(*object_); }

}  // namespace pico::krl
