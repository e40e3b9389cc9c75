// SPDX-License-Identifier: MIT
//
// The process around an engine while a case runs: in memory, with a clock that stands still until
// time is made to pass, and a bound on how long a call may take.
#pragma once

#include <chrono>

#include "conformance/subject.hpp"
#include "engine/memory_environment.hpp"
#include "krl/run/host.hpp"

namespace pico::conformance {

class CaseEnvironment final : public engine::MemoryEnvironment {
 public:
  CaseEnvironment() {
    set_log_level(static_cast<uint8_t>(krl::LogLevel::Debug));
    set_time(now());
  }

  void poll() override {
    if (std::chrono::steady_clock::now() > deadline_) throw Failure("Timeout: no answer came");
  }

  /// A call that still runs after this time fails.
  void allow(std::chrono::seconds time) { deadline_ = std::chrono::steady_clock::now() + time; }

 private:
  std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace pico::conformance
