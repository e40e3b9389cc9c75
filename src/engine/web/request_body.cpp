// SPDX-License-Identifier: MIT
//
// Bodies of requests: see request_body.hpp.
#include "engine/web/request_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "engine/http/headers.hpp"
#include "engine/http/response.hpp"
#include "engine/web/charset.hpp"
#include "engine/web/form_body.hpp"
#include "engine/web/inflate.hpp"
#include "engine/web/web_error.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
/// Senders of envelopes give them types of their own (DIDComm 1 and 2).
constexpr std::string_view kJsonTypes[] = {
    "application/json",
    "application/octet-stream",
    "application/ssi-agent-wire",
    "application/didcomm-encrypted+json",
    "application/didcomm-signed+json",
    "application/didcomm-plain+json",
};

/// A media type: its name in small letters, and its charset likewise, which may be empty.
struct ContentType {
  std::string name;
  std::string charset;
};

ContentType content_type_of(const HttpHeaders& headers) {
  const std::string* const header = find_header(headers, "content-type");
  if (header == nullptr) return {};
  const std::string text = header_key(*header);
  const size_t end = std::min(text.find(';'), text.size());
  ContentType type{std::string(header_value(text.substr(0, end))), {}};
  constexpr std::string_view kCharset = "charset=";
  if (const size_t at = text.find(kCharset, end); at != std::string::npos) {
    const std::string_view rest = std::string_view(text).substr(at + kCharset.size());
    std::string_view charset = header_value(rest.substr(0, rest.find(';')));
    if (charset.size() > 1 && charset.starts_with('"') && charset.ends_with('"'))
      charset = charset.substr(1, charset.size() - 2);
    type.charset = charset;
  }
  return type;
}

[[noreturn]] void refuse_charset(std::string_view charset) {
  throw WebError(415, fmt::format("UnsupportedMediaTypeError: unsupported charset \"{}\"",
                                  krl::to_upper(text_of(charset).view())));
}

std::string inflated(const WebRequest& request, size_t limit) {
  const std::string* const encoding = find_header(request.headers, "content-encoding");
  return inflate_body(request.body, encoding == nullptr ? "" : std::string_view(*encoding), limit);
}

krl::Value parse_json_body(const std::string& bytes, const std::string& charset) {
  const std::optional<std::string> text = to_utf8(bytes, charset.empty() ? "utf-8" : charset);
  if (!text) refuse_charset(charset);
  const size_t start = std::min(text->find_first_not_of(" \t\r\n"), text->size());
  const std::string_view first = std::string_view(*text).substr(start, 1);
  if (first != "{" && first != "[")
    throw WebError(400, "SyntaxError: a body in JSON must be a map or an array");
  try {
    return krl::parse_json(*text);
  } catch (const krl::Error& error) {
    throw WebError(400, error.text());
  }
}

}  // namespace

krl::Value parse_body(const WebRequest& request, const WebRules& rules) {
  if (request.body.empty()) return {};
  const ContentType type = content_type_of(request.headers);
  if (type.name == kForm) {
    if (!type.charset.empty() && type.charset != "utf-8") refuse_charset(type.charset);
    return parse_form(inflated(request, rules.body_bytes));
  }
  if (std::find(std::begin(kJsonTypes), std::end(kJsonTypes), type.name) == std::end(kJsonTypes))
    return {};
  const std::string bytes = inflated(request, std::min(rules.json_bytes, rules.body_bytes));
  return bytes.empty() ? krl::Value() : parse_json_body(bytes, type.charset);
}

krl::Map members_of(const krl::Value& body) {
  if (body.is_map()) return body.map();
  krl::Map members;
  if (!body.is_array()) return members;
  size_t index = 0;
  for (const krl::Value& element : body.array()) members.set(std::to_string(index++), element);
  return members;
}

}  // namespace pico::engine
