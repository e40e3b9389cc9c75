// SPDX-License-Identifier: MIT
//
// The operators: see operators.hpp. `><` is membership.cpp's.
#include "krl/value/operators.hpp"

#include <cmath>
#include <optional>
#include <string>

#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/callable.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/regexp.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

struct Operands {
  double left;
  double right;
};

std::optional<Operands> to_numbers(const Value& left, const Value& right) noexcept {
  const std::optional<double> l = to_number(left);
  const std::optional<double> r = to_number(right);
  if (!l || !r) return std::nullopt;
  return Operands{*l, *r};
}

/// `TypeError: FIRST MIDDLE SECOND`.
Error operand_error(const Value& first, std::string_view middle, const Value& second) {
  std::string message;
  append_string(message, first);
  message.append(middle);
  append_string(message, second);
  return type_error(std::move(message));
}

bool both_numbers(const Value& left, const Value& right) noexcept {
  return left.is_number() && right.is_number();
}

int sign_of_comparison(double left, double right) noexcept {
  return left < right ? -1 : left > right ? 1 : 0;
}

bool equal_patterns(const Pattern& left, const Pattern& right) {
  return left.source() == right.source() && left.is_global() == right.is_global() &&
         left.ignores_case() == right.ignores_case();
}

}  // namespace

Value add(Value left, const Value& right) {
  if (both_numbers(left, right)) return left.number() + right.number();
  if (!left.is_string()) left = to_string(left);
  if (right.is_string()) {
    left.string().append(right.string().view());
  } else {
    std::string text;
    append_string(text, right);
    left.string().append(text);
  }
  return left;
}

Value subtract(const Value& left, const Value& right) {
  if (both_numbers(left, right)) return left.number() - right.number();
  const std::optional<Operands> numbers = to_numbers(left, right);
  if (!numbers) throw operand_error(right, " cannot be subtracted from ", left);
  return numbers->left - numbers->right;
}

Value multiply(const Value& left, const Value& right) {
  if (both_numbers(left, right)) return left.number() * right.number();
  const std::optional<Operands> numbers = to_numbers(left, right);
  if (!numbers) throw operand_error(left, " cannot be multiplied by ", right);
  return numbers->left * numbers->right;
}

Value divide(const Value& left, const Value& right) {
  const std::optional<Operands> numbers = to_numbers(left, right);
  if (!numbers) throw operand_error(left, " cannot be divided by ", right);
  return numbers->right == 0 ? 0.0 : numbers->left / numbers->right;
}

Value modulo(const Value& left, const Value& right) {
  const std::optional<Operands> numbers = to_numbers(left, right);
  if (!numbers) {
    std::string message = "Cannot calculate ";
    append_string(message, left);
    message.append(" modulo ");
    append_string(message, right);
    throw type_error(std::move(message));
  }
  return numbers->right == 0 ? 0.0 : std::fmod(numbers->left, numbers->right);
}

Value negate(const Value& operand) {
  const std::optional<double> number = to_number(operand);
  if (!number) throw type_error("Cannot negate " + std::string(to_string(operand).view()));
  return -*number;
}

bool is_zero_divisor(const Value& divisor) noexcept { return to_number(divisor) == 0.0; }

bool Comparison::equal(const Value& left, const Value& right) {
  if (left.is_null() || right.is_null()) return left.is_null() && right.is_null();
  if (left.kind() != right.kind()) return false;
  switch (left.kind()) {
    case Kind::Boolean:
      return left.boolean() == right.boolean();
    case Kind::Number:
      return left.number() == right.number();
    case Kind::String:
      return left.string().view() == right.string().view();
    case Kind::RegExp:
      return equal_patterns(left.regexp().pattern(), right.regexp().pattern());
    case Kind::Array:
      return equal_arrays(left.array(), right.array());
    case Kind::Map:
      return equal_maps(left.map(), right.map());
    case Kind::Function:
    case Kind::Action:
    case Kind::ActionFunction:
      return left.callable().identity() == right.callable().identity();
    case Kind::Undefined:
    case Kind::Null:
    case Kind::Cell:
    case Kind::Uninitialized:
      break;
  }
  return left.object() == right.object();
}

bool Comparison::equal_arrays(const Array& left, const Array& right) {
  if (left.object() == right.object()) return true;
  if (left.size() != right.size()) return false;
  enter(left.size());
  for (size_t i = 0; i < left.size(); ++i) {
    if (!equal(left[i], right[i])) return false;
  }
  return true;
}

bool Comparison::equal_maps(const Map& left, const Map& right) {
  if (left.object() == right.object()) return true;
  if (left.size() != right.size()) return false;
  enter(left.size());
  for (const MapEntry& entry : left) {
    const Value* other = right.find(entry.key);
    if (other == nullptr || !equal(entry.value, *other)) return false;
  }
  return true;
}

void Comparison::enter(size_t size) {
  check_stack();
  visited_ += size;
  const size_t bytes = visited_ * sizeof(Value);
  if (bytes > MemoryMeter::used()) MemoryMeter::require(bytes - MemoryMeter::used());
}

bool equals(const Value& left, const Value& right) { return Comparison().equal(left, right); }

int compare(const Value& left, const Value& right) {
  if (both_numbers(left, right)) return sign_of_comparison(left.number(), right.number());
  if (const std::optional<Operands> numbers = to_numbers(left, right)) {
    return sign_of_comparison(numbers->left, numbers->right);
  }
  return compare_text(left, right);
}

int compare_text(const Value& left, const Value& right) {
  if (left.is_string() && right.is_string()) {
    return compare_utf16(left.string().view(), right.string().view());
  }
  return compare_utf16(to_string(left).view(), to_string(right).view());
}

bool is_like(const Value& left, const Value& right) {
  const String subject = to_string(left);
  if (right.is(Kind::RegExp)) return right.regexp().execute(subject.view()).has_value();
  const String source = to_string(right);
  return Pattern::compile(source.view(), "")->search(subject.view(), 0).has_value();
}

}  // namespace pico::krl
