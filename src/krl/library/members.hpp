// SPDX-License-Identifier: MIT
//
// The parts of the standard library, a table of members for each topic; library.cpp joins them.
//
// A member takes its arguments by Call: `call[i]` to look at one, `call.take(i)` to own it, so that
// a collection that nobody else holds is changed in place.
#pragma once

#include <span>

#include "krl/library/parameters.hpp"
#include "krl/run/native.hpp"

namespace pico::krl {

std::span<const NativeMember> action_members();      // noop send_directive
std::span<const NativeMember> any_type_members();    // as typeof isnull klog encode decode …
std::span<const NativeMember> array_members();       // append head tail index join slice …
std::span<const NativeMember> collection_members();  // all any map filter collect reduce …
std::span<const NativeMember> number_members();      // range chr and the bits
std::span<const NativeMember> path_members();        // get set put delete keys values
std::span<const NativeMember> search_members();      // match extract replace split like
std::span<const NativeMember> set_members();         // has union unique once …
std::span<const NativeMember> sort_members();        // sort cmp
std::span<const NativeMember> string_members();      // uc trim contains substr sprintf …

/// Throws `TypeError: only works on Arrays` for anything else.
void require_array(const Value& value);

}  // namespace pico::krl
