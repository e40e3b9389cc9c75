// SPDX-License-Identifier: MIT
//
// Bodies that came compressed (spec http-api.md 2.2).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace pico::engine {

/// The body that `bytes` are by a content encoding: gzip, deflate, or identity. Throws WebError for
/// another one, for bytes that are none of it, and where the body has more than `limit` bytes;
/// never holds many more.
std::string inflate_body(std::string_view bytes, std::string_view encoding, size_t limit);

}  // namespace pico::engine
