// SPDX-License-Identifier: MIT
//
// Many events of one channel in one call.
#pragma once

#include "krl/value/array.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class Session;

/// Engine::raise_events, but for the end of the session.
krl::Array run_batch(Session& session, const krl::Value& eci, const krl::Value& events);

}  // namespace pico::engine
