// SPDX-License-Identifier: MIT
//
// Watching a pico: who does so has its events recorded (Change), by a lease that he renews. So
// whoever stops, for whatever reason, leaves a pico behind of which soon nothing is recorded any
// more. Where nothing was recorded for a while the records say so: a gap stands between them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/model/rows.hpp"

namespace pico::engine {

class Session;

/// How long events are recorded after a call of watch(); to be renewed twice meanwhile.
inline constexpr std::chrono::minutes kWatchLease{2};

/// How long what is recorded is kept: who comes back within this time misses nothing.
inline constexpr std::chrono::minutes kChangeRetention{10};

/// What somebody begins with who watches.
struct Watching {
  std::string pico;
  int64_t last_change = 0;  // id of the newest record; 0: there is none
};

/// Change::what of a gap: events between the record before and the one behind it, if any, were not
/// recorded.
inline constexpr std::string_view kGap = R"({"missed":true})";
/// What who watches is told instead where he has all of them.
inline constexpr std::string_view kNoGap = R"({"missed":false})";

/// The pico that a channel leads to, if it lets somebody from outside watch it: its query policy
/// decides, as on the query `pico`/`watch`. Throws Error{UnknownEci, PolicyDenied}.
std::string watched_by(Session& session, std::string_view eci);

/// Has the events of a pico recorded for kWatchLease from now on; whether that is so. It is not
/// where another transaction is at work on a pico that nobody has watched: what that one does would
/// be missed without a trace. To be tried again then.
bool renew_watch(Session& session, std::string_view pico);

}  // namespace pico::engine
