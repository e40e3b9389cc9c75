// SPDX-License-Identifier: MIT
//
// Heads of requests: see request_head.hpp.
#include "postgres/web/request_head.hpp"

#include <strings.h>

#include <algorithm>
#include <charconv>

namespace pico::postgres {
namespace {

using engine::HttpHeaders;

[[noreturn]] void refuse(const char* why) {
  throw engine::WebError(400, std::string("Error: ") + why);
}

bool is_same(std::string_view name, std::string_view other) {
  return name.size() == other.size() && strncasecmp(name.data(), other.data(), name.size()) == 0;
}

/// Of RFC 9110, 5.6.2.
bool is_token(std::string_view name) {
  const auto is_of_token = [](char character) {
    return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
           (character >= 'A' && character <= 'Z') ||
           std::string_view("!#$%&'*+-.^_`|~").find(character) != std::string_view::npos;
  };
  return !name.empty() && std::all_of(name.begin(), name.end(), is_of_token);
}

bool is_control(char character) {
  return (static_cast<unsigned char>(character) < ' ' && character != '\t') || character == '\x7f';
}

/// The only value of a header that may come once; none where it is not there.
const std::string* only_value(const HttpHeaders& headers, std::string_view name) {
  const std::string* found = nullptr;
  for (const auto& [key, value] : headers) {
    if (!is_same(key, name)) continue;
    if (found != nullptr) refuse("a header that may come once comes more than once");
    found = &value;
  }
  return found;
}

uint64_t length_in(std::string_view text) {
  uint64_t length = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, length);
  if (text.empty() || stop != end || error != std::errc()) refuse("Content-Length is no number");
  return length;
}

void check_characters(const engine::WebRequest& request) {
  const std::string& target = request.target;
  if (!is_token(request.method) || target.empty() ||
      std::any_of(target.begin(), target.end(), is_control) || target.find(' ') != target.npos)
    refuse("malformed request line");
  for (const auto& [name, value] : request.headers)
    if (!is_token(name) || std::any_of(value.begin(), value.end(), is_control))
      refuse("malformed header");
}

}  // namespace

RequestHead request_head(const engine::WebRequest& request, std::string_view version) {
  check_characters(request);
  const bool is_old = version == "HTTP/1.0";
  const std::string* const host = only_value(request.headers, "Host");
  if (host == nullptr && !is_old) refuse("no header Host");
  const std::string* const length = only_value(request.headers, "Content-Length");
  const std::string* const coding = only_value(request.headers, "Transfer-Encoding");
  if (coding != nullptr) {
    if (length != nullptr) refuse("Content-Length beside Transfer-Encoding");
    if (is_old) refuse("Transfer-Encoding in HTTP/1.0");
    if (!is_same(*coding, "chunked")) refuse("unknown Transfer-Encoding");
  }
  RequestHead head;
  if (length != nullptr) head.content_length = length_in(*length);
  const std::string* const expected = only_value(request.headers, "Expect");
  head.expects_continue = expected != nullptr && is_same(*expected, "100-continue");
  return head;
}

std::string_view target_here(std::string_view target) {
  constexpr std::string_view kScheme = "http://";
  if (!is_same(target.substr(0, kScheme.size()), kScheme)) return target;
  const size_t path = target.find_first_of("/?", kScheme.size());
  if (path == target.npos || target[path] == '?') return "/";
  return target.substr(path);
}

}  // namespace pico::postgres
