// SPDX-License-Identifier: MIT
//
// What becomes of the response to a request, which Request::outcome says as a Map:
//
//   {"kind": "event", "eci", "domain", "name", "result"?}
//       a message to a pico at another host; `result` is the event by which the sender hears how it
//       went (result_event.hpp)
//   {"kind": "raise", "eci", "verb", "label", "parse_json"}
//       an http call: the sender gets the event http:<verb>
//   {"kind": "autosend", "eci", "domain", "name", "attrs", "parse_json"}
//       an http call: the event goes to the channel, as one from outside
//   {"kind": "none"}
//       an http call whose response nobody wants
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/rows.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

enum class OutcomeKind : uint8_t { Event, Raise, Autosend, None };

OutcomeKind kind_of(const Request& request);

/// A member of a Map, Undefined where there is none or `map` is something else.
krl::Value member_of(const krl::Value& map, std::string_view key);
/// The same as text; empty where it is none.
std::string text_in(const krl::Value& map, std::string_view key);
/// The same as a Map; empty where it is none.
krl::Map map_in(const krl::Value& map, std::string_view key);

}  // namespace pico::engine
