// SPDX-License-Identifier: MIT
//
// The hash by which a version of a ruleset is known (spec engine.md 1).
#pragma once

#include <string>
#include <string_view>

namespace pico::engine {

/// SHA-256 in lower-case hexadecimal.
std::string sha256_text(std::string_view bytes);

}  // namespace pico::engine
