// SPDX-License-Identifier: MIT
//
// What one client that watches a pico is told: server-sent events (docs/http.md, "Watching a
// pico"). It calls nothing of the server.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "postgres/web/event_stream.hpp"

namespace pico::postgres {

class WatchStream {
 public:
  using Clock = std::chrono::steady_clock;

  /// `last`: id of the newest change that the client knows of.
  WatchStream(std::string eci, std::string pico, int64_t last, std::shared_ptr<EventStream> out)
      : eci_(std::move(eci)), pico_(std::move(pico)), last_(last), out_(std::move(out)) {}

  [[nodiscard]] const std::string& eci() const { return eci_; }
  [[nodiscard]] const std::string& pico() const { return pico_; }
  [[nodiscard]] int64_t last() const { return last_; }
  [[nodiscard]] bool is_open() const { return out_->is_open(); }

  /// Tells that it begins, and whether the client may have missed something.
  void begin(bool has_missed);
  /// Tells of a change, unless the client knows it. False where the client is to read first what it
  /// was told before.
  [[nodiscard]] bool tell(int64_t id, std::string_view what);
  /// Shows that there is nothing to tell, where that has been so for a while.
  void show_life(Clock::time_point now);
  /// Tells why, and ends.
  void end(std::string_view error);
  void close() { out_->close(); }

  /// Whether the client has read so much of what it was told that it can be told more.
  [[nodiscard]] bool can_take_more() const { return out_->pending() < kEnough; }
  /// Whether there is something to tell that the client could not take.
  [[nodiscard]] bool is_behind() const { return behind_since_.has_value(); }
  /// Whether the client has read nothing for so long, or is about to lose what has become old.
  [[nodiscard]] bool is_lost(Clock::time_point now, std::chrono::milliseconds patience) const;
  void fall_behind(Clock::time_point now) {
    if (!behind_since_) behind_since_ = now;
  }
  void catch_up() { behind_since_.reset(); }

 private:
  /// So many bytes that wait for a client are enough for it to go on reading.
  static constexpr size_t kEnough = size_t{64} << 10;

  void send(std::string_view text);

  std::string eci_;
  std::string pico_;
  int64_t last_;
  std::shared_ptr<EventStream> out_;
  Clock::time_point last_sign_ = Clock::now();  // when something was sent
  Clock::time_point last_told_ = last_sign_;    // when a change was
  std::optional<Clock::time_point> behind_since_;
};

}  // namespace pico::postgres
