// SPDX-License-Identifier: MIT
//
// json_copy (json.hpp): the round trip through JSON without the text. Nearly all values come back
// as they are, so the walk looks for the first thing that changes and copies from there on only.
#include <cmath>

#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::krl {

namespace {

class JsonCopier {
 public:
  /// What becomes of the value, nothing if it stays.
  std::optional<Value> change(const Value& value) {
    switch (value.kind()) {
      case Kind::Null:
      case Kind::Boolean:
      case Kind::String:
        return std::nullopt;
      case Kind::Number:
        if (!value.is_number()) return Value::null();
        if (value.number() == 0 && std::signbit(value.number())) return Value(0.0);
        return std::nullopt;
      case Kind::RegExp:
        return Value(Map());
      case Kind::Array:
        return change_array(value.array());
      case Kind::Map:
        return change_map(value.map());
      case Kind::Undefined:
      case Kind::Function:
      case Kind::Action:
      case Kind::ActionFunction:
      case Kind::Cell:
      case Kind::Uninitialized:
        break;
    }
    return Value::null();
  }

 private:
  std::optional<Value> change_array(const Array& array) {
    enter(array.size());
    std::optional<Array> copy;
    for (size_t i = 0; i < array.size(); ++i) {
      std::optional<Value> item = change(array[i]);
      if (!item) continue;
      if (!copy) copy = array;
      copy->edit()[i] = std::move(*item);
    }
    if (!copy) return std::nullopt;
    return Value(std::move(*copy));
  }

  std::optional<Value> change_map(const Map& map) {
    enter(map.size());
    std::optional<Map> copy;
    for (const MapEntry& entry : map) {
      if (entry.value.is_undefined() || entry.value.is_callable()) {
        if (!copy) copy = map;
        copy->erase(entry.key.view());
      } else if (std::optional<Value> member = change(entry.value)) {
        if (!copy) copy = map;
        copy->set(entry.key, std::move(*member));
      }
    }
    if (!copy) return std::nullopt;
    return Value(std::move(*copy));
  }

  /// A value that holds the same part in many places can be far larger as a tree, which is what
  /// the walk takes time for: as a tree it must fit into memory.
  void enter(size_t size) {
    check_stack();
    visited_ += size;
    MemoryMeter::require(visited_ * sizeof(Value));
  }

  size_t visited_ = 0;
};

}  // namespace

Value json_copy(const Value& value) {
  std::optional<Value> changed = JsonCopier().change(value);
  return changed ? std::move(*changed) : value;
}

}  // namespace pico::krl
