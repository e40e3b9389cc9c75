// SPDX-License-Identifier: MIT
//
// Functions, actions and properties that are written in C++: the standard library (krl/library)
// and the engine's modules (engine/module).
//
// A member is a row of a constant table. Named arguments are bound to positions before the call,
// by the parameter names in the row, which are part of the language.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "krl/compile/builtins.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

class Evaluation;
class Instance;

/// One call of a native member. The arguments belong to the callee, which may move them out.
class Call {
 public:
  Call(std::span<Value> arguments, Evaluation& evaluation, const Instance* caller,
       bool is_result_used = true) noexcept
      : arguments_(arguments),
        evaluation_(evaluation),
        caller_(caller),
        is_result_used_(is_result_used) {}

  /// The argument count of the spec (krl-language.md 6): position of the last one supplied.
  [[nodiscard]] size_t count() const noexcept { return arguments_.size(); }
  /// The argument, or Undefined where it is missing.
  const Value& operator[](size_t index) const noexcept {
    return index < arguments_.size() ? arguments_[index] : missing_;
  }
  /// The argument moved out: a collection that nobody else holds can then be changed in place.
  Value take(size_t index) noexcept {
    return index < arguments_.size() ? std::move(arguments_[index]) : Value();
  }
  [[nodiscard]] Evaluation& evaluation() const noexcept { return evaluation_; }
  /// The ruleset instance whose code makes the call; null when called from outside of any.
  [[nodiscard]] const Instance* caller() const noexcept { return caller_; }
  /// False for an action of an action block without `setting`: whatever it gives is dropped.
  [[nodiscard]] bool is_result_used() const noexcept { return is_result_used_; }

 private:
  std::span<Value> arguments_;
  Evaluation& evaluation_;
  const Instance* caller_;
  bool is_result_used_;
  Value missing_;
};

}  // namespace pico::krl
