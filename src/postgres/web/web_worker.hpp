// SPDX-License-Identifier: MIT
//
// A process that serves HTTP, from its first request to its last: what comes in by its connections
// is answered at once, run in transactions, or told what happens from then on.
#pragma once

#include <chrono>
#include <functional>

#include "engine/web/web_call.hpp"

#include "postgres/web/request_runner.hpp"
#include "postgres/web/watchers.hpp"
#include "postgres/web/web_server.hpp"
#include "postgres/web/web_settings.hpp"
#include "postgres/workers/worker_process.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class WebWorker {
 public:
  /// On a socket that listens. Throws Error.
  WebWorker(int socket, const WebSettings& settings);

  /// Serves as long as `may_stay`, which is asked at least once a second, and then answers what has
  /// come in by then.
  void run(const std::function<bool()>& may_stay);

 private:
  using Clock = std::chrono::steady_clock;

  void go_round();
  void wait(std::chrono::milliseconds longest);
  void take(const ExchangePtr& exchange, bool has_room);
  void take(const ExchangePtr& exchange, engine::WebCall call, bool has_room);
  void end();

  WebServer server_;
  WaitSet waits_{server_.wait_fd()};
  RequestRunner runner_;
  Watchers watchers_;
  bool is_woken_ = true;  // the latch was set: there may be something new
};

}  // namespace pico::postgres
