// SPDX-License-Identifier: MIT
//
// Names that exist without being declared: the standard library (krl/library) and the modules of
// the host (engine/module), as constant tables. The compiler resolves names in them; calling a
// member is the evaluator's matter (run/native.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "krl/value/callable.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

class Call;

/// How a member may be used (spec modules.md 1).
enum class MemberKind : uint8_t { Property, Function, Action, ActionFunction };

struct NativeMember {
  std::string_view name;
  MemberKind kind;
  std::span<const std::string_view> parameters;
  Value (*function)(Call& call);
  /// Gives the same for the same arguments and does nothing else.
  bool is_pure = true;
};

/// A native function or action as a value; identity is that of the member.
class Native final : public Callable {
 public:
  explicit Native(const NativeMember& member) noexcept
      : Callable(Origin::Native), member_(member) {}
  [[nodiscard]] const NativeMember& member() const noexcept { return member_; }
  [[nodiscard]] const void* identity() const noexcept override { return &member_; }

 private:
  const NativeMember& member_;
};

/// The Function, Action or ActionFunction value of a member.
Value native_value(const NativeMember& member);

/// A module of native members, e.g. `math`; found by the compiler through Builtins.
struct NativeModule {
  std::string_view name;
  std::span<const NativeMember> members;
  bool is_pure = false;

  [[nodiscard]] const NativeMember* find(std::string_view member) const noexcept;
};

/// Everything a program may name without declaring it.
struct Builtins {
  std::span<const NativeMember> library;  // root level of names, also reachable as `stdlib:`
  std::span<const NativeModule> modules;

  [[nodiscard]] const NativeMember* find(std::string_view name) const noexcept;
  [[nodiscard]] const NativeModule* find_module(std::string_view name) const noexcept;
};

}  // namespace pico::krl
