// SPDX-License-Identifier: MIT
//
// One client that watches: see watch_stream.hpp.
#include "postgres/web/watch_stream.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/watch/watching.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::postgres {
namespace {

using std::chrono::seconds;

/// Proxies take a connection for dead that is silent for longer than half a minute or so.
constexpr seconds kSilence{15};

/// A server-sent event. JSON has line ends only where somebody has written it by hand.
std::string event_text(std::string_view id, std::string_view name, std::string_view data) {
  std::string text = id.empty() ? std::string() : fmt::format("id: {}\n", id);
  text += fmt::format("event: {}\ndata: ", name);
  for (const char each : data) {
    if (each == '\n') {
      text += "\ndata: ";
    } else if (each != '\r') {
      text += each;
    }
  }
  return text + "\n\n";
}

}  // namespace

void WatchStream::send(std::string_view text) {
  out_->send(text);
  last_sign_ = Clock::now();
}

void WatchStream::begin(bool has_missed) {
  send(event_text(std::to_string(last_), "watch", has_missed ? engine::kGap : engine::kNoGap));
}

bool WatchStream::tell(int64_t id, std::string_view what) {
  if (id <= last_) return true;
  if (!can_take_more()) return false;
  last_ = id;
  last_told_ = Clock::now();
  send(event_text(std::to_string(id), what == engine::kGap ? "watch" : "change", what));
  return true;
}

void WatchStream::show_life(Clock::time_point now) {
  if (!is_behind() && now - last_sign_ >= kSilence) send(":\n\n");
}

bool WatchStream::is_lost(Clock::time_point now, std::chrono::milliseconds patience) const {
  return is_behind() && (now - std::max(*behind_since_, last_told_) > patience ||
                         now - *behind_since_ > engine::kChangeRetention / 2);
}

void WatchStream::end(std::string_view error) {
  send(event_text({}, "end", krl::to_json_or_null(krl::Map{{"error", error}})));
  close();
}

}  // namespace pico::postgres
