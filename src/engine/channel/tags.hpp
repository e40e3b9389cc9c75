// SPDX-License-Identifier: MIT
//
// Tags of channels (spec engine.md 3.2).
#pragma once

#include <string>
#include <vector>

#include "krl/value/value.hpp"

namespace pico::engine {

/// The cleaned tags, in the order given; none for Null. Throws the TypeErrors of the spec.
std::vector<std::string> clean_tags(const krl::Value& tags);

}  // namespace pico::engine
