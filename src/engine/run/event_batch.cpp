// SPDX-License-Identifier: MIT
//
// Many events in one call: see event_batch.hpp.
#include "engine/run/event_batch.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "engine/channel/channel_record.hpp"
#include "engine/engine.hpp"
#include "engine/model/identifier.hpp"
#include "engine/run/incoming.hpp"
#include "engine/run/session.hpp"
#include "krl/text/error.hpp"
#include "krl/value/map.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kNobody;  // the sender of what comes from outside

krl::Error invalid(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::InvalidArgument};
}

const krl::Array& checked_events(const krl::Value& events) {
  if (!events.is_array()) throw invalid("Expected an array of events");
  if (events.array().size() > kMaxEventsOfACall)
    throw invalid(fmt::format("a call may raise {} events", kMaxEventsOfACall));
  return events.array();
}

krl::Value member(const krl::Value& event, std::string_view name) {
  const krl::Value* const found = event.map().find(name);
  return found != nullptr ? *found : krl::Value();
}

Event event_of(Session& session, const krl::Value& eci, const krl::Value& event) {
  if (!event.is_map()) throw invalid("Expected a map for each event");
  return clean_event(eci, member(event, "domain"), member(event, "name"), member(event, "attrs"),
                     session.environment());
}

krl::Map refusal(const krl::Error& error) { return {{"error", std::string_view(error.text())}}; }

/// The pico and its channel may be gone by what the events before it did.
krl::Map answer_to(Session& session, const krl::Value& eci, const krl::Value& given) {
  try {
    Event event = event_of(session, eci, given);
    const ChannelPtr channel = session.channel(event.eci.view());
    check_event_policy(*channel, kNobody, event.domain.view(), event.name.view());
    const std::string eid = new_identifier(session.environment());
    Session::TriedEvent tried = session.try_event(channel->pico, eid, std::move(event));
    if (tried.failure) return refusal(*tried.failure);
    return {{"eid", std::string_view(eid)}, {"directives", std::move(tried.directives)}};
  } catch (const krl::Error& error) {
    return refusal(error);
  }
}

}  // namespace

krl::Array run_batch(Session& session, const krl::Value& eci, const krl::Value& events) {
  const krl::Array& given = checked_events(events);
  const std::string pico =
      session.enter_by(krl::trim(eci.string().view()),
                       [&](const Channel& channel) { session.require_idle(channel.pico); });
  session.drain(pico);
  krl::Array answers;
  for (const krl::Value& each : given) answers.push_back(answer_to(session, eci, each));
  return answers;
}

}  // namespace pico::engine
