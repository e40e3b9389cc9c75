// SPDX-License-Identifier: MIT
//
// The operators of KRL as functions of values (spec krl-values-and-stdlib.md 4).
//
// They take operands by reference and leave them alone; `add` takes its left one by value so that
// a string that nobody else holds grows in place.
#pragma once

#include <cstddef>

#include "krl/value/array.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

Value add(Value left, const Value& right);
/// Throws `TypeError: B cannot be subtracted from A`; the others likewise (spec 4).
Value subtract(const Value& left, const Value& right);
Value multiply(const Value& left, const Value& right);
/// A zero divisor gives 0; the evaluator logs it, see is_zero_divisor.
Value divide(const Value& left, const Value& right);
Value modulo(const Value& left, const Value& right);
Value negate(const Value& operand);
/// True when `divisor` converts to 0.
bool is_zero_divisor(const Value& divisor) noexcept;

/// Deep equality, spec 4.1.
bool equals(const Value& left, const Value& right);

/// Deep equality of several pairs whose left sides are parts of one value. A value that holds the
/// same part in many places can be far larger as a tree, which is what comparing takes time for: as
/// a tree it must fit into memory. Throws Error{LimitExceeded}.
class Comparison {
 public:
  bool equal(const Value& left, const Value& right);

 private:
  bool equal_arrays(const Array& left, const Array& right);
  bool equal_maps(const Map& left, const Map& right);
  void enter(size_t size);

  size_t visited_ = 0;
};

/// `<=>`: numbers if both convert, else texts: -1, 0, 1.
int compare(const Value& left, const Value& right);
/// `cmp`: texts by UTF-16 units: -1, 0, 1.
int compare_text(const Value& left, const Value& right);
/// `a like b`.
bool is_like(const Value& left, const Value& right);
/// `a >< b`.
bool contains(const Value& left, const Value& right);

}  // namespace pico::krl
