// SPDX-License-Identifier: MIT
//
// Matching paths of requests with those of routes (spec http-api.md 1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pico::engine {

/// Path and query of the target of a request, as sent.
struct WebTarget {
  std::string_view path;
  std::string_view query;  // without its `?`
};

/// `target` may also be a whole URL, as proxies send it.
WebTarget split_target(std::string_view target);

/// What stands for the segments `:name` of `pattern` in a path, in order and still encoded; nothing
/// where the path is another. Fixed segments match whatever their case; one slash may follow.
std::optional<std::vector<std::string_view>> match_path(std::string_view pattern,
                                                        std::string_view path);

/// A segment decoded. Throws WebError where it is encoded badly, or has a NUL, which no name has.
std::string decode_segment(std::string_view segment);

}  // namespace pico::engine
