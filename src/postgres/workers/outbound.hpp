// SPDX-License-Identifier: MIT
//
// The courier's part that sends requests: claims those that are due, sends them with no transaction
// open, and records how they ended. Requests of a recipient go one after the other; different
// recipients never wait for each other.
//
// One exists in a database, so its claims live in its memory. What it had claimed when it died
// counts as tried and failed.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "postgres/http/transfers.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class Outbound {
 public:
  /// Readable when run() has something to do.
  [[nodiscard]] int wait_fd() const noexcept { return transfers_.wait_fd(); }
  /// After which time run() and start() have something to do in any case; nothing: there is nothing
  /// to wait for but wait_fd().
  [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;
  /// When start() has something to do next, as far as is known; nothing: it has not.
  [[nodiscard]] std::optional<engine::Time> next_due() const noexcept { return next_due_; }
  /// Recipients to which something is on its way, or whose end is not recorded yet.
  [[nodiscard]] size_t in_flight() const noexcept { return runs_.size() + ended_.size(); }

  /// Claims what is due, unless the image is held, and starts to send it. In transactions of its
  /// own.
  void start();
  /// Goes on with what is on its way, and records what has ended. In transactions of its own.
  void run();
  /// Whether events have come of that since this was last asked: they wait in the outbox.
  bool take_has_events() noexcept { return std::exchange(has_events_, false); }

 private:
  using Clock = std::chrono::steady_clock;
  /// What was claimed for a recipient; the first is on its way.
  using Run = std::deque<engine::Request>;

  bool recover();
  void begin(const std::string& recipient);
  void end(const std::string& recipient, engine::RequestResult result);
  void record();
  [[nodiscard]] std::optional<WorkFailure> record(const std::vector<engine::RequestResult>& results,
                                                  const std::vector<engine::Request>& released);
  void record_alone();
  [[nodiscard]] std::vector<std::string> busy() const;

  Transfers transfers_;
  std::map<std::string, Run> runs_;             // by recipient
  std::map<int64_t, std::string> recipients_;   // by id of the request on its way
  std::vector<engine::RequestResult> ended_;    // not recorded yet
  std::vector<engine::Request> released_;       // likewise: claimed and not tried
  std::optional<Clock::time_point> record_at_;  // after a record that failed
  std::optional<engine::Time> next_due_;
  bool has_recovered_ = false;
  bool has_events_ = false;
};

}  // namespace pico::postgres
