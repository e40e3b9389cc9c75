// SPDX-License-Identifier: MIT
//
// Members that take arrays for sets, of elements that are `==` (spec krl-values-and-stdlib.md 10).
// Elements are found by a hash that `==` agrees with, so that the work is linear.
#include <algorithm>
#include <functional>
#include <iterator>
#include <unordered_set>

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/value/array.hpp"
#include "krl/value/callable.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"
#include "krl/value/operators.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {

namespace {

// Below this depth collections are told apart by size: hashing one whose parts are shared many
// times over must not walk through all of them.
constexpr int kHashedDepth = 3;

size_t hash_value(const Value& value, int depth = 0) {
  constexpr size_t kSpread = 0x9e3779b97f4a7c15;
  if (value.is_null()) return 0;
  const auto seed = static_cast<size_t>(value.kind()) * kSpread;
  switch (value.kind()) {
    case Kind::Boolean:
      return seed + static_cast<size_t>(value.boolean());
    case Kind::Number:
      return seed ^ std::hash<double>()(value.number());
    case Kind::String:
      return seed ^ value.string().hash();
    case Kind::Array: {
      size_t hash = seed + value.array().size();
      if (depth == kHashedDepth) return hash;
      for (const Value& item : value.array()) hash = hash * kSpread + hash_value(item, depth + 1);
      return hash;
    }
    case Kind::Map: {
      // The order of members does not count.
      size_t hash = seed + value.map().size();
      if (depth == kHashedDepth) return hash;
      for (const MapEntry& entry : value.map()) {
        hash += (entry.key.hash() + kSpread) * (hash_value(entry.value, depth + 1) | 1);
      }
      return hash;
    }
    case Kind::RegExp:
      return seed ^ std::hash<std::string_view>()(value.regexp().pattern().source());
    default:
      return seed ^ std::hash<const void*>()(value.callable().identity());
  }
}

/// Elements of arrays that outlive it.
class ElementSet {
 public:
  explicit ElementSet(Evaluation& evaluation)
      : evaluation_(evaluation), elements_(0, Hash(), Equal{evaluation}) {}
  ElementSet(const Array& array, Evaluation& evaluation) : ElementSet(evaluation) {
    for (const Value& item : array) insert(item);
  }

  /// False when an element that is `==` is there already.
  bool insert(const Value& item) {
    evaluation_.poll();
    return elements_.insert(&item).second;
  }
  [[nodiscard]] bool contains(const Value& item) const {
    evaluation_.poll();
    return elements_.count(&item) > 0;
  }

 private:
  struct Hash {
    size_t operator()(const Value* value) const { return hash_value(*value); }
  };
  struct Equal {
    Evaluation& evaluation;
    bool operator()(const Value* a, const Value* b) const {
      evaluation.poll();
      return equals(*a, *b);
    }
  };

  Evaluation& evaluation_;
  std::unordered_set<const Value*, Hash, Equal, MeteredAllocator<const Value*>> elements_;
};

/// The argument as an array: anything else is its one element.
Array wrapped(const Value& value) { return value.is_array() ? value.array() : Array{value}; }

/// The elements of `array` for which `test` is true.
template <class Test>
Value elements_where(const Array& array, Test test) {
  Values items;
  std::copy_if(array.begin(), array.end(), std::back_inserter(items), test);
  return Array(std::move(items));
}

Value has(Call& call) {
  const Array searched = wrapped(call[0]);
  const Array wanted = wrapped(call[1]);
  const ElementSet present(searched, call.evaluation());
  return std::all_of(wanted.begin(), wanted.end(),
                     [&](const Value& item) { return present.contains(item); });
}

Value intersection(Call& call) {
  if (call.count() < 2) return Array();
  const Array left = wrapped(call[0]);
  const Array right = wrapped(call[1]);
  const ElementSet common(right, call.evaluation());
  ElementSet seen(call.evaluation());
  return elements_where(
      left, [&](const Value& item) { return common.contains(item) && seen.insert(item); });
}

Value unite(Call& call) {
  if (call.count() < 2) return call.take(0);
  const Array left = wrapped(call[0]);
  const Array right = wrapped(call[1]);
  ElementSet seen(call.evaluation());
  Values items;
  for (const Array& array : {left, right}) {
    std::copy_if(array.begin(), array.end(), std::back_inserter(items),
                 [&](const Value& item) { return seen.insert(item); });
  }
  return Array(std::move(items));
}

Value difference(Call& call) {
  if (call.count() < 2) return call.take(0);
  const Array left = wrapped(call[0]);
  const Array right = wrapped(call[1]);
  const ElementSet removed(right, call.evaluation());
  return elements_where(left, [&](const Value& item) { return !removed.contains(item); });
}

Value unique(Call& call) {
  if (!call[0].is_array()) return call.take(0);
  ElementSet seen(call.evaluation());
  return elements_where(call[0].array(), [&](const Value& item) { return seen.insert(item); });
}

// Groups of the same text ------------------------------------------------------------------------

/// The first element of each group of elements with the same JavaScript text whose size is one, or
/// more than one, in the order of a map of those texts. Null is the JSON flavour here.
Value first_of_groups(const Array& array, bool repeated, Evaluation& evaluation) {
  struct Group {
    Value first;
    bool is_repeated = false;
  };
  Map numbers;  // text to the number of the group
  std::vector<Group, MeteredAllocator<Group>> groups;
  for (const Value& item : array) {
    evaluation.poll();
    const Value cleaned = item.is_null() ? Value::null() : item;
    Value& number =
        numbers.edit(cleaned.is_string() ? cleaned.string() : String(javascript_text(cleaned)));
    if (number.is_number()) {
      groups[static_cast<size_t>(number.number())].is_repeated = true;
    } else {
      number = static_cast<double>(groups.size());
      groups.push_back({cleaned});
    }
  }

  Values items;
  for (const MapEntry& entry : numbers) {
    const Group& group = groups[static_cast<size_t>(entry.value.number())];
    if (group.is_repeated == repeated) items.push_back(group.first);
  }
  return Array(std::move(items));
}

Value once(Call& call) {
  if (!call[0].is_array()) return call.take(0);
  return first_of_groups(call[0].array(), false, call.evaluation());
}

Value duplicates(Call& call) {
  if (!call[0].is_array()) return Array();
  return first_of_groups(call[0].array(), true, call.evaluation());
}

constexpr NativeMember kMembers[] = {
    {"difference", MemberKind::Function, parameters<"a", "b">, difference},
    {"duplicates", MemberKind::Function, parameters<"val">, duplicates},
    {"has", MemberKind::Function, parameters<"val", "other">, has},
    {"intersection", MemberKind::Function, parameters<"a", "b">, intersection},
    {"once", MemberKind::Function, parameters<"val">, once},
    {"union", MemberKind::Function, parameters<"a", "b">, unite},
    {"unique", MemberKind::Function, parameters<"val">, unique},
};

}  // namespace

std::span<const NativeMember> set_members() { return kMembers; }

}  // namespace pico::krl
