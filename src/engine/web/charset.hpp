// SPDX-License-Identifier: MIT
//
// The encodings of Unicode, in which JSON may come (spec http-api.md 2.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pico::engine {

/// Bytes in a charset as UTF-8, without a mark of their order. `charset` in small letters: "utf-8",
/// "utf-16", "utf-32", or one of the latter with its order behind it ("utf-16le"); nothing for
/// others. Halves of surrogate pairs come out as such; text that is broken otherwise gets U+FFFD.
std::optional<std::string> to_utf8(std::string_view bytes, std::string_view charset);

}  // namespace pico::engine
