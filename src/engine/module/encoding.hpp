// SPDX-License-Identifier: MIT
//
// Bytes and their forms as text (spec modules.md 7): "utf8", "latin1", "ascii", "hex", "base64",
// "base64url", "utf16le". Bytes are held in std::string, whatever they mean.
#pragma once

#include <string>
#include <string_view>

namespace pico::engine {

/// The bytes that `text` stands for. Throws `TypeError: Unknown encoding: NAME`. Bytes from hex end
/// at the first pair that is none; base64 passes over strange characters.
std::string decode_text(std::string_view text, std::string_view encoding);
/// The text that stands for `bytes`; throws likewise. Bytes that are no UTF-8 become U+FFFD.
std::string encode_bytes(std::string_view bytes, std::string_view encoding);

std::string hex_of(std::string_view bytes);
/// The standard alphabet, with padding.
std::string base64_of(std::string_view bytes);
/// KRL text as well-formed UTF-8: unpaired surrogates become U+FFFD.
std::string utf8_of(std::string_view text);

}  // namespace pico::engine
