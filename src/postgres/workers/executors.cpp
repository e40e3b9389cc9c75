// SPDX-License-Identifier: MIT
//
// The courier's side of the executors: see executors.hpp.
#include "postgres/workers/executors.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

void Executors::give(std::string_view pico, Company company) {
  if (!has(pico)) waiting_.push_back({std::string(pico), company});
}

bool Executors::has(std::string_view pico) const {
  const auto is_it = [&](const auto& each) { return each.pico == pico; };
  return std::any_of(waiting_.begin(), waiting_.end(), is_it) ||
         std::any_of(places_.begin(), places_.end(), is_it);
}

size_t Executors::count_busy() const {
  return static_cast<size_t>(std::count_if(places_.begin(), places_.end(),
                                           [](const Place& place) { return !place.pico.empty(); }));
}

/// Makes the shared memory, at the first need.
void Executors::open() {
  if (!places_.empty()) return;
  places_.resize(kMaxExecutors);
  pg_call([&] {
    dsm_segment* const segment = dsm_create(sizeof(ExecutorSlot) * kMaxExecutors, 0);
    dsm_pin_mapping(segment);
    segment_ = dsm_segment_handle(segment);
    auto* slot = static_cast<ExecutorSlot*>(dsm_segment_address(segment));
    for (Place& place : places_) {
      slot->clear(MyProcPid);
      place.slot = slot++;
    }
  });
}

/// Whether the place can be given a pico.
bool Executors::collect(Place& place, std::vector<Result>& results) {
  SlotState state = place.slot->state();
  if (state == SlotState::Done || state == SlotState::Failed) {
    results.push_back({std::move(place.pico), state == SlotState::Failed});
    place.pico.clear();
    place.slot->set(state = SlotState::Idle);
  } else if (state != SlotState::Free && place.process != nullptr) {
    // One that was terminated leaves its slot as it was.
    int pid = 0;
    if (pg_call([&] { return GetBackgroundWorkerPid(place.process, &pid); }) == BGWH_STOPPED) {
      if (!place.pico.empty()) results.push_back({std::move(place.pico), true});
      place.pico.clear();
      place.slot->set(state = SlotState::Free);
    }
  }
  return place.pico.empty() && (state == SlotState::Free || state == SlotState::Idle);
}

bool Executors::hand_over(Place& place, const std::string& pico) {
  if (place.slot->change(SlotState::Idle, SlotState::Taken)) {
    place.slot->set_pico(pico);
    place.slot->set(SlotState::Given);
    pg_call([&] { set_latch_of(place.slot->executor()); });
    return true;
  }
  place.slot->set_pico(pico);
  place.slot->set(SlotState::Given);
  if (start(place)) return true;
  place.slot->set(SlotState::Free);
  return false;
}

bool Executors::start(Place& place) {
  return pg_call([&] {
    BackgroundWorker worker =
        describe_worker(kExecutorName, "pico_executor_main", BGW_NEVER_RESTART);
    worker.bgw_main_arg = UInt32GetDatum(segment_);
    worker.bgw_notify_pid = MyProcPid;
    const ExecutorOrder order{MyDatabaseId, static_cast<int>(&place - places_.data())};
    std::memcpy(worker.bgw_extra, &order, sizeof order);
    if (place.process != nullptr) pfree(place.process);
    place.process = register_worker(worker);
    return place.process != nullptr;
  });
}

/// The one that an executor can take now.
std::deque<Executors::Waiting>::iterator Executors::next() {
  const bool is_one_alone = std::any_of(places_.begin(), places_.end(), [](const Place& place) {
    return !place.pico.empty() && place.company == Company::None;
  });
  return std::find_if(waiting_.begin(), waiting_.end(), [&](const Waiting& each) {
    return each.company == Company::Any || !is_one_alone;
  });
}

std::vector<Executors::Result> Executors::go_on() {
  std::vector<Result> results;
  if (places_.empty() && waiting_.empty()) return results;
  open();
  int allowed = settings().executors;
  for (Place& place : places_) {
    const bool is_free = collect(place, results);
    const bool is_allowed = allowed-- > 0;
    if (!is_free || !is_allowed) continue;
    const auto given = next();
    if (given == waiting_.end()) continue;
    if (!hand_over(place, given->pico)) break;
    place.pico = std::move(given->pico);
    place.company = given->company;
    waiting_.erase(given);
  }
  return results;
}

void Executors::end() {
  pg_call([&] {
    for (const Place& place : places_)
      if (place.process != nullptr) TerminateBackgroundWorker(place.process);
  });
}

}  // namespace pico::postgres
