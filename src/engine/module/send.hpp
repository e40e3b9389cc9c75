// SPDX-License-Identifier: MIT
//
// Sending an event to another pico, as `ctx:event` and `event:send` do (spec engine.md 11).
#pragma once

#include <string>

#include "krl/value/value.hpp"

namespace pico::engine {

class Transaction;

/// Queues an event of the running pico; its eid. Throws what is wrong with the event or what the
/// channel says.
std::string send_event(const Transaction& transaction, const krl::Value& eci,
                       const krl::Value& domain, const krl::Value& name,
                       const krl::Value& attributes);

/// Throws Error{Unsupported} where a host is given, so that no message is lost unnoticed.
void refuse_host(const krl::Value& host);

}  // namespace pico::engine
