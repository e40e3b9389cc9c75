// SPDX-License-Identifier: MIT
//
// Runs the requests that have come in to a process: those that wait together in one transaction
// with one commit, and what would keep the others waiting by an executor. An answer leaves when
// its transaction is committed.
//
//   - A request waits for no other one: with nothing else to do it is run at once.
//   - Of a batch only the first may wait for a pico that another transaction has, for at most
//     pico.fast_budget; the others try, and are first to be tried again.
//   - What goes wrong with one is its own matter. An error of the engine before anything was
//     written leaves the batch as it is; any other failure rolls it back, and the rest is run
//     again.
//   - What takes longer than pico.fast_budget, or waits for the network, is left to an executor.
//     Only an event whose sender does not wait goes to the outbox instead, and the courier delivers
//     it.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/web/web_call.hpp"

#include "postgres/web/exchange.hpp"
#include "postgres/web/web_rules.hpp"
#include "postgres/web/web_transaction.hpp"
#include "postgres/workers/executors.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

class RequestRunner {
 public:
  /// A call that needs a transaction.
  void add(ExchangePtr exchange, engine::WebCall call);
  /// Whether a run() would do something now, without the latch being set.
  [[nodiscard]] bool has_work() const { return !waiting_.empty(); }
  /// Runs one batch, or one request; and goes on with what executors have. To be called when the
  /// latch was set, while there is work, and after timeout().
  void run();
  [[nodiscard]] std::optional<std::chrono::milliseconds> timeout() const;
  /// Whether all that was added is answered.
  [[nodiscard]] bool is_idle() const { return waiting_.empty() && given_.empty(); }
  /// Answers what is left that it is not served, and ends the executors.
  void end();

 private:
  using Clock = std::chrono::steady_clock;

  struct Request {
    ExchangePtr exchange;
    engine::WebCall call;
    Clock::time_point since;
    int spoiled = 0;         // batches that were rolled back for another one of them
    int conflicts = 0;       // with other transactions, of it alone
    bool is_alone = false;   // to be run in a transaction of its own
    bool is_posted = false;  // to go to the outbox
  };
  using Batch = std::vector<Request>;

  [[nodiscard]] Batch take_batch();
  [[nodiscard]] WebResult run_one(const Request& request) const;
  void run_batch();
  void settle(Batch batch, std::vector<WebResult> results);
  void put_back(Batch batch, size_t culprit, const WorkFailure& failure);
  void put_first(Batch batch);
  void run_alone();
  void settle_alone(Request request, WebAttempt made);
  void leave(Request request);
  void leave_to_executor(Request request);
  void collect_results();
  void give_up_late();
  void answer(const Request& request, engine::WebAnswer answer) const;
  void refuse(const Request& request, const char* why) const;
  [[nodiscard]] WebWork work_of(const Request& request) const {
    return {request.call, request.exchange->request(), request.exchange->client(), web_rules()};
  }
  [[nodiscard]] static Clock::time_point end_of(const Request& request);
  [[nodiscard]] Clock::time_point last_moment(const std::string& key, const Request& request) const;

  std::deque<Request> waiting_;
  std::map<std::string, Request, std::less<>> given_;  // to executors, by the key of the job
  Executors executors_;
  int64_t last_job_ = 0;
  std::optional<Clock::time_point> report_at_;  // what was done to the statistics
};

}  // namespace pico::postgres
