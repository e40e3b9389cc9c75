// SPDX-License-Identifier: MIT
//
// The courier's executors: at most pico.executors processes, each of which delivers what waits for
// one pico at a time and may block (executor.cpp). They are started on need, and end by themselves
// when they have had nothing to do for a while.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/workers/executor_slot.hpp"
#include "postgres/workers/put_off.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class Executors {
 public:
  /// Which other picos may be with executors at the same time. One whose message may end the server
  /// has none of its kind beside it, or others would be taken for what it is.
  enum class Company : uint8_t { Any, None };
  /// Leaves a pico to an executor, now or when one has time. Nothing where that was done before.
  void give(std::string_view pico, Company company);
  /// Whether a pico is with an executor, or waits for one.
  [[nodiscard]] bool has(std::string_view pico) const;
  [[nodiscard]] bool has_work() const { return !waiting_.empty() || count_busy() > 0; }
  /// Picos wait for an executor, and nothing that the courier hears of may bring one: the server
  /// had no place for another worker.
  [[nodiscard]] bool wants_retry() const { return !waiting_.empty() && count_busy() == 0; }

  struct Result {
    std::string pico;
    bool has_failed;
  };
  /// What has ended since; gives those that are free the next picos.
  std::vector<Result> go_on();
  /// Ends all processes, also those at work.
  void end();

 private:
  struct Waiting {
    std::string pico;
    Company company = Company::Any;
  };
  struct Place {
    ExecutorSlot* slot = nullptr;
    BackgroundWorkerHandle* process = nullptr;  // the last one
    std::string pico;                           // that it has; empty: none
    Company company = Company::Any;             // of that pico
  };

  void open();
  [[nodiscard]] size_t count_busy() const;
  std::deque<Waiting>::iterator next();
  bool collect(Place& place, std::vector<Result>& results);
  bool hand_over(Place& place, const std::string& pico);
  bool start(Place& place);

  dsm_handle segment_ = 0;
  std::vector<Place> places_;
  std::deque<Waiting> waiting_;
};

}  // namespace pico::postgres
