// SPDX-License-Identifier: MIT
//
// Encoding forms: see form.hpp.
#include "engine/http/form.hpp"

#include <fmt/format.h>

#include "engine/module/encoding.hpp"
#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"
#include "krl/value/memory.hpp"

namespace pico::engine {

namespace {

/// Percent-encoding, RFC 3986: all but unreserved characters.
void append_encoded(std::string& form, std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  for (const char c : utf8_of(text)) {
    if (kUnreserved.find(c) != std::string_view::npos) {
      form.push_back(c);
    } else {
      form.append(fmt::format("%{:02X}", static_cast<unsigned char>(c)));
    }
  }
}

void append_pair(std::string& form, std::string_view key, const krl::Value& value) {
  if (!form.empty()) form.push_back('&');
  append_encoded(form, key);
  form.push_back('=');
  if (!value.is_null()) append_encoded(form, krl::to_string(value).view());
}

/// What is no text of its own, functions and what is missing among it, vanishes.
void append_value(std::string& form, const std::string& key, const krl::Value& value) {
  krl::check_stack();
  if (value.is_array()) {
    const krl::Array& array = value.array();
    for (size_t i = 0; i < array.size(); ++i)
      append_value(form, fmt::format("{}[{}]", key, i), array[i]);
  } else if (value.is_map()) {
    for (const krl::MapEntry& entry : value.map())
      append_value(form, fmt::format("{}[{}]", key, entry.key.view()), entry.value);
  } else if (!value.is_undefined() && !value.is_callable()) {
    append_pair(form, key, value);
  }
}

}  // namespace

std::string form_of(const krl::Value& value) {
  std::string form;
  if (!value.is_map()) return form;
  for (const krl::MapEntry& entry : value.map())
    append_value(form, std::string(entry.key.view()), entry.value);
  return form;
}

}  // namespace pico::engine
