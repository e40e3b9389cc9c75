// SPDX-License-Identifier: MIT
//
// Policies of channels: what they look like as KRL values, and what they let through
// (spec engine.md 3.3, 3.4). Events and queries have the same policies under other key names.
#pragma once

#include <string_view>

#include "engine/model/rows.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

enum class PolicyKind : uint8_t { Event, Query };

/// Lets everything through.
Policy open_policy();
/// The policy that a map `{allow: […], deny: […]}` states. Throws the TypeErrors of the spec.
Policy parse_policy(PolicyKind kind, const krl::Value& value);
/// The map that parse_policy reads.
krl::Value policy_value(PolicyKind kind, const Policy& policy);

/// Throws Error{PolicyDenied} unless the policy lets (`first`, `name`) through: domain and name of
/// an event, or rid and name of a query.
void check_policy(const Policy& policy, std::string_view first, std::string_view name);

}  // namespace pico::engine
