// SPDX-License-Identifier: MIT
//
// Picos whose messages are to be tried again later, with pauses that double.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/work/table.hpp"

namespace pico::postgres {

class PutOff {
 public:
  using Clock = std::chrono::steady_clock;
  struct Pauses {
    std::chrono::milliseconds first;
    std::chrono::milliseconds longest;
  };
  /// Another transaction has the pico: most have it for an instant.
  static constexpr Pauses kBusy{std::chrono::milliseconds(5), std::chrono::milliseconds(100)};
  /// A delivery went wrong.
  static constexpr Pauses kFailed{std::chrono::seconds(1), std::chrono::minutes(1)};

  void put_off(std::string_view pico, Pauses pauses);
  void forget(std::string_view pico);
  /// Whether it is not the pico's turn yet.
  [[nodiscard]] bool holds(std::string_view pico, Clock::time_point now) const;
  /// Those whose turn it is.
  [[nodiscard]] std::vector<std::string> due(Clock::time_point now) const;
  /// When the next one's is.
  [[nodiscard]] std::optional<Clock::time_point> next() const;
  [[nodiscard]] bool empty() const { return picos_.empty(); }

 private:
  struct Pause {
    std::chrono::milliseconds length{};
    Clock::time_point end;
  };
  engine::TextMap<Pause> picos_;
};

}  // namespace pico::postgres
