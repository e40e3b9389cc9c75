// SPDX-License-Identifier: MIT
//
// The actions of the standard library (spec krl-language.md 7.3).
#include "krl/library/members.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {

namespace {

Value noop(Call&) { return Value::null(); }

Value send_directive(Call& call) {
  Value options = is_true(call[1]) ? call.take(1) : Value(Map());
  return call.evaluation().host().send_directive(call.take(0), std::move(options));
}

constexpr NativeMember kMembers[] = {
    {"noop", MemberKind::ActionFunction, parameters<>, noop},
    {"send_directive", MemberKind::Action, parameters<"name", "options">, send_directive, false},
};

}  // namespace

std::span<const NativeMember> action_members() { return kMembers; }

}  // namespace pico::krl
