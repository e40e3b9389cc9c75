// SPDX-License-Identifier: MIT
//
// Headers of requests: see request_headers.hpp.
#include "engine/web/request_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "engine/http/headers.hpp"
#include "engine/http/response.hpp"
#include "engine/web/web_error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

bool is_listed(std::string_view name, const std::vector<std::string>& allowed) {
  return std::any_of(allowed.begin(), allowed.end(), [&](std::string_view pattern) {
    if (!pattern.ends_with('*')) return pattern == name;
    return name.starts_with(pattern.substr(0, pattern.size() - 1));
  });
}

/// The part before the next separator, without blanks; `text` goes on behind it.
std::string_view next_part(std::string_view& text, char separator) {
  const size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = header_value(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

/// How well an entry of Accept fits a type: 0 not at all, 3 by its name.
int fit(std::string_view range, std::string_view type) {
  if (range == type) return 3;
  const std::string_view family = type.substr(0, type.find('/') + 1);
  if (range.starts_with(family) && range.substr(family.size()) == "*") return 2;
  return range == "*/*" ? 1 : 0;
}

double quality_of(std::string_view parameters) {
  while (!parameters.empty()) {
    const std::string parameter = header_key(next_part(parameters, ';'));
    if (!parameter.starts_with("q=")) continue;
    double quality = 0;
    std::from_chars(parameter.data() + 2, parameter.data() + parameter.size(), quality);
    return quality;
  }
  return 1;
}

/// How much a client wants a type: what the entry says that fits best.
double wish_for(std::string_view accept, std::string_view type) {
  int best = 0;
  double wish = 0;
  while (!accept.empty()) {
    std::string_view entry = next_part(accept, ',');
    const int fits = fit(header_key(next_part(entry, ';')), type);
    if (fits <= best) continue;
    best = fits;
    wish = quality_of(entry);
  }
  return wish;
}

}  // namespace

krl::Map headers_map(const HttpHeaders& headers, const std::vector<std::string>& allowed) {
  krl::Map map;
  for (const auto& [name, value] : headers) {
    const std::string key = header_key(name);
    if (!is_listed(key, allowed)) continue;
    krl::Value& shown = map.edit(text_of(key));
    const krl::String text = text_of(header_value(value));
    if (shown.is_undefined()) {
      shown = text;
    } else {
      shown.string().append(", ");
      shown.string().append(text.view());
    }
  }
  return map;
}

std::optional<std::string> lone_header(const HttpHeaders& headers, std::string_view name,
                                       size_t limit) {
  const std::string key = header_key(name);
  const auto has_name = [&](const auto& header) { return header_key(header.first) == key; };
  const auto first = std::find_if(headers.begin(), headers.end(), has_name);
  if (first == headers.end()) return std::nullopt;
  if (std::any_of(first + 1, headers.end(), has_name))
    throw WebError(400, fmt::format("Error: the header {} must come once", name));
  const std::string_view value = header_value(first->second);
  if (value.size() > limit)
    throw WebError(400, fmt::format("Error: the header {} may take {} bytes", name, limit));
  if (!krl::is_valid_utf8(value, false))
    throw WebError(400, fmt::format("Error: the header {} is not valid UTF-8", name));
  return std::string(value);
}

std::string bearer_token(const HttpHeaders& headers) {
  constexpr std::string_view kScheme = "bearer ";
  const std::string* const value = find_header(headers, "authorization");
  if (value == nullptr) return {};
  const std::string_view text = header_value(*value);
  if (header_key(text.substr(0, kScheme.size())) != kScheme) return {};
  return std::string(header_value(text.substr(kScheme.size())));
}

bool prefers_html(const HttpHeaders& headers) {
  const std::string* const accept = find_header(headers, "accept");
  return accept != nullptr && wish_for(*accept, "text/html") > wish_for(*accept, "text/plain");
}

}  // namespace pico::engine
