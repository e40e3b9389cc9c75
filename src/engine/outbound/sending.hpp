// SPDX-License-Identifier: MIT
//
// Requests that leave after the commit.
#pragma once

#include <string>
#include <string_view>

#include "engine/event/event.hpp"
#include "engine/model/rows.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class Session;

/// Gives a request its identity and lets it leave once the call has been committed. To be filled
/// before: pico, rid, recipient, http, outcome (outcome.hpp).
void send_after_commit(Session& session, Request request);

/// The same with an event for a pico at another host (spec engine.md 11). `result_event` may be
/// Undefined. Throws Error where `host` is none.
void send_to_host(Session& session, std::string_view pico, std::string_view rid, const Event& event,
                  const krl::Value& host, const krl::Value& result_event);

}  // namespace pico::engine
