// SPDX-License-Identifier: MIT
//
// Evaluating operators. Numbers are handled here, where they are; everything else is the business
// of value/operators.hpp, whose errors get their place here.
#include "krl/value/operators.hpp"

#include <cmath>
#include <type_traits>

#include "krl/run/leaves.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/path.hpp"

namespace pico::krl {

namespace {

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

/// fmod() with a short way for natural numbers: it takes longer than all else about an operator.
inline double remainder(double left, double right) noexcept {
  constexpr double kMaxExactInteger = 9007199254740992;
  if (!std::signbit(left) && left <= kMaxExactInteger && right > 0 && right <= kMaxExactInteger) {
    const auto dividend = static_cast<int64_t>(left);
    const auto divisor = static_cast<int64_t>(right);
    if (static_cast<double>(dividend) == left && static_cast<double>(divisor) == right)
      return static_cast<double>(dividend % divisor);
  }
  return std::fmod(left, right);
}

/// The operator for two numbers; only for those operators that have a short way.
template <BinaryOperator Operator>
auto apply_to_numbers(double left, double right) {
  using enum BinaryOperator;
  if constexpr (Operator == Add) return left + right;
  if constexpr (Operator == Subtract) return left - right;
  if constexpr (Operator == Multiply) return left * right;
  if constexpr (Operator == Divide) return left / right;
  if constexpr (Operator == Modulo) return remainder(left, right);
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
constexpr bool gives_boolean =
    Operator >= BinaryOperator::Equal&& Operator <= BinaryOperator::GreaterEqual;

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

/// Both operands are such that apply_to_numbers() takes them.
template <BinaryOperator Operator>
inline bool has_short_way_for(const Value& left, const Value& right) noexcept {
  using enum BinaryOperator;
  if constexpr (Operator == Divide || Operator == Modulo) {
    if (right.number() == 0) return false;
  }
  return left.is_number() && right.is_number();
}

/// The result of an operator: as a Value, or as a bool where it gives a Boolean.
template <class Result, BinaryOperator Operator>
inline Result result_of(const BinaryNode<Operator>& node, Frame& frame) {
  if constexpr (has_short_way<Operator>) {
    const Value* a = leaf_value(*node.left, frame);
    const Value* b = leaf_value(*node.right, frame);
    if (a != nullptr && b != nullptr && has_short_way_for<Operator>(*a, *b))
      return apply_to_numbers<Operator>(a->number(), b->number());
  }
  Value a = value_of(*node.left, frame);
  const Value b = value_of(*node.right, frame);
  if constexpr (has_short_way<Operator>) {
    if (has_short_way_for<Operator>(a, b))
      return apply_to_numbers<Operator>(a.number(), b.number());
  }
  if constexpr (std::is_same_v<Result, bool>) {
    return apply_placed<Operator>(node, std::move(a), b, frame).boolean();
  } else {
    return apply_placed<Operator>(node, std::move(a), b, frame);
  }
}

}  // namespace

template <BinaryOperator Operator>
Value BinaryNode<Operator>::evaluate(Frame& frame) const {
  return result_of<Value>(*this, frame);
}

template <BinaryOperator Operator>
bool BinaryNode<Operator>::test(Frame& frame) const {
  if constexpr (gives_boolean<Operator>) {
    return result_of<bool>(*this, frame);
  } else {
    return is_true(evaluate(frame));
  }
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
  Value value = value_of(*left, frame);
  return is_true(value) ? right->evaluate(frame) : value;
}

bool AndNode::test(Frame& frame) const { return left->test(frame) && right->test(frame); }

Value OrNode::evaluate(Frame& frame) const {
  Value value = value_of(*left, frame);
  return is_true(value) ? value : right->evaluate(frame);
}

bool OrNode::test(Frame& frame) const { return left->test(frame) || right->test(frame); }

Value NotNode::evaluate(Frame& frame) const { return !operand->test(frame); }

bool NotNode::test(Frame& frame) const { return !operand->test(frame); }

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
  return condition->test(frame) ? value_of(*consequent, frame) : value_of(*alternate, frame);
}

Value PathNode::evaluate(Frame& frame) const {
  const Value container = value_of(*object, frame);
  return get_path(container, value_of(*path, frame));
}

Value KeyNode::evaluate(Frame& frame) const {
  const Value container = value_of(*object, frame);
  return get_key(container, value_of(*key, frame));
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
