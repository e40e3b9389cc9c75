// SPDX-License-Identifier: MIT
//
// Recording events: see event_recorder.hpp.
#include "engine/test/event_recorder.hpp"

#include <fmt/format.h>

#include "engine/model/time_text.hpp"

namespace pico::engine {

namespace {

krl::Map record_of(std::string_view rid, std::string_view domain, std::string_view name,
                   const krl::Value& attributes) {
  return {{"event", fmt::format("{}:{}", domain, name)}, {"attrs", attributes}, {"rid", rid}};
}

krl::Map record_of(std::string_view rid, const Event& event) {
  return record_of(rid, event.domain.view(), event.name.view(), event.attributes);
}

}  // namespace

void EventRecorder::raised(std::string_view pico, std::string_view rid, const Event& event) {
  entries_.push_back({Kind::Raised, std::string(pico), record_of(rid, event)});
}

void EventRecorder::sent(std::string_view pico, std::string_view rid, const Event& event) {
  krl::Map what = record_of(rid, event);
  what.set("eci", event.eci);
  entries_.push_back({Kind::Sent, std::string(pico), std::move(what)});
}

void EventRecorder::scheduled(std::string_view pico, std::string_view rid, const krl::Map& job) {
  const krl::Map& event = job.find("event")->map();
  krl::Map what =
      record_of(rid, event.find("domain")->string().view(), event.find("name")->string().view(),
                *event.find("data")->map().find("attrs"));
  if (const krl::Value* time = job.find("time")) {
    what.set("at", std::string_view(time_text(static_cast<Time>(time->number()))));
  } else {
    what.set("repeat", *job.find("timespec"));
  }
  entries_.push_back({Kind::Scheduled, std::string(pico), std::move(what)});
}

void EventRecorder::clear() {
  entries_.clear();
  kept_ = 0;
}

krl::Array EventRecorder::of(Kind kind, std::string_view pico) const {
  krl::Array found;
  for (const Entry& entry : entries_) {
    if (entry.kind == kind && entry.pico == pico) found.push_back(entry.what);
  }
  return found;
}

}  // namespace pico::engine
