// SPDX-License-Identifier: MIT
//
// Which rules an event would select, and why the others would not: see Engine::explain_event.
#pragma once

#include "engine/event/event.hpp"
#include "krl/value/array.hpp"

namespace pico::engine {

class Session;

/// One Map for each rule of the pico that the event's channel leads to, in order of evaluation:
/// {"rid", "rule", "line", "selects", "reason"}.
krl::Array explain_event(Session& session, const Event& event);

}  // namespace pico::engine
