// SPDX-License-Identifier: MIT
//
// Members for arrays that call nothing back (spec krl-values-and-stdlib.md 10).
#include <algorithm>
#include <cmath>
#include <string>

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/operators.hpp"
#include "krl/value/string.hpp"

namespace pico::krl {

void require_array(const Value& value) {
  if (!value.is_array()) throw type_error("only works on Arrays");
}

namespace {

// Ends and joints --------------------------------------------------------------------------------

Value append(Call& call) {
  Value result = call[0].is_array() ? call.take(0) : Value(Array{call.take(0)});
  for (size_t i = 1; i < call.count(); ++i) {
    // Held here, an array that is appended to itself is copied before it grows.
    const Value added = call.take(i);
    if (added.is_array()) {
      result.array().append(added.array().items());
    } else {
      result.array().push_back(added);
    }
  }
  return result;
}

Value head(Call& call) {
  if (!call[0].is_array()) return call.take(0);
  const Array& array = call[0].array();
  return array.empty() ? Value() : array[0];
}

Value tail(Call& call) {
  if (!call[0].is_array() || call[0].array().empty()) return Array();
  const Array& array = call[0].array();
  return Array(Values(array.begin() + 1, array.end()));
}

Value join(Call& call) {
  if (!call[0].is_array()) return to_string(call[0]);
  const Array& array = call[0].array();
  const String separator = call[1].is_null() ? String(",") : to_string(call[1]);
  String text;
  for (size_t i = 0; i < array.size(); ++i) {
    call.evaluation().poll();
    if (i > 0) text.append(separator.view());
    text.append(to_string(array[i]).view());
  }
  return text;
}

// Order ------------------------------------------------------------------------------------------

Value index(Call& call) {
  require_array(call[0]);
  const Array& array = call[0].array();
  const auto found = std::find_if(array.begin(), array.end(), [&](const Value& item) {
    call.evaluation().poll();
    return equals(item, call[1]);
  });
  return found == array.end() ? -1.0 : static_cast<double>(found - array.begin());
}

Value reverse(Call& call) {
  require_array(call[0]);
  Value result = call.take(0);
  Values& items = result.array().edit();
  std::reverse(items.begin(), items.end());
  return result;
}

// Parts ------------------------------------------------------------------------------------------

/// The argument as a position. Throws `TypeError: The .OPERATION() operator cannot use X` + `use`.
double to_position(const Value& argument, std::string_view operation, std::string_view use) {
  if (const std::optional<double> number = to_number(argument)) return *number;
  std::string message = "The .";
  message.append(operation).append("() operator cannot use ");
  append_string(message, argument);
  throw type_error(message.append(use));
}

/// The elements from `start` up to `end`, both at least 0 and cut to whole numbers.
Array part(const Array& array, double start, double end) {
  const auto size = static_cast<double>(array.size());
  const auto first = static_cast<ptrdiff_t>(std::min(start, size));
  const auto last = static_cast<ptrdiff_t>(std::clamp(end, std::min(start, size), size));
  return Array(Values(array.begin() + first, array.begin() + last));
}

Value slice(Call& call) {
  require_array(call[0]);
  const Array& array = call[0].array();
  if (array.empty() || call.count() < 2) return call.take(0);
  const auto size = static_cast<double>(array.size());
  const double index = to_position(call[1], "slice", " as an index");
  if (call.count() == 2) {
    if (index > size) return Array();
    // A negative end counts from the back.
    const double end = std::trunc(index + 1);
    return part(array, 0, end < 0 ? std::max(size + end, 0.0) : end);
  }
  const double other = to_position(call[2], "slice", " as the other index");
  const auto [low, high] = std::minmax({index, other});
  return low >= 0 && high < size ? part(array, low, high + 1) : Array();
}

Value splice(Call& call) {
  require_array(call[0]);
  const Array& array = call[0].array();
  if (array.empty()) return Array();
  const auto size = static_cast<double>(array.size());
  const double start = std::clamp(to_position(call[1], "splice", "as an index"), 0.0, size - 1);
  const double count = to_position(call[2], "splice", "as a number of elements");
  const double end = count < 0 || start + count > size ? size : start + count;

  Value result = part(array, 0, start);
  Values& items = result.array().edit();
  if (call.count() > 3) {
    if (call[3].is_array()) {
      items.insert(items.end(), call[3].array().begin(), call[3].array().end());
    } else {
      items.push_back(call[3]);
    }
  }
  items.insert(items.end(), array.begin() + static_cast<ptrdiff_t>(end), array.end());
  return result;
}

constexpr NativeMember kMembers[] = {
    {"append", MemberKind::Function, parameters<"val", "a", "b", "c", "d", "e">, append},
    {"head", MemberKind::Function, parameters<"val">, head},
    {"index", MemberKind::Function, parameters<"val", "elm">, index},
    {"join", MemberKind::Function, parameters<"val", "str">, join},
    {"reverse", MemberKind::Function, parameters<"val">, reverse},
    {"slice", MemberKind::Function, parameters<"val", "start", "end">, slice},
    {"splice", MemberKind::Function, parameters<"val", "start", "nElements", "value">, splice},
    {"tail", MemberKind::Function, parameters<"val">, tail},
};

}  // namespace

std::span<const NativeMember> array_members() { return kMembers; }

}  // namespace pico::krl
