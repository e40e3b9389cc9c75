// SPDX-License-Identifier: MIT
//
// The modules that a program may use without declaring them, a constant table each (spec
// modules.md). builtins.cpp joins them. Their members find the process through module_host().
#pragma once

#include "krl/compile/builtins.hpp"

namespace pico::engine {

const krl::NativeModule& math_module();    // numbers, digests, base64
const krl::NativeModule& random_module();  // uuid word integer number
const krl::NativeModule& time_module();    // now new add strftime

}  // namespace pico::engine
