// SPDX-License-Identifier: MIT
//
// Reading and writing inside nested values by a path: an Array of keys, or one key
// (spec krl-values-and-stdlib.md 3.6, 10, 10.2).
#pragma once

#include <span>

#include "krl/value/value.hpp"

namespace pico::krl {

/// The keys of a path; they live as long as `path` does.
std::span<const Value> keys_of_path(const Value& path);

/// `o{path}` and `get`: the value, or Null (N) on a miss.
Value get_path(const Value& container, const Value& path);
/// `o[k]`: exactly one key, turned into a string.
Value get_key(const Value& container, const Value& key);
/// True when there is something, be it Null, at a path of at least one key.
bool has_path(const Value& container, std::span<const Value> keys);
/// `set(obj, path, val)`, also `ent:v{path} := …`; changes in place what nobody else holds.
Value set_path(Value container, const Value& path, Value value);
/// `put(val, path, toSet)` with a path (step 4), or a merge for an empty one (step 3).
Value put_path(Value container, const Value& path, Value value);
/// `delete(val, path)`, also `clear ent:v{path}`.
Value delete_path(Value container, const Value& path);

}  // namespace pico::krl
