// SPDX-License-Identifier: MIT
//
// The processes that serve HTTP beside the lead, at the same port: the lead starts them, again when
// one is gone, and ends them. They never outlive it.
#pragma once

#include <chrono>

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// What a follower is started with.
struct FollowerOrder {
  Oid database;
  int lead;            // its process
  dsm_handle metrics;  // what all of them count
};

/// Of this process; there is one lead in it, so these are its only ones.
class WebFollowers {
 public:
  WebFollowers();
  /// Starts those of `count` that are not there, at most once a second.
  void keep(size_t count);
  /// Ends them all; each answers first what has come in to it.
  void end() const;
  /// Waits for that, within reason.
  void wait_for_end() const;

 private:
  dsm_handle metrics_;
  std::chrono::steady_clock::time_point next_start_{};
};

}  // namespace pico::postgres
