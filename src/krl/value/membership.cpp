// SPDX-License-Identifier: MIT
//
// `a >< b` (operators.hpp): the element test of arrays and the key test of maps, where a key may
// also spell a way to a nested member ("a.b[1]").
#include <algorithm>
#include <string>

#include "krl/value/array.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"
#include "krl/value/operators.hpp"
#include "krl/value/path.hpp"

namespace pico::krl {

namespace {

/// Takes the text of brackets, without its quotes if it has them, off the front of `rest`.
std::string_view take_bracketed(std::string_view& rest) {
  const size_t close = std::min(rest.find(']'), rest.size());
  std::string_view key = rest.substr(1, close - 1);
  rest.remove_prefix(std::min(close + 1, rest.size()));
  const bool is_quoted =
      key.size() >= 2 && (key[0] == '"' || key[0] == '\'') && key.back() == key.front();
  return is_quoted ? key.substr(1, key.size() - 2) : key;
}

/// The keys in a text of names between dots and brackets: `a.b[0]["c"]`.
Values split_path(std::string_view text) {
  Values keys;
  std::string_view rest = text;
  bool wants_name = true;  // at the start and after a dot, where a name may be empty
  while (wants_name || !rest.empty()) {
    if (!rest.empty() && rest[0] == '[') {
      keys.emplace_back(take_bracketed(rest));
    } else {
      const size_t end = std::min(rest.find_first_of(".["), rest.size());
      if (wants_name || end > 0) keys.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end);
    }
    wants_name = !rest.empty() && rest[0] == '.';
    if (wants_name) rest.remove_prefix(1);
  }
  return keys;
}

bool has_member(const Value& map, std::string_view key) {
  if (map.map().contains(key)) return true;
  if (key.find_first_of(".[") == std::string_view::npos) return false;
  const Values keys = split_path(key);
  return has_path(map, keys);
}

}  // namespace

bool contains(const Value& left, const Value& right) {
  if (left.is_array()) {
    Comparison comparison;
    return std::any_of(left.array().begin(), left.array().end(),
                       [&](const Value& item) { return comparison.equal(item, right); });
  }
  if (!left.is_map()) return false;
  switch (right.kind()) {
    case Kind::Undefined:
      return left.map().contains("undefined");
    case Kind::String:
      return has_member(left, right.string().view());
    case Kind::Null:
    case Kind::Boolean:
    case Kind::Number:
      return left.map().contains(to_string(right).view());
    case Kind::Array:
      return has_path(left, keys_of_path(right));
    default:
      return false;
  }
}

}  // namespace pico::krl
