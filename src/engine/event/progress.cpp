// SPDX-License-Identifier: MIT
//
// Progress as JSON: see progress.hpp.
#include "engine/event/progress.hpp"

#include <string_view>

#include "krl/value/array.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kStates = "states";
constexpr std::string_view kSetting = "setting";
constexpr std::string_view kAggregates = "aggregates";
constexpr std::string_view kStartTime = "starttime";

std::vector<uint32_t> read_states(const krl::Map& stored, size_t state_count) {
  std::vector<uint32_t> states;
  const krl::Value* list = stored.find(kStates);
  if (list == nullptr || !list->is_array()) return states;
  for (const krl::Value& item : list->array()) {
    if (!item.is_number() || item.number() < 0) continue;
    if (item.number() >= static_cast<double>(state_count)) continue;
    states.push_back(static_cast<uint32_t>(item.number()));
  }
  return states;
}

krl::Map read_map(const krl::Map& stored, std::string_view member) {
  const krl::Value* found = stored.find(member);
  return found != nullptr && found->is_map() ? found->map() : krl::Map();
}

}  // namespace

Progress read_progress(const krl::Value& stored, size_t state_count) {
  Progress progress;
  if (!stored.is_map()) return progress;
  const krl::Map& map = stored.map();
  progress.states = read_states(map, state_count);
  progress.settings = read_map(map, kSetting);
  progress.aggregates = read_map(map, kAggregates);
  const krl::Value* start_time = map.find(kStartTime);
  if (start_time != nullptr && start_time->is_number()) progress.start_time = start_time->number();
  return progress;
}

krl::Value write_progress(const Progress& progress) {
  krl::Values states;
  for (const uint32_t state : progress.states) states.emplace_back(static_cast<double>(state));
  krl::Map stored{{kStates, krl::Array(std::move(states))}};
  if (!progress.settings.empty()) stored.set(kSetting, progress.settings);
  if (!progress.aggregates.empty()) stored.set(kAggregates, progress.aggregates);
  if (progress.start_time != 0) stored.set(kStartTime, progress.start_time);
  return stored;
}

}  // namespace pico::engine
