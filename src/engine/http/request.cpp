// SPDX-License-Identifier: MIT
//
// Making requests: see request.hpp.
#include "engine/http/request.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "engine/http/form.hpp"
#include "engine/http/headers.hpp"
#include "engine/http/web_url.hpp"
#include "engine/module/encoding.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

std::string text_of(const krl::Value& value) { return utf8_of(krl::to_string(value).view()); }

std::string url_of(std::string_view verb, const krl::Value& url) {
  if (url.is_undefined() || (url.is_string() && url.string().view().empty()))
    throw krl::Error(krl::ErrorClass::Error, fmt::format("http:{} needs a url string", verb));
  if (!url.is_string())
    throw krl::type_error(
        fmt::format("http:{} was given {} instead of a url string", verb, text_of(url)));
  return web_url(url.string().view());
}

// Headers ----------------------------------------------------------------------------------------

/// A line end in a header would begin another, or the body: what a program passes on from elsewhere
/// could make a request of its own.
void check_header(std::string_view name, std::string_view value) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  const auto is_token = [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           kMarks.find(c) != std::string_view::npos;
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_token))
    throw krl::type_error(
        fmt::format("{} is not a legal HTTP header name", krl::encode(krl::Value(name))));
  const auto is_control = [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f;
  };
  if (std::any_of(value.begin(), value.end(), is_control))
    throw krl::type_error(fmt::format("The HTTP header {} holds a control character", name));
}

/// Adds a header, or replaces the one of that name.
void set_header(HttpHeaders& headers, std::string_view name, std::string value) {
  check_header(name, value);
  const std::string key = header_key(name);
  std::erase_if(headers, [&](const auto& header) { return header_key(header.first) == key; });
  headers.emplace_back(name, std::move(value));
}

std::string credentials_of(const krl::Value& auth) {
  const auto member = [&](std::string_view name) {
    const krl::Value* found = auth.map().find(name);
    return found != nullptr && !found->is_null() ? text_of(*found) : std::string();
  };
  return "Basic " + base64_of(member("username") + ":" + member("password"));
}

// Body -------------------------------------------------------------------------------------------

struct Body {
  std::string bytes;
  std::string_view type;  // empty: there is no body
};

/// The first of `body`, `json` and `form` that counts as true.
Body body_of(const RequestArguments& arguments) {
  if (krl::is_true(arguments.body)) return {text_of(arguments.body), "text/plain;charset=UTF-8"};
  if (krl::is_true(arguments.json))
    return {utf8_of(krl::encode(arguments.json)), "application/json"};
  if (krl::is_true(arguments.form))
    return {form_of(arguments.form), "application/x-www-form-urlencoded"};
  return {};
}

}  // namespace

HttpRequest make_request(std::string_view verb, const RequestArguments& arguments) {
  HttpRequest request;
  request.url = with_query(url_of(verb, arguments.url), form_of(arguments.qs));
  for (const char c : verb) request.method.push_back(static_cast<char>(c - 'a' + 'A'));
  Body body = body_of(arguments);
  if (!body.type.empty() && (verb == "get" || verb == "head"))
    throw krl::type_error("Request with GET/HEAD method cannot have body");
  request.body = std::move(body.bytes);
  request.headers = {{"user-agent", "pico-engine-core-http"}, {"accept", "*/*"}};
  if (!body.type.empty()) request.headers.emplace_back("content-type", body.type);
  if (arguments.auth.is_map())
    set_header(request.headers, "authorization", credentials_of(arguments.auth));
  if (arguments.headers.is_map()) {
    for (const krl::MapEntry& entry : arguments.headers.map())
      set_header(request.headers, entry.key.view(), utf8_of(krl::javascript_text(entry.value)));
  }
  request.follows_redirects = !krl::is_true(arguments.dont_follow_redirect);
  return request;
}

}  // namespace pico::engine
