// SPDX-License-Identifier: MIT
//
// Streams of events: see trace.hpp.
#include "unit/engine/event/trace.hpp"

#include <cmath>

#include "krl/value/conversion.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

constexpr Time kEpoch = 1'700'000'000'000;

}  // namespace

Trace::Trace(std::string_view select, std::string_view options) {
  image_.environment().set_time(kEpoch);
  image_.install("ruleset t { rule r { select " + std::string(select) + " send_directive(\"r\", " +
                 std::string(options) + ") } }");
}

std::string Trace::run(std::string_view stream) {
  std::string outcome;
  while (!stream.empty()) {
    const std::string_view event = stream.substr(0, stream.find(' '));
    stream.remove_prefix(std::min(event.size() + 1, stream.size()));
    if (!outcome.empty()) outcome += ' ';
    outcome += event;
    outcome += raise(event);
  }
  return outcome;
}

std::string Trace::raise(std::string_view event) {
  const size_t at = event.find('@');
  if (at != std::string_view::npos) {
    const double seconds = krl::parse_number(event.substr(at + 1)).value();
    image_.environment().set_time(kEpoch + std::llround(seconds * 1000));
    event = event.substr(0, at);
  }
  std::string attributes = "{}";
  const size_t open = event.find('(');
  if (open != std::string_view::npos) {
    const krl::Map map{{"n", event.substr(open + 1, event.size() - open - 2)}};
    attributes = krl::to_json_or_null(map);
    event = event.substr(0, open);
  }
  const krl::Array directives =
      image_.send(image_.eci(), "x:" + std::string(event), attributes).directives;
  if (directives.empty()) return "";
  const krl::Value& options = *directives[0].map().find("options");
  return options.map().empty() ? "!" : "!" + krl::to_json_or_null(options);
}

std::string Trace::progress() {
  const std::optional<krl::Value> row = image_.store().event_state(image_.root(), "t", "r");
  if (!row || !row->is_map()) return "";
  return krl::to_json_or_null(*row->map().find("state"));
}

std::string trace(std::string_view select, std::string_view stream, std::string_view options) {
  return Trace(select, options).run(stream);
}

}  // namespace pico::engine
