// SPDX-License-Identifier: MIT
//
// The server's log of what takes long: the setting pico.log_min_duration, as
// log_min_duration_statement for statements.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "postgres/call.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The time since its making, when that is to be watched.
class Duration {
 public:
  Duration();
  /// Logs an event or query of the pico behind `eci` that has ended well, where it took long:
  /// `what()` says which.
  template <class What>
  void log(ServerCall& call, std::string_view eci, What what) const {
    if (is_watched_ && is_long()) write(call, eci, what());
  }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool is_long() const;
  void write(ServerCall& call, std::string_view eci, const std::string& what) const;

  bool is_watched_;
  Clock::time_point started_;
};

}  // namespace pico::postgres
