// SPDX-License-Identifier: MIT
//
// Looking names up in the tables: see builtins.hpp.
#include "krl/compile/builtins.hpp"

#include <algorithm>

namespace pico::krl {

namespace {

template <class Row>
const Row* find_row(std::span<const Row> rows, std::string_view name) noexcept {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.name == name; });
  return found == rows.end() ? nullptr : &*found;
}

}  // namespace

Value native_value(const NativeMember& member) {
  const auto native = make_ref<Native>(member);
  switch (member.kind) {
    case MemberKind::Action:
      return Value::of(Kind::Action, native.get());
    case MemberKind::ActionFunction:
      return Value::of(Kind::ActionFunction, native.get());
    case MemberKind::Function:
    case MemberKind::Property:
      break;
  }
  return Value::of(Kind::Function, native.get());
}

const NativeMember* NativeModule::find(std::string_view member) const noexcept {
  return find_row(members, member);
}

const NativeMember* Builtins::find(std::string_view member) const noexcept {
  return find_row(library, member);
}

const NativeModule* Builtins::find_module(std::string_view module) const noexcept {
  return find_row(modules, module);
}

}  // namespace pico::krl
