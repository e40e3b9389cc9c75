// SPDX-License-Identifier: MIT
//
// Sorting (spec krl-values-and-stdlib.md 10). One stable merge sort serves the built-in orders and
// callbacks: a comparison may contradict itself (`<=>` does where texts meet numbers), and then the
// result is some order, but never anything worse.
#include <algorithm>
#include <string>
#include <vector>

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/operators.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

/// Sorts `items`; `room` is as long and lends space. `left_first(a, b)` says whether a, from the
/// left half, goes before b.
template <class Item, class LeftFirst>
void merge_sort(std::span<Item> items, std::span<Item> room, LeftFirst& left_first) {
  if (items.size() < 2) return;
  const size_t half = items.size() / 2;
  merge_sort(items.first(half), room.first(half), left_first);
  merge_sort(items.subspan(half), room.subspan(half), left_first);

  std::move(items.begin(), items.begin() + static_cast<ptrdiff_t>(half), room.begin());
  size_t left = 0;
  size_t right = half;
  size_t next = 0;
  while (left < half && right < items.size()) {
    const bool takes_left = left_first(room[left], items[right]);
    items[next++] = std::move(takes_left ? room[left++] : items[right++]);
  }
  while (left < half) items[next++] = std::move(room[left++]);
}

template <class Items, class LeftFirst>
void merge_sort(Items& items, LeftFirst left_first) {
  Items room(items.size());
  merge_sort(std::span(items), std::span(room), left_first);
}

// Built-in orders --------------------------------------------------------------------------------

/// The elements but the undefined ones, each with what it is compared by.
template <class Keyed>
std::vector<Keyed, MeteredAllocator<Keyed>> keyed(const Array& array) {
  std::vector<Keyed, MeteredAllocator<Keyed>> items;
  items.reserve(array.size());
  for (const Value& value : array) {
    if (!value.is_undefined()) items.emplace_back(value);
  }
  return items;
}

/// The elements in their new order, then the undefined ones.
template <class KeyedItems>
Array without_keys(KeyedItems items, size_t size) {
  Values values;
  values.reserve(size);
  for (auto& item : items) values.push_back(std::move(item.value));
  values.resize(size);
  return Array(std::move(values));
}

struct KeyedByText {
  KeyedByText() = default;
  explicit KeyedByText(const Value& element) : value(element), text(to_string(element)) {}

  Value value;
  String text;
};

/// By `cmp`; `direction` -1 turns the order around.
Array sorted_by_text(const Array& array, int direction, Evaluation& evaluation) {
  auto items = keyed<KeyedByText>(array);
  const bool is_ascii = std::all_of(items.begin(), items.end(),
                                    [](const KeyedByText& item) { return item.text.is_ascii(); });
  merge_sort(items, [&](const KeyedByText& a, const KeyedByText& b) {
    evaluation.poll();
    const int order = is_ascii ? a.text.view().compare(b.text.view())
                               : compare_utf16(a.text.view(), b.text.view());
    return direction > 0 ? order <= 0 : order >= 0;
  });
  return without_keys(std::move(items), array.size());
}

struct KeyedByNumber {
  KeyedByNumber() = default;
  explicit KeyedByNumber(const Value& element) : value(element), number(to_number(element)) {}

  Value value;
  std::optional<double> number;
};

/// By `<=>`; `direction` -1 turns the order around.
Array sorted_by_number(const Array& array, int direction, Evaluation& evaluation) {
  auto items = keyed<KeyedByNumber>(array);
  merge_sort(items, [&](const KeyedByNumber& a, const KeyedByNumber& b) {
    evaluation.poll();
    if (a.number && b.number) return (*a.number - *b.number) * direction <= 0;
    return compare_text(a.value, b.value) * direction <= 0;
  });
  return without_keys(std::move(items), array.size());
}

// Callbacks --------------------------------------------------------------------------------------

/// Whether the result of a comparison is at most 0, as JavaScript would see it.
bool is_at_most_zero(const Value& result) {
  switch (result.kind()) {
    case Kind::Undefined:
      return false;
    case Kind::Null:
      return true;
    case Kind::Boolean:
      return !result.boolean();
    case Kind::Number:
      return result.number() <= 0;
    default: {
      const std::optional<double> number = parse_number(javascript_text(result));
      return number && *number <= 0;
    }
  }
}

Value sorted_by_callback(Value array, const Value& callback, const Call& call) {
  Value arguments[2];
  merge_sort(array.array().edit(), [&](const Value& a, const Value& b) {
    arguments[0] = a;
    arguments[1] = b;
    return is_at_most_zero(call.evaluation().call_back(callback, arguments, call.caller()));
  });
  return array;
}

Value sort(Call& call) {
  if (!call[0].is_array()) return call.take(0);
  if (call[1].is_callable()) return sorted_by_callback(call.take(0), call[1], call);

  Evaluation& evaluation = call.evaluation();
  const Array& array = call[0].array();
  const std::string order = javascript_text(call[1]);
  if (order == "numeric") return sorted_by_number(array, 1, evaluation);
  if (order == "ciremun") return sorted_by_number(array, -1, evaluation);
  return sorted_by_text(array, order == "reverse" ? -1 : 1, evaluation);
}

Value compare_as_text(Call& call) { return compare_text(call[0], call[1]); }

constexpr NativeMember kMembers[] = {
    {"cmp", MemberKind::Function, parameters<"left", "right">, compare_as_text},
    {"sort", MemberKind::Function, parameters<"val", "sortBy">, sort},
};

}  // namespace

std::span<const NativeMember> sort_members() { return kMembers; }

}  // namespace pico::krl
