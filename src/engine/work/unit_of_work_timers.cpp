// SPDX-License-Identifier: MIT
//
// Timers of rulesets in a unit of work: what the store holds, less what this call has removed, and
// behind it what it has added.
#include "engine/work/unit_of_work.hpp"

namespace pico::engine {

std::vector<Timer> UnitOfWork::timers(std::string_view pico, std::string_view rid) {
  PicoRows& known = rows(pico);
  const auto changes = known.timers.find(rid);
  const bool is_changed = changes != known.timers.end();
  std::vector<Timer> found;
  if (is_in_store(known, rid) && !(is_changed && changes->second.is_cleared))
    found = store_.timers(pico, rid);
  if (!is_changed) return found;
  std::erase_if(found,
                [&](const Timer& timer) { return changes->second.removed.contains(timer.id); });
  const std::vector<Timer>& added = changes->second.added;
  found.insert(found.end(), added.begin(), added.end());
  return found;
}

std::optional<Timer> UnitOfWork::timer(std::string_view pico, std::string_view rid,
                                       std::string_view id) {
  PicoRows& known = rows(pico);
  const auto changes = known.timers.find(rid);
  if (changes != known.timers.end()) {
    for (const Timer& added : changes->second.added) {
      if (added.id == id) return added;
    }
    if (changes->second.is_cleared || changes->second.removed.contains(id)) return std::nullopt;
  }
  if (!is_in_store(known, rid)) return std::nullopt;
  std::optional<Timer> stored = store_.timer(id);
  if (stored && (stored->pico != pico || stored->rid != rid)) stored.reset();
  return stored;
}

void UnitOfWork::add_timer(Timer timer) {
  PicoRows& rows = edit_rows(timer.pico);
  rows.timers[timer.rid].added.push_back(std::move(timer));
}

void UnitOfWork::delete_timer(std::string_view pico, std::string_view rid, std::string_view id) {
  if (!timer(pico, rid, id)) return;
  TimerChanges& changes = edit_rows(pico).timers[std::string(rid)];
  const auto is_it = [&](const Timer& added) { return added.id == id; };
  if (std::erase_if(changes.added, is_it) == 0) changes.removed.emplace(id);
}

void UnitOfWork::delete_timers(std::string_view pico, std::string_view rid) {
  TimerChanges cleared;
  cleared.is_cleared = true;
  edit_rows(pico).timers.insert_or_assign(std::string(rid), std::move(cleared));
}

}  // namespace pico::engine
