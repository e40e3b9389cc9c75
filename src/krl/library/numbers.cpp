// SPDX-License-Identifier: MIT
//
// Members for numbers (spec krl-values-and-stdlib.md 9). Bits are those of ECMAScript's int32.
#include <string>

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

Value chr(Call& call) {
  const std::optional<double> number = to_number(call[0]);
  if (!number) return Value::null();
  std::string text;
  append_utf8(text, static_cast<char16_t>(to_int32(*number)));
  return String(text);
}

Value range(Call& call) {
  const std::optional<double> start = to_number(call[0]);
  const std::optional<double> end = to_number(call[1]);
  Values items;
  if (call.count() < 2 || !start || !end) return Array();
  const auto push = [&](double number) {
    call.evaluation().poll();
    items.emplace_back(number);
  };
  if (*start < *end) {
    for (double i = *start; i < *end + 1; ++i) push(i);
  } else {
    for (double i = *start; i > *end - 1; --i) push(i);
  }
  return Array(std::move(items));
}

/// `TypeError: LEFT cannot be DONE RIGHT`.
Error bits_error(const Value& left, std::string_view done, const Value& right) {
  std::string message;
  append_string(message, left);
  message.append(" cannot be ").append(done).append(" ");
  append_string(message, right);
  return type_error(std::move(message));
}

enum class Bits : uint8_t { ShiftLeft, ShiftRight, And, Or, Xor };

template <Bits operation>
Value bits(Call& call) {
  constexpr bool is_shift = operation == Bits::ShiftLeft || operation == Bits::ShiftRight;
  constexpr uint32_t kShiftMask = 31;
  const std::optional<double> left_number = to_number(call[0]);
  const std::optional<double> right_number = to_number(call[1]);
  if (!left_number || !right_number) {
    throw bits_error(call[0], is_shift ? "shifted by" : "bitwise anded", call[1]);
  }
  const int32_t left = to_int32(*left_number);
  const int32_t right = to_int32(*right_number);
  const uint32_t count = static_cast<uint32_t>(right) & kShiftMask;
  switch (operation) {
    case Bits::ShiftLeft:
      return static_cast<int32_t>(static_cast<uint32_t>(left) << count);
    case Bits::ShiftRight:
      return left >> count;
    case Bits::And:
      return left & right;
    case Bits::Or:
      return left | right;
    case Bits::Xor:
      return left ^ right;
  }
  __builtin_unreachable();
}

Value invert_bits(Call& call) {
  const std::optional<double> number = to_number(call[0]);
  if (!number) {
    // The message ends in a blank (spec errors.md 5.2).
    throw type_error(std::string(to_string(call[0]).view()) + " cannot be inverted ");
  }
  return ~to_int32(*number);
}

constexpr NativeMember kMembers[] = {
    {"band", MemberKind::Function, parameters<"left", "right">, bits<Bits::And>},
    {"bnot", MemberKind::Function, parameters<"left">, invert_bits},
    {"bor", MemberKind::Function, parameters<"left", "right">, bits<Bits::Or>},
    {"bxor", MemberKind::Function, parameters<"left", "right">, bits<Bits::Xor>},
    {"chr", MemberKind::Function, parameters<"val">, chr},
    {"range", MemberKind::Function, parameters<"val", "end">, range},
    {"shiftLeft", MemberKind::Function, parameters<"left", "right">, bits<Bits::ShiftLeft>},
    {"shiftRight", MemberKind::Function, parameters<"left", "right">, bits<Bits::ShiftRight>},
};

}  // namespace

std::span<const NativeMember> number_members() { return kMembers; }

}  // namespace pico::krl
