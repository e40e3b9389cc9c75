// SPDX-License-Identifier: MIT
//
// What the courier and those who serve requests, which work for all picos, may not do: wait for one
// of them.
//
// Work of a pico runs in a FastScope there. What would take long ends the transaction, and an
// executor does it again from its start.
#pragma once

#include <chrono>
#include <exception>

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The work would wait. No error of the program: nothing in KRL sees it.
class MustNotBlock : public std::exception {
 public:
  enum class For : uint8_t { Network, Pico };
  explicit MustNotBlock(For what) noexcept : for_(what) {}

  /// What it would wait for.
  [[nodiscard]] For what_for() const noexcept { return for_; }
  [[nodiscard]] const char* what() const noexcept override {
    return for_ == For::Network ? "this process does not wait for the network"
                                : "another transaction has the pico";
  }

 private:
  For for_;
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

/// Locks are waited for no longer than pico.fast_budget; then it is an error, SQLSTATE 55P03.
class ShortWaitScope {
 public:
  ShortWaitScope() noexcept;
  ~ShortWaitScope();
  ShortWaitScope(const ShortWaitScope&) = delete;
  ShortWaitScope& operator=(const ShortWaitScope&) = delete;

 private:
  int former_ms_;
};

/// Picos that another transaction has are not waited for: MustNotBlock, where that is `is_on`.
class NoWaitScope {
 public:
  explicit NoWaitScope(bool is_on);
  ~NoWaitScope();
  NoWaitScope(const NoWaitScope&) = delete;
  NoWaitScope& operator=(const NoWaitScope&) = delete;
};

/// Whether one lives.
bool must_not_wait_for_picos();

}  // namespace pico::postgres
