// SPDX-License-Identifier: MIT
//
// The clients of one process that watch picos: `GET /c/ECI/watch`.
//
// As long as somebody watches a pico its lease is renewed (engine/watch/watching.hpp), and its
// events leave rows. Whoever commits one wakes us; then one transaction reads what is new of all
// picos. What a client was told last is known by the id of the row, which he gives when he comes
// back, to whatever process.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/web/web_call.hpp"
#include "engine/web/web_error.hpp"

#include "postgres/call.hpp"
#include "postgres/store.hpp"
#include "postgres/web/exchange.hpp"
#include "postgres/web/watch_stream.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class Watchers {
 public:
  void add(ExchangePtr exchange, engine::Watch call);
  /// Does what is due: never much at once, and never waiting for a lock. `is_woken`: the latch of
  /// the process was set, so there may be something new.
  void run(bool is_woken);
  /// How long there is nothing to do unless the process is woken; nothing: for ever.
  [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;
  /// Ends all streams: their clients come back, to another process.
  void end();

 private:
  using Clock = WatchStream::Clock;
  using Errors = std::map<std::string, std::string, std::less<>>;  // by ECI

  /// A request that is still to be answered.
  struct Request {
    ExchangePtr exchange;
    engine::Watch call;
    Clock::time_point come;
    Clock::time_point next_try;
  };
  struct Beginning {
    engine::Watching watching;
    int64_t last = 0;  // id of the newest change that the client knows of
    bool has_missed = false;
  };
  struct Lease {
    Clock::time_point next_renewal;
  };

  // Requests
  void start_waiting(Clock::time_point now);
  [[nodiscard]] bool try_to_start(Request& request);
  [[nodiscard]] bool has_room(std::string_view pico) const;
  void open(const Request& request, const Beginning& beginning);
  static void answer(const Request& request, engine::WebAnswer answer);
  static void refuse(const Request& request, const engine::WebError& error);

  // Leases
  void renew(Clock::time_point now);
  [[nodiscard]] bool renew(ServerCall& call, std::string_view pico) const;

  // Streams
  void forget_gone(Clock::time_point now);
  [[nodiscard]] bool can_go_on() const;
  void look(Clock::time_point now);
  [[nodiscard]] std::vector<ServerStore::ChangePlace> places() const;
  [[nodiscard]] Errors check(ServerCall& call, const std::vector<ServerStore::ChangeText>& changes,
                             bool is_of_all) const;
  void tell(const std::vector<ServerStore::ChangeText>& changes, bool are_all);
  void end(const Errors& errors);

  // Rows that are not needed any more
  [[nodiscard]] bool may_prune(Clock::time_point now) const;
  void prune(Clock::time_point now);

  std::vector<Request> waiting_;
  std::vector<WatchStream> streams_;
  std::map<std::string, Lease, std::less<>> leases_;  // by pico
  Clock::time_point next_look_;
  Clock::time_point next_check_;  // of the channels of all streams
  Clock::time_point next_prune_;
  Clock::time_point last_stream_ = Clock::now();  // when there was one
};

}  // namespace pico::postgres
