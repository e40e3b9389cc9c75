// SPDX-License-Identifier: MIT
//
// How each call of Engine runs: for the files that define its methods.
#pragma once

#include <string_view>
#include <utility>

#include "engine/engine.hpp"
#include "engine/run/incoming.hpp"
#include "engine/run/session.hpp"

namespace pico::engine {

/// An event from outside, checked (run/incoming.hpp).
inline Event outside_event(std::string_view eci, std::string_view domain, std::string_view name,
                           const krl::Value& attributes, Environment& environment) {
  return clean_event(outside_text(eci), outside_text(domain), outside_text(name), attributes,
                     environment);
}

template <class Work>
auto Engine::run(Work work) {
  Sources sources(environment_);
  Session::Former former;
  while (true) {
    FetchNeeded needed;
    {
      Session session(environment_, programs_, sources, former);
      try {
        return work(session);
      } catch (FetchNeeded& thrown) {
        needed = std::move(thrown);
        former = session.let_go();
      }
    }
    sources.fetch(needed);
  }
}

}  // namespace pico::engine
