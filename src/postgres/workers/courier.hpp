// SPDX-License-Identifier: MIT
//
// The courier: the process that carries on in a database what nobody waits for. It fires timers,
// delivers the messages of the outbox and sends requests, and never waits for any one of them: what
// would block goes to an executor.
//
// It works as long as there is something to do, then stays for pico.worker_idle, and ends. Whoever
// leaves work starts it again (wake.hpp), or the launcher does so when a timer is due.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/engine.hpp"

#include "postgres/call.hpp"
#include "postgres/workers/executors.hpp"
#include "postgres/workers/outbound.hpp"
#include "postgres/workers/put_off.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class Courier {
 public:
  /// Until there is nothing to do any more, or nothing may be done.
  void run();

 private:
  using Clock = PutOff::Clock;

  /// So often the courier looks for what nobody has told it of: the work of prepared transactions.
  static constexpr std::chrono::seconds kLook{60};

  /// A way through the outbox, from the oldest message to the last, piece by piece.
  struct Walk {
    std::vector<std::string> picos{};  // of this piece, to be delivered to
    size_t next = 0;                   // the first of them that is left
    int64_t after = 0;                 // id of the last message of this piece
    bool is_at_end = false;            // nothing comes behind this piece

    [[nodiscard]] bool is_through_piece() const { return next == picos.size(); }
    [[nodiscard]] bool is_over() const { return is_at_end && is_through_piece(); }
  };

  // Coming and going
  bool begin();
  [[nodiscard]] bool may_stay();
  void remember_pause() const;
  bool may_leave();
  bool has_work();
  void leave();
  void wait();

  // Work
  void work();
  void heed_http_server();
  void fire_timers();
  void deliver_waiting();
  void deliver_due();
  void deliver_batch(Walk& walk);
  void deliver_with_care(Walk& walk);
  void deliver_in_transaction(Walk& walk);
  std::vector<std::string> count_first_tries(std::span<const std::string> picos);
  void look_on(ServerCall& call, Walk& walk);
  engine::Delivered deliver_in_row(engine::Engine& engine, const std::string& pico);
  void deliver_alone(const std::string& pico);
  void leave_to_executor(const std::string& pico, Executors::Company company);
  void settle(const std::string& pico, const engine::Delivered& delivered);
  void collect_results();
  [[nodiscard]] bool is_with_others(std::string_view pico) const;
  void send_requests();
  [[nodiscard]] bool is_ready() const { return has_more_ || !walk_.is_over(); }
  [[nodiscard]] std::chrono::milliseconds pause() const;
  [[nodiscard]] Durability durability() const {
    return is_careful_ ? Durability::AsConfigured : Durability::Eventual;
  }

  Executors executors_;
  Outbound outbound_;
  PutOff put_off_;
  std::string http_listen_;  // the setting, when it was heeded
  Walk walk_{.is_at_end = true};
  std::optional<engine::Time> next_timer_;  // when one is due
  std::optional<engine::Time> paused_until_;
  /// Whether one of the messages, or a timer that is due, may have ended our predecessor. Then
  /// tries are counted before they are made, and commits wait for the disk, so that whatever ends
  /// this courier too is known to the next one.
  bool is_careful_ = false;
  Clock::time_point begin_;
  Clock::time_point last_look_;  // at the whole outbox
  Clock::time_point last_work_;
  bool has_more_ = true;  // messages that were passed over
};

}  // namespace pico::postgres
