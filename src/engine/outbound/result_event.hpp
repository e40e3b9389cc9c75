// SPDX-License-Identifier: MIT
//
// The event by which a sender hears what became of its message, where it asked for that:
// `event:send({…, "result": {"domain", "name", "attrs"?}})`.
//
// With a message it travels as a Map {"eci", "domain", "name", "attrs"}, Undefined where none is
// wanted; `eci` is what the event says as its channel.
#pragma once

#include <string_view>

#include "engine/environment.hpp"
#include "engine/model/rows.hpp"
#include "krl/value/map.hpp"
#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// The result event as a program has given it; Undefined for null. Throws Error with what is wrong
/// with it.
krl::Value clean_result_event(const krl::Value& given, const krl::String& eci,
                              Environment& environment);

/// What a sender hears of a message.
krl::Map delivered();
krl::Map failed(std::string_view error);

/// The event, on its way to the pico that wanted it: with its attributes and, over them, `status`.
Message result_message(const krl::Value& result_event, std::string_view pico, krl::Map status);

}  // namespace pico::engine
