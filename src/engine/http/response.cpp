// SPDX-License-Identifier: MIT
//
// Responses as programs see them: see response.hpp.
#include "engine/http/response.hpp"

#include <string>

#include "engine/module/encoding.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"

namespace pico::engine {

krl::String text_of(std::string_view bytes) { return krl::String(encode_bytes(bytes, "utf8")); }

std::optional<krl::Value> json_of(std::string_view body) {
  try {
    return krl::try_parse_json(body);
  } catch (const krl::Error&) {
    return std::nullopt;
  }
}

namespace {

krl::Value content_of(const HttpResponse& response, bool parses_json) {
  krl::String text = text_of(response.body);
  if (parses_json) {
    if (std::optional<krl::Value> value = json_of(text.view())) return *std::move(value);
  }
  return text;
}

}  // namespace

krl::Map response_map(const HttpResponse& response, bool parses_json) {
  krl::Map headers;
  krl::Value type = krl::Value::null();
  double length = 0;
  for (const auto& [name, value] : response.headers) {
    const krl::String text = text_of(value);
    headers.set(text_of(name), text);
    if (name == "content-type") type = text;
    if (name == "content-length") length = krl::parse_number(text.view()).value_or(0);
  }
  return {{"content", content_of(response, parses_json)},
          {"content_type", type},
          {"content_length", length},
          {"headers", headers},
          {"status_code", static_cast<double>(response.status)},
          {"status_line", text_of(response.reason)}};
}

}  // namespace pico::engine
