// SPDX-License-Identifier: MIT
//
// Cutting values for logs: see log_copy.hpp.
#include "engine/run/log_copy.hpp"

#include <cstddef>
#include <string>

#include "krl/run/closure.hpp"
#include "krl/run/native.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"
#include "krl/value/string.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

constexpr size_t kMaxUnits = 1'000;    // of a string
constexpr size_t kMaxDepth = 100;      // of collections
constexpr size_t kMaxItems = 100'000;  // of all collections together

class LogCopy {
 public:
  krl::Value copy(const krl::Value& value) {
    if (value.is_string()) return cut(value.string());
    if (value.is_callable()) return function_text(value);
    if (!value.is_collection()) return krl::json_copy(value);
    if (depth_ == kMaxDepth || items_ >= kMaxItems) return "...";
    ++depth_;
    krl::Value copied = value.is_array() ? krl::Value(copy_array(value.array()))
                                         : krl::Value(copy_map(value.map()));
    --depth_;
    return copied;
  }

 private:
  static krl::Value cut(const krl::String& string) {
    const std::string_view text = string.view();
    if (text.size() <= kMaxUnits) return string;
    const size_t end = krl::byte_offset(text, kMaxUnits);
    if (end == text.size()) return string;
    return std::string_view(krl::cut(text, 0, end) + "...");
  }

  static krl::Value function_text(const krl::Value& value) {
    const krl::Callable& callable = value.callable();
    const std::string name(
        callable.origin() == krl::Callable::Origin::Closure
            ? std::string_view(static_cast<const krl::Closure&>(callable).code().name)
            : static_cast<const krl::Native&>(callable).member().name);
    if (name.empty()) return "[Function]";
    return std::string_view("[Function: " + name + "]");
  }

  krl::Array copy_array(const krl::Array& array) {
    krl::Values items;
    for (const krl::Value& item : array) {
      if (++items_ > kMaxItems) break;
      items.push_back(copy(item));
    }
    return krl::Array(std::move(items));
  }

  krl::Map copy_map(const krl::Map& map) {
    krl::Map copied;
    for (const krl::MapEntry& entry : map) {
      if (++items_ > kMaxItems) break;
      if (!entry.value.is_undefined()) copied.set(entry.key, copy(entry.value));
    }
    return copied;
  }

  size_t depth_ = 0;
  size_t items_ = 0;
};

}  // namespace

krl::Value log_copy(const krl::Value& value) { return LogCopy().copy(value); }

}  // namespace pico::engine
