// SPDX-License-Identifier: MIT
//
// What is asked of, and told about, the delivery of messages that wait in the outbox. How that is
// done is in session.hpp.
#pragma once

#include <algorithm>
#include <cstddef>

#include "engine/model/rows.hpp"
#include "engine/store/store.hpp"

namespace pico::engine {

/// How messages that wait for a pico are delivered.
struct Delivery {
  size_t limit = 1;
  LockMode lock = LockMode::Try;
  /// An error of the store ends the call, rather than that one message's try.
  bool is_all_or_nothing = false;
  /// count_attempt() has counted the try.
  bool is_counted = false;
};

/// What has become of messages that waited.
struct Delivered {
  bool is_busy = false;  // another transaction holds the pico
  size_t messages = 0;   // delivered or buried
  size_t refused = 0;    // to be tried again
  size_t dead = 0;       // buried
  size_t timers = 0;     // delivered, from a timer
  Time lateness = 0;     // of those, in all
  Time latest = 0;       // of those, at most

  /// Counts a later delivery as well, whose `is_busy` holds.
  void add(const Delivered& later) {
    is_busy = later.is_busy;
    messages += later.messages;
    refused += later.refused;
    dead += later.dead;
    timers += later.timers;
    lateness += later.lateness;
    latest = std::max(latest, later.latest);
  }
};

}  // namespace pico::engine
