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
    if (array.stored() != nullptr) copy = array.unstored();
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
    if (map.stored() != nullptr) copy = map.unstored();
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

Value json_copy_of_changes(Value value) {
  if (value.is_map() && value.map().stored() != nullptr) {
    const StoredMap::Changes changes = value.map().stored()->changes();
    for (const auto& [key, change] : changes) {
      if (change == ItemChange::Erased) continue;
      const Value member = *value.map().find(key);
      if (member.is_undefined() || member.is_callable()) {
        value.map().erase(key);
      } else if (std::optional<Value> changed = JsonCopier().change(member)) {
        value.map().set(key, std::move(*changed));
      }
    }
    return value;
  }
  if (!value.is_array() || value.array().stored() == nullptr) return json_copy(value);
  if (value.array().stored()->is_rewritten()) return json_copy(value);
  const std::set<size_t> changed = value.array().stored()->changed();
  auto clean = [&](size_t index) {
    std::optional<Value> element = JsonCopier().change(value.array()[index]);
    if (element) value.array().slot(index) = std::move(*element);
  };
  for (const size_t index : changed) clean(index);
  for (size_t i = value.array().stored()->count(); i < value.array().size(); ++i) clean(i);
  return value;
}

Value json_copy(const Value& value) {
  std::optional<Value> changed = JsonCopier().change(value);
  return changed ? std::move(*changed) : value;
}

}  // namespace pico::krl
