// SPDX-License-Identifier: MIT
//
// Matching paths: see route.hpp.
#include "engine/web/route.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/http/headers.hpp"
#include "engine/http/response.hpp"
#include "engine/web/percent.hpp"
#include "engine/web/web_error.hpp"

namespace pico::engine {

namespace {

/// The segment behind the slash at the beginning; `path` goes on behind it.
std::string_view next_segment(std::string_view& path) {
  path.remove_prefix(1);
  const size_t end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(end);
  return segment;
}

}  // namespace

WebTarget split_target(std::string_view target) {
  if (const size_t scheme = target.find("://");
      !target.starts_with('/') && scheme != std::string_view::npos) {
    target.remove_prefix(std::min(target.find_first_of("/?", scheme + 3), target.size()));
    if (target.empty()) target = "/";
  }
  target = target.substr(0, target.find('#'));
  const size_t mark = std::min(target.find('?'), target.size());
  return {target.substr(0, mark), target.substr(std::min(mark + 1, target.size()))};
}

std::optional<std::vector<std::string_view>> match_path(std::string_view pattern,
                                                        std::string_view path) {
  if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  std::vector<std::string_view> found;
  while (!pattern.empty() && path.starts_with('/')) {
    const std::string_view wanted = next_segment(pattern);
    const std::string_view segment = next_segment(path);
    if (wanted.starts_with(':')) {
      if (segment.empty()) return std::nullopt;
      found.push_back(segment);
    } else if (header_key(segment) != wanted) {
      return std::nullopt;
    }
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return found;
}

std::string decode_segment(std::string_view segment) {
  std::optional<std::string> decoded = decode_percent(segment);
  if (decoded && decoded->find('\0') == std::string::npos) return *std::move(decoded);
  throw WebError(400,
                 fmt::format("URIError: Failed to decode param '{}'", text_of(segment).view()));
}

}  // namespace pico::engine
