// SPDX-License-Identifier: MIT
//
// Patterns that only one text matches, as in `select when order shipped id re#^17$#`: rules that
// differ in such a test can be found by the text, instead of being tried one by one.
#pragma once

#include <optional>
#include <string>

#include "krl/value/regexp.hpp"

namespace pico::engine {

/// The text of a pattern `^text$`; nothing for any other pattern. It is not empty: that would also
/// be what an attribute that is absent has.
std::optional<std::string> only_text_of(const krl::Pattern& pattern);

}  // namespace pico::engine
