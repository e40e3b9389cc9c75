// SPDX-License-Identifier: MIT
//
// The executors of a process, their owner: at most pico.executors processes, each of which does one
// job at a time and may block (executor.cpp). They are started on need, and sent away when they
// have had nothing to do for a while. The owner never waits for them.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/workers/job.hpp"
#include "postgres/workers/job_pipe.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class Executors {
 public:
  /// Which other jobs may be done at the same time. One that may end the server has none of its
  /// kind beside it, or others would be taken for what it is.
  enum class Company : uint8_t { Any, None };
  struct Job {
    std::string key;
    JobKind kind;
    std::string data{};
    Company company = Company::Any;
  };
  /// Leaves a job to an executor, now or when one has time. Nothing where there is one with its
  /// key.
  void give(Job job);
  /// Takes back a job that waits; false where an executor has it, or nobody.
  bool take_back(std::string_view key);
  /// Whether a job is with an executor, or waits for one.
  [[nodiscard]] bool has(std::string_view key) const;
  /// Whether an executor has a job.
  [[nodiscard]] bool has_begun(std::string_view key) const;
  [[nodiscard]] bool has_work() const { return !waiting_.empty() || count_busy() > 0; }

  struct Result {
    std::string key;
    std::optional<std::string> answer{};  // nothing: the process that did the job has ended
  };
  /// What has ended since; gives those that are free the next jobs. To be called when the latch was
  /// set, and after timeout().
  std::vector<Result> go_on();
  /// After which time go_on() has something to do in any case.
  [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;
  /// Ends all processes, also those at work.
  void end();

 private:
  using Clock = std::chrono::steady_clock;

  struct Executor {
    JobPipe pipe;
    BackgroundWorkerHandle* process;
    std::optional<Job> job{};  // nothing: it is idle
    bool is_sent = false;      // all of the job
    bool is_gone = false;
    Clock::time_point idle_since{};
  };

  [[nodiscard]] size_t count_busy() const;
  std::deque<Job>::iterator next();
  Executor* find_free();
  Executor* start();
  void go_on(Executor& executor, std::vector<Result>& results);
  void send_idle_away();
  void forget_gone();

  std::vector<Executor> executors_;
  std::deque<Job> waiting_;
  std::optional<Clock::time_point> retry_at_;  // where the server had no place for another one
};

}  // namespace pico::postgres
