// SPDX-License-Identifier: MIT
//
// Writing entity variables: small ones as one row, large collections as a row for each member, of
// which only those that differ are written.
#pragma once

#include <optional>

#include "engine/store/store.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// Collections with more members, or more bytes of JSON, are kept by members; half of both brings
/// them back. Measured (docs/architecture.md): one row is as good up to some 20 members, and costs
/// four times as much to change at 200.
inline constexpr size_t kMaxWholeMembers = 32;
inline constexpr size_t kMaxWholeBytes = 2048;

/// Makes the store hold `value` (Undefined: nothing) as the variable, which it holds as `former`
/// says: nothing for one row or none.
void write_entity(Store& store, const EntityName& name, const krl::Value& value,
                  const std::optional<ItemsHeader>& former);

}  // namespace pico::engine
