// SPDX-License-Identifier: MIT
//
// Cookies and redirects by directives: see directive_headers.hpp.
#include "engine/web/directive_headers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/http/web_url.hpp"
#include "engine/module/encoding.hpp"
#include "engine/web/web_answer.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

/// The truthy option of a directive of that name, as text.
std::optional<std::string> option_of(const krl::Value& directive, std::string_view name,
                                     std::string_view option) {
  const krl::Value* const given = directive.map().find("name");
  const krl::Value* const options = directive.map().find("options");
  if (given == nullptr || !given->is_string() || given->string().view() != name) return {};
  if (options == nullptr || !options->is_map()) return {};
  const krl::Value* const value = options->map().find(option);
  if (value == nullptr || !krl::is_true(*value)) return {};
  return utf8_of(krl::to_string(*value).view());
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

/// What the headers of an answer may take that directives make: more is read by few clients.
constexpr size_t kMaxHeaderBytes = 8192;

/// Throws Error where a client would get no answer for want of room.
void check_size(const HttpHeaders& headers) {
  size_t size = 0;
  for (const auto& [name, value] : headers) size += name.size() + value.size() + 4;
  if (size > kMaxHeaderBytes)
    throw krl::Error(krl::ErrorClass::Error,
                     "the directives _cookie and _redirect make headers that are too large");
}

void add_cookies(WebAnswer& answer, const krl::Array& directives) {
  for (const krl::Value& directive : directives) {
    std::optional<std::string> cookie = option_of(directive, "_cookie", "cookie");
    if (!cookie) continue;
    if (has_control(*cookie))
      throw krl::type_error("A cookie of the directive _cookie cannot hold control characters");
    answer.headers.emplace_back("Set-Cookie", *std::move(cookie));
  }
}

/// Whether browsers take it for a place on the same host. They read `\` as `/`, and two of these
/// at the beginning as what a host follows.
bool is_local(std::string_view url) {
  const size_t end = url.find_first_of("/\\?#");
  const bool has_scheme = url.substr(0, end).find(':') != std::string_view::npos;
  const bool has_host =
      url.size() > 1 && url.find_first_of("/\\") == 0 && url.find_first_of("/\\", 1) == 1;
  return !has_scheme && !has_host;
}

/// The host of an absolute URL, without port and brackets.
std::string host_of(std::string_view url) {
  const std::string origin = origin_of(url);
  const size_t begin = origin.find("://") + 3;
  return origin.substr(begin, origin.rfind(':') - begin);
}

std::string encoded(std::string_view url) {
  std::string text;
  for (const char c : url) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f) {
      text.push_back(c);
    } else {
      text.append(fmt::format("%{:02X}", byte));
    }
  }
  return text;
}

/// Where a redirect leads, as it is sent.
std::string location_of(const std::string& url, const WebRules& rules) {
  if (has_control(url))
    throw krl::type_error("The url of the directive _redirect cannot hold control characters");
  if (is_local(url)) return encoded(url);
  std::string location = web_url(url);
  const std::string host = host_of(location);
  // Browsers decode what is encoded in the name of a host, and may so come to another one.
  const bool is_plain = host.find('%') == std::string::npos;
  if (is_plain && rules.redirect_hosts.allows(host)) return location;
  throw krl::Error(krl::ErrorClass::Error,
                   fmt::format("the directive _redirect leads to {}, which the setting "
                               "pico.http_redirect_hosts does not list",
                               host));
}

std::string escaped(std::string_view text) {
  std::string html;
  for (const char c : text) {
    switch (c) {
      case '&':
        html.append("&amp;");
        break;
      case '<':
        html.append("&lt;");
        break;
      case '>':
        html.append("&gt;");
        break;
      case '"':
        html.append("&quot;");
        break;
      case '\'':
        html.append("&#39;");
        break;
      default:
        html.push_back(c);
    }
  }
  return html;
}

WebAnswer redirect_answer(const std::string& location, bool prefers_html) {
  WebAnswer answer =
      prefers_html
          ? typed_answer("text/html; charset=utf-8",
                         fmt::format("<p>Found. Redirecting to {}</p>", escaped(location)), 302)
          : typed_answer("text/plain; charset=utf-8",
                         fmt::format("Found. Redirecting to {}", location), 302);
  answer.headers.emplace_back("Location", location);
  answer.headers.emplace_back("Vary", "Accept");
  return answer;
}

std::optional<std::string> redirect_of(const krl::Array& directives) {
  for (const krl::Value& directive : directives) {
    if (std::optional<std::string> url = option_of(directive, "_redirect", "url")) return url;
  }
  return std::nullopt;
}

}  // namespace

WebAnswer sky_answer(const EventResult& result, bool prefers_html, const WebRules& rules) {
  const std::optional<std::string> url = redirect_of(result.directives);
  WebAnswer answer =
      url ? redirect_answer(location_of(*url, rules), prefers_html) : event_answer(result);
  add_cookies(answer, result.directives);
  check_size(answer.headers);
  return answer;
}

}  // namespace pico::engine
