// SPDX-License-Identifier: MIT
//
// Pauses between tries: see put_off.hpp.
#include "postgres/workers/put_off.hpp"

#include <algorithm>

namespace pico::postgres {

void PutOff::put_off(std::string_view pico, Pauses pauses) {
  auto found = picos_.find(pico);
  if (found == picos_.end()) found = picos_.try_emplace(std::string(pico)).first;
  Pause& pause = found->second;
  pause.length = std::clamp(pause.length * 2, pauses.first, pauses.longest);
  pause.end = Clock::now() + pause.length;
}

void PutOff::forget(std::string_view pico) {
  if (const auto found = picos_.find(pico); found != picos_.end()) picos_.erase(found);
}

bool PutOff::holds(std::string_view pico, Clock::time_point now) const {
  const auto found = picos_.find(pico);
  return found != picos_.end() && found->second.end > now;
}

std::vector<std::string> PutOff::due(Clock::time_point now) const {
  std::vector<std::string> found;
  for (const auto& [pico, pause] : picos_)
    if (pause.end <= now) found.push_back(pico);
  return found;
}

std::optional<PutOff::Clock::time_point> PutOff::next() const {
  std::optional<Clock::time_point> next;
  for (const auto& [pico, pause] : picos_)
    if (!next || pause.end < *next) next = pause.end;
  return next;
}

}  // namespace pico::postgres
