// SPDX-License-Identifier: MIT
//
// What programs have raised, sent and scheduled in the course of a step of a test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/test/event_observer.hpp"
#include "krl/value/array.hpp"

namespace pico::engine {

class EventRecorder final : public EventObserver {
 public:
  enum class Kind : uint8_t { Raised, Sent, Scheduled };

  void call_begins() override { entries_.resize(kept_); }
  void raised(std::string_view pico, std::string_view rid, const Event& event) override;
  void sent(std::string_view pico, std::string_view rid, const Event& event) override;
  void scheduled(std::string_view pico, std::string_view rid, const krl::Map& job) override;

  void clear();
  /// The call has ended: what it did is not that of an attempt.
  void keep() noexcept { kept_ = entries_.size(); }

  /// What a pico did, in order: {"event": "domain:name", "attrs": {…}, "rid"}; with "eci" where it
  /// was sent, and with "at" or "repeat" where it was scheduled.
  [[nodiscard]] krl::Array of(Kind kind, std::string_view pico) const;

 private:
  struct Entry {
    Kind kind;
    std::string pico;
    krl::Map what;
  };

  std::vector<Entry> entries_;
  size_t kept_ = 0;
};

}  // namespace pico::engine
