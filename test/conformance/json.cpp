// SPDX-License-Identifier: MIT
//
// JSON for the runner: see json.hpp.
#include "conformance/json.hpp"

#include <algorithm>
#include <stdexcept>

namespace pico::conformance {
namespace {

/// The unit that `\uXXXX` at `at` spells; 0 when there is no such escape.
unsigned escaped_unit(std::string_view text, size_t at) {
  if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return 0;
  return static_cast<unsigned>(std::stoul(std::string(text.substr(at + 2, 4)), nullptr, 16));
}

std::string without_half_pairs(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    if (text[i] != '\\') {
      result += text[i++];
      continue;
    }
    const unsigned unit = escaped_unit(text, i);
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    const unsigned next = is_high ? escaped_unit(text, i + 6) : 0;
    const bool is_pair = next >= 0xDC00 && next < 0xE000;
    const bool is_half = unit >= 0xD800 && unit < 0xE000 && !is_pair;
    const size_t length = is_pair ? 12 : unit != 0 ? 6 : 2;
    if (is_half) result += '\\';
    result += text.substr(i, length);
    i += length;
  }
  return result;
}

}  // namespace

Json parse_json(std::string_view text) {
  const bool has_surrogates =
      text.find("\\ud") != std::string_view::npos || text.find("\\uD") != std::string_view::npos;
  try {
    return has_surrogates ? Json::parse(without_half_pairs(text)) : Json::parse(text);
  } catch (const Json::exception& error) {
    throw std::runtime_error(error.what());
  }
}

std::string brief(const Json& json) {
  constexpr size_t kMaxLength = 300;
  std::string text = json.dump(-1, ' ', false, Json::error_handler_t::replace);
  if (text.size() > kMaxLength) {
    text.resize(kMaxLength);
    // Not in the middle of a character.
    while (!text.empty() && (text.back() & 0x80) != 0) text.pop_back();
    text += "...";
  }
  return text;
}

std::string brief(const std::optional<Json>& json) { return json ? brief(*json) : "nothing"; }

bool is_same(const Json& a, const Json& b) {
  if (a.is_number() && b.is_number()) return a.get<double>() == b.get<double>();
  if (a.type() != b.type()) return false;
  if (a.is_array()) return std::equal(a.begin(), a.end(), b.begin(), b.end(), is_same);
  if (!a.is_object()) return a == b;
  if (a.size() != b.size()) return false;
  return std::equal(a.items().begin(), a.items().end(), b.items().begin(),
                    [](const auto& left, const auto& right) {
                      return left.key() == right.key() && is_same(left.value(), right.value());
                    });
}

}  // namespace pico::conformance
