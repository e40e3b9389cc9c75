// SPDX-License-Identifier: MIT
//
// Members that call a function for the elements of a collection (spec krl-values-and-stdlib.md 5,
// 10). Every call polls the host, so that no loop here needs to.
#include <algorithm>
#include <string>
#include <vector>

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {

namespace {

/// The subject of the call. Throws `TypeError: only works on collections` for anything else.
const Value& collection_of(const Call& call) {
  if (!call[0].is_collection()) throw type_error("only works on collections");
  return call[0];
}

/// The function of a call, to be applied to elements of its subject.
class Callback {
 public:
  explicit Callback(const Call& call) noexcept : call_(call) {}

  /// The result for one element.
  Value operator()(const Value& value, Value key) {
    arguments_[0] = value;
    arguments_[1] = std::move(key);
    arguments_[2] = call_[0];
    return call_.evaluation().call_back(call_[1], arguments_, call_.caller());
  }

 private:
  const Call& call_;
  Value arguments_[3];  // used again for each element
};

/// A callback that is missing where a member allows it: each element stands for itself.
class CallbackOrIdentity {
 public:
  explicit CallbackOrIdentity(const Call& call) noexcept
      : callback_(call), evaluation_(call.evaluation()), is_identity_(call[1].is_null()) {}

  Value operator()(const Value& value, Value key) {
    if (!is_identity_) return callback_(value, std::move(key));
    evaluation_.poll();
    return value;
  }

 private:
  Callback callback_;
  Evaluation& evaluation_;
  bool is_identity_;
};

/// Whether `test` gives true for the value and key of some member; stops there.
template <class Test>
bool some_member(const Value& collection, Test test) {
  if (collection.is_map()) {
    const Map& map = collection.map();
    return std::any_of(map.begin(), map.end(),
                       [&](const MapEntry& entry) { return test(entry.value, entry.key); });
  }
  const Array& array = collection.array();
  for (size_t i = 0; i < array.size(); ++i) {
    if (test(array[i], static_cast<double>(i))) return true;
  }
  return false;
}

/// Calls `visit` with the value and key of each member.
template <class Visit>
void visit_members(const Value& collection, Visit visit) {
  some_member(collection, [&](const Value& value, Value key) {
    visit(value, std::move(key));
    return false;
  });
}

// Tests ------------------------------------------------------------------------------------------

/// Whether the callback says `truth` of some element.
bool is_some(const Call& call, bool truth) {
  Callback callback(call);
  return some_member(collection_of(call), [&](const Value& value, Value key) {
    return is_true(callback(value, std::move(key))) == truth;
  });
}

Value all(Call& call) { return !is_some(call, false); }
Value any(Call& call) { return is_some(call, true); }
Value none(Call& call) { return !is_some(call, true); }
Value notall(Call& call) { return is_some(call, false); }

// Shapes -----------------------------------------------------------------------------------------

Value map(Call& call) {
  const Value& collection = collection_of(call);
  CallbackOrIdentity callback(call);
  if (collection.is_map()) {
    Map result;
    visit_members(collection, [&](const Value& value, Value key) {
      result.set(key.string(), callback(value, key));
    });
    return result;
  }
  Values items;
  items.reserve(collection.array().size());
  visit_members(collection, [&](const Value& value, Value key) {
    items.push_back(callback(value, std::move(key)));
  });
  return Array(std::move(items));
}

Value filter(Call& call) {
  const Value& collection = collection_of(call);
  CallbackOrIdentity callback(call);
  if (collection.is_map()) {
    Map result;
    visit_members(collection, [&](const Value& value, Value key) {
      if (is_true(callback(value, key))) result.set(key.string(), value);
    });
    return result;
  }
  Values items;
  visit_members(collection, [&](const Value& value, Value key) {
    if (is_true(callback(value, std::move(key)))) items.push_back(value);
  });
  return Array(std::move(items));
}

Value collect(Call& call) {
  const Value& collection = collection_of(call);
  CallbackOrIdentity callback(call);
  Map groups;
  visit_members(collection, [&](const Value& value, Value key) {
    const Value name = callback(value, std::move(key));
    Value& group = groups.edit(name.is_string() ? name.string() : String(javascript_text(name)));
    if (!group.is_array()) group = Array();
    group.array().edit().push_back(value);
  });
  return groups;
}

// Folds ------------------------------------------------------------------------------------------

std::string not_a_function(std::string_view operation, const Value& callback) {
  std::string message = "The .";
  message.append(operation).append("() operator cannot use ");
  append_string(message, callback);
  return message.append(" as a function");
}

/// Checks what `reduce` of a non-empty array calls.
void require_reducer(const Value& callback, size_t size, bool has_default) {
  if (callback.is_function()) return;
  if (has_default && size == 1) throw type_error("iter is not a function");
  throw Error(ErrorClass::Error, not_a_function("reduce", callback));
}

Value reduce(Call& call) {
  require_array(call[0]);
  const bool has_default = call.count() > 2;
  Value result = has_default ? call.take(2) : Value(0);
  const Value collection = call.take(0);
  const Array& array = collection.array();
  if (array.empty()) return result;
  require_reducer(call[1], array.size(), has_default);
  if (!has_default) result = array[0];

  Value arguments[4];
  for (size_t i = has_default ? 0 : 1; i < array.size(); ++i) {
    // Moved, so that a callback which adds to the result so far does it in place.
    arguments[0] = std::move(result);
    arguments[1] = array[i];
    arguments[2] = static_cast<double>(i);
    arguments[3] = collection;
    result = call.evaluation().call(call[1], arguments, call.caller());
  }
  return result;
}

/// The number of elements of the longest row; what is no array is a row of one.
size_t longest_row(const Array& rows) {
  size_t longest = 0;
  for (const Value& row : rows) {
    longest = std::max(longest, row.is_array() ? row.array().size() : size_t{1});
  }
  return longest;
}

Value row_element(const Value& row, size_t index) {
  if (!row.is_array()) return index == 0 ? row : Value();
  return index < row.array().size() ? row.array()[index] : Value();
}

Value pairwise(Call& call) {
  if (!call[0].is_array()) {
    std::string message = "The .pairwise() operator cannot be called on ";
    append_string(message, call[0]);
    throw type_error(std::move(message));
  }
  const Array& rows = call[0].array();
  if (rows.size() < 2) throw type_error("The .pairwise() operator needs a longer array");
  if (!call[1].is_function()) throw type_error(not_a_function("pairwise", call[1]));

  Values results;
  Values arguments(rows.size());
  const size_t length = longest_row(rows);
  for (size_t i = 0; i < length; ++i) {
    std::transform(rows.begin(), rows.end(), arguments.begin(),
                   [&](const Value& row) { return row_element(row, i); });
    results.push_back(call.evaluation().call(call[1], arguments, call.caller()));
  }
  return Array(std::move(results));
}

constexpr NativeMember kMembers[] = {
    {"all", MemberKind::Function, parameters<"val", "iter">, all},
    {"any", MemberKind::Function, parameters<"val", "iter">, any},
    {"collect", MemberKind::Function, parameters<"val", "iter">, collect},
    {"filter", MemberKind::Function, parameters<"val", "iter">, filter},
    {"map", MemberKind::Function, parameters<"val", "iter">, map},
    {"none", MemberKind::Function, parameters<"val", "iter">, none},
    {"notall", MemberKind::Function, parameters<"val", "iter">, notall},
    {"pairwise", MemberKind::Function, parameters<"val", "iter">, pairwise},
    {"reduce", MemberKind::Function, parameters<"val", "iter", "dflt">, reduce},
};

}  // namespace

std::span<const NativeMember> collection_members() { return kMembers; }

}  // namespace pico::krl
