// SPDX-License-Identifier: MIT
//
// Members that read and write inside values by a path (spec krl-values-and-stdlib.md 3.6,
// 10, 10.2).
#include "krl/value/path.hpp"

#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"
#include "krl/value/unicode.hpp"

namespace pico::krl {

namespace {

Value get(Call& call) { return get_path(call[0], call[1]); }

Value set(Call& call) { return set_path(call.take(0), call[1], call.take(2)); }

Value put(Call& call) {
  if (!call[0].is_collection() || call.count() < 2) return call.take(0);
  if (call.count() == 2) return put_path(call.take(0), Array(), call.take(1));
  return put_path(call.take(0), call[1], call.take(2));
}

Value delete_at(Call& call) { return delete_path(call.take(0), call[1]); }

/// Calls `visit` with key and value of each member of a collection, or of each unit of a String.
template <class Visit>
void visit_members(const Value& value, Evaluation& evaluation, Visit visit) {
  if (value.is_map()) {
    for (const MapEntry& entry : value.map()) {
      evaluation.poll();
      visit(entry.key, entry.value);
    }
  } else if (value.is_array()) {
    for (size_t i = 0; i < value.array().size(); ++i) {
      evaluation.poll();
      visit(String(number_text(static_cast<double>(i))), value.array()[i]);
    }
  } else if (value.is_string()) {
    const std::string_view text = value.string().view();
    size_t start = 0;
    for (double i = 0; start < text.size(); ++i) {
      evaluation.poll();
      const size_t end = next_unit(text, start);
      visit(String(number_text(i)), String(cut(text, start, end)));
      start = end;
    }
  }
}

/// What `keys` and `values` are about: the subject, or the value at a path that is not false.
/// A String counts only where a path leads to it.
Value members_owner(const Call& call) {
  if (!call[0].is_collection()) return {};
  return is_true(call[1]) ? get_path(call[0], call[1]) : call[0];
}

Value keys(Call& call) {
  Values keys;
  visit_members(members_owner(call), call.evaluation(),
                [&](const String& key, const Value&) { keys.emplace_back(key); });
  return Array(std::move(keys));
}

Value values(Call& call) {
  Values values;
  visit_members(members_owner(call), call.evaluation(),
                [&](const String&, const Value& value) { values.push_back(value); });
  return Array(std::move(values));
}

constexpr NativeMember kMembers[] = {
    {"delete", MemberKind::Function, parameters<"val", "path">, delete_at},
    {"get", MemberKind::Function, parameters<"obj", "path">, get},
    {"keys", MemberKind::Function, parameters<"val", "path">, keys},
    {"put", MemberKind::Function, parameters<"val", "path", "toSet">, put},
    {"set", MemberKind::Function, parameters<"obj", "path", "val">, set},
    {"values", MemberKind::Function, parameters<"val", "path">, values},
};

}  // namespace

std::span<const NativeMember> path_members() { return kMembers; }

}  // namespace pico::krl
