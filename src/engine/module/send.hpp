// SPDX-License-Identifier: MIT
//
// Sending an event to another pico, as `ctx:event` and `event:send` do (spec engine.md 11).
#pragma once

#include <string_view>

#include "krl/value/value.hpp"

namespace pico::engine {

class Transaction;

/// What a program wants to send.
struct Outgoing {
  krl::Value eci;
  krl::Value domain;
  krl::Value name;
  krl::Value attributes;
  krl::Value host;          // of the recipient, where it is another one
  krl::Value result_event;  // outbound/result_event.hpp
};

/// Queues an event of the running pico, for code of the ruleset `rid`; its eid, or Null where it
/// goes to another host. Throws what is wrong with the event or what the channel says.
krl::Value send_event(Transaction& transaction, std::string_view rid, const Outgoing& outgoing);

}  // namespace pico::engine
