// SPDX-License-Identifier: MIT
//
// Normalising URLs: see url.hpp.
#include "engine/ruleset/url.hpp"

#include <algorithm>
#include <vector>

#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

/// Takes the text before the first of `separators` off `rest`, or all of it.
std::string_view take_until(std::string_view& rest, std::string_view separators) {
  const size_t end = std::min(rest.find_first_of(separators), rest.size());
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end);
  return taken;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_unreserved(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// The character of a percent escape at the end of `text`, if it needs none; else -1.
int needless_escape_at_end(std::string_view text) {
  if (text.size() < 3 || text[text.size() - 3] != '%') return -1;
  const int high = hex_digit(text[text.size() - 2]);
  const int low = hex_digit(text[text.size() - 1]);
  return high >= 0 && low >= 0 && is_unreserved(high * 16 + low) ? high * 16 + low : -1;
}

/// Without the percent escapes of characters that need none.
std::string without_needless_escapes(std::string_view text) {
  std::string result;
  for (const char next : text) {
    result += next;
    // More than once, for what an escape stands for may itself end one: %%371 is %71 is q.
    for (int c = needless_escape_at_end(result); c >= 0; c = needless_escape_at_end(result)) {
      result.resize(result.size() - 3);
      result += static_cast<char>(c);
    }
  }
  return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Without user info, leading `www.` and the scheme's default port, in lower case.
std::string normalised_host(std::string_view authority, std::string_view scheme) {
  if (const size_t at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  std::string host = lowered(authority);
  const std::string_view port = scheme == "http" ? ":80" : scheme == "https" ? ":443" : "";
  while (!port.empty() && host.size() > port.size() && host.ends_with(port)) {
    host.resize(host.size() - port.size());
  }
  while (host.starts_with("www.")) host.erase(0, 4);
  return host;
}

/// Without empty and dot segments and without a slash at the end.
std::string normalised_path(std::string_view path) {
  const std::string decoded = without_needless_escapes(path);
  std::vector<std::string_view> kept;
  for (const std::string_view segment : split(decoded, '/')) {
    if (segment.empty() || segment == ".") continue;
    if (segment != "..") {
      kept.push_back(segment);
    } else if (!kept.empty()) {
      kept.pop_back();
    }
  }
  std::string result;
  for (const std::string_view segment : kept) result.append("/").append(segment);
  return result;
}

/// Sorted by name, without tracking parameters.
std::string normalised_query(std::string_view query) {
  const std::string decoded = without_needless_escapes(query);
  std::vector<std::string_view> parameters;
  for (const std::string_view parameter : split(decoded, '&')) {
    if (!parameter.empty() && !parameter.starts_with("utm_")) parameters.push_back(parameter);
  }
  const auto name = [](std::string_view parameter) {
    return parameter.substr(0, parameter.find('='));
  };
  std::stable_sort(parameters.begin(), parameters.end(),
                   [&](std::string_view a, std::string_view b) { return name(a) < name(b); });
  std::string result;
  for (const std::string_view parameter : parameters) {
    result.append(result.empty() ? "?" : "&").append(parameter);
  }
  return result;
}

}  // namespace

std::string normalised_url(std::string_view url) {
  std::string_view rest = krl::trim(url);
  const std::string start = lowered(rest.substr(0, 5));
  if (start == "file:" || start == "pico:" || start.starts_with("krl:")) return std::string(rest);
  std::string scheme = "http";
  if (const size_t end = rest.find("://"); end != std::string_view::npos) {
    scheme = lowered(rest.substr(0, end));
    rest.remove_prefix(end + 3);
  }
  const std::string host = normalised_host(take_until(rest, "/?#"), scheme);
  const std::string path = normalised_path(take_until(rest, "?#"));
  std::string_view query = take_until(rest, "#");
  if (!query.empty()) query.remove_prefix(1);
  return scheme + "://" + host + path + normalised_query(query) + std::string(rest);
}

std::string url_of_rid(std::string_view rid) { return "krl:" + std::string(rid); }

bool is_url_of_rid(std::string_view url) { return url.starts_with("krl:"); }

bool is_builtin_url(std::string_view url) { return url.starts_with("pico:"); }

}  // namespace pico::engine
