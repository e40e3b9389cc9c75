// SPDX-License-Identifier: MIT
//
// What the head of a request says of how it is to be read, and what is wrong with it: a request
// that a proxy may take for another one, or for two, is refused (RFC 9112, 11.2).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/model/http.hpp"
#include "engine/web/web_error.hpp"

namespace pico::postgres {

struct RequestHead {
  std::optional<uint64_t> content_length{};
  bool expects_continue = false;
};

/// Of a request that has its target and headers. `version`: such as "HTTP/1.1". Throws WebError.
RequestHead request_head(const engine::WebRequest& request, std::string_view version);

/// A target that names scheme and host, as for a proxy, without them; any other as it is.
std::string_view target_here(std::string_view target);

}  // namespace pico::postgres
