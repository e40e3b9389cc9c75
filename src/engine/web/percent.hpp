// SPDX-License-Identifier: MIT
//
// Percent-encoding, taken back: strictly in paths, kindly in forms.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pico::engine {

/// The text that a part of a URL stands for, a `+` for itself. Nothing where an escape is none, or
/// where what is left is no UTF-8.
std::optional<std::string> decode_percent(std::string_view text);
/// Likewise, a `+` for a blank. Escapes that are none stay, and bytes that are no UTF-8 become
/// U+FFFD.
std::string decode_form_text(std::string_view text);

}  // namespace pico::engine
