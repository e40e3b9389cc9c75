// SPDX-License-Identifier: MIT
//
// Looking at headers: see headers.hpp.
#include "engine/http/headers.hpp"

#include <algorithm>

namespace pico::engine {

std::string header_key(std::string_view name) {
  std::string key(name);
  for (char& c : key) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return key;
}

const std::string* find_header(const HttpHeaders& headers, std::string_view name) {
  const auto found = std::find_if(headers.begin(), headers.end(), [&](const auto& header) {
    return header_key(header.first) == name;
  });
  return found != headers.end() ? &found->second : nullptr;
}

std::string_view header_value(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const size_t begin = std::min(text.find_first_not_of(kBlanks), text.size());
  const size_t end = text.find_last_not_of(kBlanks);
  return end == std::string_view::npos ? std::string_view() : text.substr(begin, end + 1 - begin);
}

}  // namespace pico::engine
