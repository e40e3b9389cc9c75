// SPDX-License-Identifier: MIT
//
// What the courier, which works for all picos, may not do: wait for one of them.
//
// Work of a pico runs in a FastScope there. What would take long ends the transaction, and an
// executor does it again from its start.
#pragma once

#include <chrono>
#include <exception>

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The work would wait for the network. No error of the program: nothing in KRL sees it.
class MustNotBlock : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override {
    return "this process does not wait for the network";
  }
};

/// To be called before waiting for the network: throws MustNotBlock inside a FastScope.
void refuse_to_block();

/// What takes longer than pico.fast_budget is cancelled, SQLSTATE 57014, be it computing or waiting
/// for a lock. Includes the commit, where deferred triggers run.
class FastScope {
 public:
  FastScope();
  ~FastScope();
  FastScope(const FastScope&) = delete;
  FastScope& operator=(const FastScope&) = delete;
  /// The time begins anew, for the next pico.
  void restart() const;
};

/// The same with another time, in which the process may wait for anything.
class TimeoutScope {
 public:
  explicit TimeoutScope(int timeout_ms);
  ~TimeoutScope();
  TimeoutScope(const TimeoutScope&) = delete;
  TimeoutScope& operator=(const TimeoutScope&) = delete;
  /// Whether the time is over: what was cancelled before was cancelled by somebody.
  [[nodiscard]] bool is_over() const { return Clock::now() >= end_; }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace pico::postgres
