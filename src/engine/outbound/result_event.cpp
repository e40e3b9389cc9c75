// SPDX-License-Identifier: MIT
//
// Result events: see result_event.hpp.
#include "engine/outbound/result_event.hpp"

#include "engine/outbound/outcome.hpp"
#include "engine/run/incoming.hpp"

namespace pico::engine {

krl::Value clean_result_event(const krl::Value& given, const krl::String& eci,
                              Environment& environment) {
  if (given.is_null()) return {};
  const krl::Value name = member_of(given, "name");
  const Event event =
      clean_event(eci, member_of(given, "domain"), name.is_null() ? member_of(given, "type") : name,
                  member_of(given, "attrs"), environment);
  return krl::Map{{"eci", event.eci},
                  {"domain", event.domain},
                  {"name", event.name},
                  {"attrs", event.attributes}};
}

krl::Map delivered() { return {{"status", "delivered"}}; }

krl::Map failed(std::string_view error) { return {{"status", "failed"}, {"error", error}}; }

Message result_message(const krl::Value& result_event, std::string_view pico, krl::Map status) {
  krl::Map attributes = map_in(result_event, "attrs");
  for (const krl::MapEntry& each : status) attributes.set(each.key, each.value);
  Message message;
  message.pico = pico;
  message.eci = text_in(result_event, "eci");
  message.domain = text_in(result_event, "domain");
  message.name = text_in(result_event, "name");
  message.attributes = std::move(attributes);
  return message;
}

}  // namespace pico::engine
