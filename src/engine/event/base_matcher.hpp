// SPDX-License-Identifier: MIT
//
// Trying one base of an event expression on an event: domain and name, attribute tests, captures
// (spec event-expressions.md 3.1, 4).
#pragma once

#include <optional>

#include "engine/event/event.hpp"
#include "krl/compile/program.hpp"
#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

/// Whether the event is of the base's domain and name.
bool names_event(const krl::EventBase& base, const Event& event) noexcept;

/// The groups of all attribute tests in order, Undefined where one took no part; nothing when a
/// test fails.
std::optional<krl::Values> capture(const krl::EventBase& base, const Event& event);

/// `setting(…)` of the base: variables by position, Undefined beyond the captures.
krl::Map bind(const krl::EventBase& base, const krl::Values& captures);

/// The value of an aggregator over its list of captures.
krl::Value aggregate(krl::Aggregator aggregator, const krl::Array& captures);

}  // namespace pico::engine
