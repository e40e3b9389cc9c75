// SPDX-License-Identifier: MIT
//
// The members of the modules that speak of the pico, its event and its surroundings.
#pragma once

#include <span>

#include "krl/compile/builtins.hpp"
#include "krl/run/native.hpp"

namespace pico::engine {

std::span<const krl::NativeMember> ctx_members();
std::span<const krl::NativeMember> event_members();
std::span<const krl::NativeMember> meta_members();

/// Modules that exist in the language and whose every member fails in this version: http,
/// schedule, ursa, dido.
std::span<const krl::NativeModule> unsupported_modules();

// `ctx:rid_url` and `ctx:rid_config`, which `meta` has under other names.
krl::Value rid_url(krl::Call& call);
krl::Value rid_config(krl::Call& call);

}  // namespace pico::engine
