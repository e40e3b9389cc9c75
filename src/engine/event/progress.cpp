// SPDX-License-Identifier: MIT
//
// Progress as JSON: see progress.hpp.
#include "engine/event/progress.hpp"

#include <algorithm>
#include <string_view>

#include "krl/value/array.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kStates = "states";
constexpr std::string_view kSetting = "setting";
constexpr std::string_view kAggregates = "aggregates";
constexpr std::string_view kStartTime = "starttime";

// The shape of a row.
constexpr std::string_view kExpression = "expression";  // fingerprint of what made it
constexpr std::string_view kState = "state";

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

krl::Value progress_in_row(const krl::Value& row, std::string_view fingerprint) {
  if (!row.is_map()) return krl::Value::null();
  const krl::Value* expression = row.map().find(kExpression);
  const krl::Value* state = row.map().find(kState);
  const bool is_same = expression != nullptr && expression->is_string() && state != nullptr &&
                       expression->string().view() == fingerprint;
  return is_same ? *state : krl::Value::null();
}

krl::Value row_of_progress(krl::Value progress, std::string_view fingerprint) {
  if (progress.is_null()) return {};
  return krl::Map{{kExpression, fingerprint}, {kState, std::move(progress)}};
}

bool occupies(const Progress& progress, uint32_t state) noexcept {
  return std::find(progress.states.begin(), progress.states.end(), state) != progress.states.end();
}

bool check_window(Progress& progress, double now, double window_ms) {
  if (progress.start_time == 0) progress.start_time = now;
  const bool is_over = now - progress.start_time > window_ms;
  if (is_over) {
    progress.states = {Automaton::kStart};
    progress.settings = krl::Map();
  }
  if (occupies(progress, Automaton::kStart)) progress.start_time = now;
  return is_over;
}

void leave_dead_ends(Progress& progress, const Automaton& automaton) {
  std::vector<uint32_t>& states = progress.states;
  states.erase(std::remove_if(states.begin(), states.end(),
                              [&](uint32_t state) { return automaton.states[state].empty(); }),
               states.end());
  if (states.empty()) states.push_back(Automaton::kStart);
}

}  // namespace pico::engine
