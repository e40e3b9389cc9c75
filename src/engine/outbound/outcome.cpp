// SPDX-License-Identifier: MIT
//
// Outcomes: see outcome.hpp.
#include "engine/outbound/outcome.hpp"

namespace pico::engine {

OutcomeKind kind_of(const Request& request) {
  const std::string kind = text_in(request.outcome, "kind");
  if (kind == "event") return OutcomeKind::Event;
  if (kind == "raise") return OutcomeKind::Raise;
  if (kind == "autosend") return OutcomeKind::Autosend;
  return OutcomeKind::None;
}

krl::Value member_of(const krl::Value& map, std::string_view key) {
  const krl::Value* found = map.is_map() ? map.map().find(key) : nullptr;
  return found != nullptr ? *found : krl::Value();
}

std::string text_in(const krl::Value& map, std::string_view key) {
  const krl::Value found = member_of(map, key);
  return found.is_string() ? std::string(found.string().view()) : std::string();
}

krl::Map map_in(const krl::Value& map, std::string_view key) {
  const krl::Value found = member_of(map, key);
  return found.is_map() ? found.map() : krl::Map();
}

}  // namespace pico::engine
