// SPDX-License-Identifier: MIT
//
// Digests and message authentication codes of OpenSSL, by the names that programs use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace pico::engine {

/// The algorithms that this build of OpenSSL has; names are case-sensitive.
std::span<const std::string_view> digest_names();

/// The bytes of a digest; nothing for an unknown algorithm.
std::optional<std::string> digest(std::string_view algorithm, std::string_view bytes);
/// The bytes of an HMAC; nothing for an algorithm that is unknown or has no fixed length.
std::optional<std::string> hmac(std::string_view algorithm, std::string_view key,
                                std::string_view bytes);

}  // namespace pico::engine
