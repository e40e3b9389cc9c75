// SPDX-License-Identifier: MIT
//
// Words for `random:word()`. The list is not part of the interface.
#pragma once

#include <span>
#include <string_view>

namespace pico::engine {

/// Common English words in lower case, each once, in alphabetical order. Each can be the tag of a
/// channel, so "system" is not among them.
std::span<const std::string_view> common_words();

}  // namespace pico::engine
