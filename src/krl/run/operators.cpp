// SPDX-License-Identifier: MIT
//
// Evaluating operators. Numbers are handled here, where they are; everything else is the business
// of value/operators.hpp, whose errors get their place here.
#include "krl/value/operators.hpp"

#include <cmath>

#include "krl/run/closure.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/path.hpp"

namespace pico::krl {

namespace {

/// Both are finite numbers: a difference is finite only then.
inline bool are_numbers(const Value& left, const Value& right) noexcept {
  return left.is_number() && right.is_number();
}

void log_division_by_zero(const Value& dividend, Frame& frame) {
  const Value converted = to_number(dividend).value_or(0);
  const String message("[DIVISION BY ZERO] " + std::string(to_string(converted).view()) + " / 0");
  frame.evaluation.host().log(LogLevel::Debug, message, Map(), &frame.instance);
}

Value checked_divide(const Value& left, const Value& right, Frame& frame) {
  Value quotient = divide(left, right);
  if (is_zero_divisor(right)) log_division_by_zero(left, frame);
  return quotient;
}

/// The operator for operands of any type.
template <BinaryOperator Operator>
Value apply(Value left, const Value& right, Frame& frame) {
  using enum BinaryOperator;
  switch (Operator) {
    case Add:
      return add(std::move(left), right);
    case Subtract:
      return subtract(left, right);
    case Multiply:
      return multiply(left, right);
    case Divide:
      return checked_divide(left, right, frame);
    case Modulo:
      return modulo(left, right);
    case Equal:
      return equals(left, right);
    case NotEqual:
      return !equals(left, right);
    case Less:
      return compare(left, right) < 0;
    case LessEqual:
      return compare(left, right) <= 0;
    case Greater:
      return compare(left, right) > 0;
    case GreaterEqual:
      return compare(left, right) >= 0;
    case Compare:
      return compare(left, right);
    case CompareText:
      return compare_text(left, right);
    case Like:
      return is_like(left, right);
    case Contains:
      return contains(left, right);
  }
  __builtin_unreachable();
}

/// The operator for two numbers; only for those operators that have a short way.
template <BinaryOperator Operator>
Value apply_to_numbers(double left, double right) {
  using enum BinaryOperator;
  if constexpr (Operator == Add) return left + right;
  if constexpr (Operator == Subtract) return left - right;
  if constexpr (Operator == Multiply) return left * right;
  if constexpr (Operator == Divide) return left / right;
  if constexpr (Operator == Modulo) return std::fmod(left, right);
  if constexpr (Operator == Equal) return left == right;
  if constexpr (Operator == NotEqual) return left != right;
  if constexpr (Operator == Less) return left < right;
  if constexpr (Operator == LessEqual) return left <= right;
  if constexpr (Operator == Greater) return left > right;
  if constexpr (Operator == GreaterEqual) return left >= right;
}

template <BinaryOperator Operator>
constexpr bool has_short_way = Operator < BinaryOperator::Compare;

template <BinaryOperator Operator>
[[gnu::noinline]] Value apply_placed(const Node& node, Value left, const Value& right,
                                     Frame& frame) {
  try {
    return apply<Operator>(std::move(left), right, frame);
  } catch (Error& error) {
    locate(error, frame, node.span);
    throw;
  }
}

}  // namespace

template <BinaryOperator Operator>
Value BinaryNode<Operator>::evaluate(Frame& frame) const {
  Value a = left->evaluate(frame);
  const Value b = right->evaluate(frame);
  if constexpr (has_short_way<Operator>) {
    constexpr bool divides =
        Operator == BinaryOperator::Divide || Operator == BinaryOperator::Modulo;
    if (are_numbers(a, b) && (!divides || b.number() != 0)) {
      return apply_to_numbers<Operator>(a.number(), b.number());
    }
  }
  return apply_placed<Operator>(*this, std::move(a), b, frame);
}

template struct BinaryNode<BinaryOperator::Add>;
template struct BinaryNode<BinaryOperator::Subtract>;
template struct BinaryNode<BinaryOperator::Multiply>;
template struct BinaryNode<BinaryOperator::Divide>;
template struct BinaryNode<BinaryOperator::Modulo>;
template struct BinaryNode<BinaryOperator::Equal>;
template struct BinaryNode<BinaryOperator::NotEqual>;
template struct BinaryNode<BinaryOperator::Less>;
template struct BinaryNode<BinaryOperator::LessEqual>;
template struct BinaryNode<BinaryOperator::Greater>;
template struct BinaryNode<BinaryOperator::GreaterEqual>;
template struct BinaryNode<BinaryOperator::Compare>;
template struct BinaryNode<BinaryOperator::CompareText>;
template struct BinaryNode<BinaryOperator::Like>;
template struct BinaryNode<BinaryOperator::Contains>;

Value AndNode::evaluate(Frame& frame) const {
  Value value = left->evaluate(frame);
  return is_true(value) ? right->evaluate(frame) : value;
}

Value OrNode::evaluate(Frame& frame) const {
  Value value = left->evaluate(frame);
  return is_true(value) ? value : right->evaluate(frame);
}

Value NotNode::evaluate(Frame& frame) const { return !is_true(operand->evaluate(frame)); }

Value NegateNode::evaluate(Frame& frame) const {
  const Value value = operand->evaluate(frame);
  try {
    return negate(value);
  } catch (Error& error) {
    locate(error, frame, span);
    throw;
  }
}

Value ConditionalNode::evaluate(Frame& frame) const {
  return is_true(test->evaluate(frame)) ? consequent->evaluate(frame) : alternate->evaluate(frame);
}

Value PathNode::evaluate(Frame& frame) const {
  const Value container = object->evaluate(frame);
  return get_path(container, path->evaluate(frame));
}

Value KeyNode::evaluate(Frame& frame) const {
  const Value container = object->evaluate(frame);
  return get_key(container, key->evaluate(frame));
}

Value MemberNode::evaluate(Frame& frame) const {
  const Value container = object->evaluate(frame);
  if (!container.is_null()) {
    Value value = get_key(container, name);
    return value.is_null() ? Value() : value;
  }
  Error error = type_error(std::string("Cannot read properties of ") +
                           (container.is_undefined() ? "undefined" : "null") + " (reading '" +
                           std::string(name.view()) + "')");
  locate(error, frame, span);
  throw error;
}

}  // namespace pico::krl
