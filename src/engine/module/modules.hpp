// SPDX-License-Identifier: MIT
//
// The modules that a program may use without declaring them, a constant table each (spec
// modules.md). builtins.cpp joins them. Their members find the process through module_host(), and
// the pico through transaction_of().
#pragma once

#include <span>

#include "krl/compile/builtins.hpp"

namespace pico::engine {

const krl::NativeModule& ctx_module();       // the pico, its family, channels and rulesets
const krl::NativeModule& engine_module();    // of 0.x, in terms of ctx
const krl::NativeModule& event_module();     // the current event; send
const krl::NativeModule& http_module();      // get head post put patch delete
const krl::NativeModule& math_module();      // numbers, digests, base64
const krl::NativeModule& meta_module();      // where the running code stands
const krl::NativeModule& random_module();    // uuid word integer number
const krl::NativeModule& schedule_module();  // timers of the ruleset
const krl::NativeModule& sql_module();       // query execute: tables of the application
const krl::NativeModule& time_module();      // now new add strftime

/// Modules that exist in the language and whose every member fails in this version: ursa, dido.
std::span<const krl::NativeModule> unsupported_modules();

// `ctx:rid_url` and `ctx:rid_config`, which `meta` has under other names.
krl::Value rid_url(krl::Call& call);
krl::Value rid_config(krl::Call& call);

}  // namespace pico::engine
