// SPDX-License-Identifier: MIT
//
// Requests in batches: see request_runner.hpp.
#include "postgres/web/request_runner.hpp"

#include "postgres/settings.hpp"
#include "postgres/web/web_message.hpp"
#include "postgres/web/web_metrics.hpp"
#include "postgres/web/web_rules.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;

/// Requests that share a transaction, and how long it may take them: meanwhile nothing is read from
/// the network.
constexpr size_t kBatch = 32;
constexpr milliseconds kBatchTime{20};
/// After so many batches that others have spoiled, a request is run alone.
constexpr int kMaxSpoiled = 2;
/// How often a request is tried that meets other transactions.
constexpr int kMaxConflicts = 5;
/// An executor ends what it does in time; for one that does not there is an answer so much later.
constexpr milliseconds kGrace{1000};
/// So often the server's statistics hear of what was done.
constexpr milliseconds kReportPause{1000};

}  // namespace

void RequestRunner::add(ExchangePtr exchange, engine::WebCall call) {
  waiting_.push_back({std::move(exchange), std::move(call), Clock::now()});
}

void RequestRunner::run() {
  collect_results();
  give_up_late();
  if (!waiting_.empty()) {
    const bool is_one = waiting_.size() == 1 || waiting_.front().is_alone;
    is_one ? run_alone() : run_batch();
    collect_results();  // and give the executors what was left to them
    if (!report_at_) report_at_ = Clock::now() + kReportPause;
  }
  if (!report_at_ || Clock::now() < *report_at_) return;
  report_statistics();
  report_at_.reset();
}

std::optional<milliseconds> RequestRunner::timeout() const {
  if (has_work()) return milliseconds(0);
  std::optional<Clock::time_point> end = report_at_;
  const auto not_beyond = [&](Clock::time_point time) { end = std::min(end.value_or(time), time); };
  if (const auto pause = executors_.timeout()) not_beyond(Clock::now() + *pause);
  for (const auto& [key, request] : given_) not_beyond(last_moment(key, request));
  if (!end) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*end - Clock::now()));
}

void RequestRunner::answer(const Request& request, engine::WebAnswer answer) const {
  web_metrics().count(request.call, answer.status, Clock::now() - request.since);
  request.exchange->answer(std::move(answer));
}

/// For now: it may be tried again.
void RequestRunner::refuse(const Request& request, const char* why) const {
  answer(request, unavailable_answer(why, work_of(request)));
}

// In batches -------------------------------------------------------------------------------------

RequestRunner::Batch RequestRunner::take_batch() {
  Batch batch;
  while (!waiting_.empty() && batch.size() < kBatch && !waiting_.front().is_alone) {
    batch.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return batch;
}

void RequestRunner::put_first(Batch batch) {
  waiting_.insert(waiting_.begin(), std::make_move_iterator(batch.begin()),
                  std::make_move_iterator(batch.end()));
}

WebResult RequestRunner::run_one(const Request& request) const {
  const WebWork work = work_of(request);
  return request.is_posted ? post(std::get<engine::SendEvent>(request.call), work) : serve(work);
}

void RequestRunner::run_batch() {
  Batch batch = take_batch();
  std::vector<WebResult> results;
  bool is_through = false;
  const auto failure = run_calls_in_transaction("answering requests", [&] {
    const FastScope fast;
    const auto end = Clock::now() + kBatchTime;
    for (const Request& each : batch) {
      const bool is_first = results.empty();
      if (!is_first && Clock::now() >= end) break;
      if (!is_first) fast.restart();
      const NoWaitScope no_wait(!is_first);
      WebResult result = run_one(each);
      if (result.must_roll_back) throw RollBack();
      results.push_back(std::move(result));
    }
    is_through = true;
  });
  if (!failure) {
    settle(std::move(batch), std::move(results));
  } else {
    put_back(std::move(batch), is_through ? batch.size() : results.size(), *failure);
  }
}

/// After the commit. What was not run, or was in the way of others, is first to be run again.
void RequestRunner::settle(Batch batch, std::vector<WebResult> results) {
  Batch again;
  for (size_t i = 0; i < batch.size(); ++i) {
    if (i < results.size() && results[i].answer) {
      answer(batch[i], *std::move(results[i].answer));
    } else if (i < results.size() && results[i].blocked_by == MustNotBlock::For::Network) {
      leave(std::move(batch[i]));
    } else {
      again.push_back(std::move(batch[i]));
    }
  }
  put_first(std::move(again));
}

/// After a rollback, for what the one at `culprit` did; it is run again, alone, or left to others
/// where it took too long. The rest is run again as a batch, unless that has failed too often.
/// Where nobody is to blame, as `culprit` is past the end, one by one.
void RequestRunner::put_back(Batch batch, size_t culprit, const WorkFailure& failure) {
  Batch again;
  for (size_t i = 0; i < batch.size(); ++i) {
    Request& each = batch[i];
    if (i == culprit && failure.sqlstate == ERRCODE_QUERY_CANCELED) {
      leave(std::move(each));
      continue;
    }
    if (i < culprit) ++each.spoiled;
    each.is_alone = i == culprit || culprit == batch.size() || each.spoiled >= kMaxSpoiled;
    again.push_back(std::move(each));
  }
  put_first(std::move(again));
}

// One by one -------------------------------------------------------------------------------------

void RequestRunner::run_alone() {
  Request request = std::move(waiting_.front());
  waiting_.pop_front();
  WebAttempt made = attempt([&] {
    const FastScope fast;
    return run_one(request);
  });
  settle_alone(std::move(request), std::move(made));
}

void RequestRunner::settle_alone(Request request, WebAttempt made) {
  if (made.is_answered()) {
    answer(request, *std::move(made.result.answer));
  } else if (made.is_blocked()) {
    leave(std::move(request));
  } else if (is_to_be_retried(*made.failure) && ++request.conflicts < kMaxConflicts) {
    request.is_alone = true;
    waiting_.push_front(std::move(request));
  } else {
    answer(request, failure_answer(*made.failure, work_of(request)));
  }
}

// To others --------------------------------------------------------------------------------------

/// What would keep the others waiting: to an executor; but an event whose sender does not wait for
/// it is run again as one that goes to the outbox.
void RequestRunner::leave(Request request) {
  if (!std::holds_alternative<engine::SendEvent>(request.call)) {
    leave_to_executor(std::move(request));
  } else if (!request.is_posted) {
    request.is_posted = true;
    waiting_.push_front(std::move(request));
  } else {
    refuse(request, "another event with this key is on its way");
  }
}

void RequestRunner::leave_to_executor(Request request) {
  std::string key = std::to_string(++last_job_);
  const Exchange& exchange = *request.exchange;
  executors_.give({.key = key,
                   .kind = JobKind::Answer,
                   .data = encode(WebJob{exchange.request(), exchange.client(), end_of(request),
                                         web_metrics().handle()})});
  given_.emplace(std::move(key), std::move(request));
}

RequestRunner::Clock::time_point RequestRunner::end_of(const Request& request) {
  return request.since + milliseconds(settings().executor_timeout_ms);
}

/// When a request that was left to executors has waited for too long.
RequestRunner::Clock::time_point RequestRunner::last_moment(const std::string& key,
                                                            const Request& request) const {
  return executors_.has_begun(key) ? end_of(request) + kGrace : end_of(request);
}

void RequestRunner::collect_results() {
  for (const Executors::Result& result : executors_.go_on()) {
    const auto given = given_.find(result.key);
    if (given == given_.end()) continue;  // it was given up
    if (result.answer) {
      answer(given->second, decode_answer(*result.answer));
    } else {
      refuse(given->second,
             "the process that served the request has ended; how far it had come is not known");
    }
    given_.erase(given);
  }
}

void RequestRunner::give_up_late() {
  std::erase_if(given_, [&](const auto& each) {
    const auto& [key, request] = each;
    if (Clock::now() < last_moment(key, request)) return false;
    const bool is_untouched = executors_.take_back(key);
    refuse(request, is_untouched ? "the server has had no time for the request"
                                 : "the request takes too long");
    return true;
  });
}

void RequestRunner::end() {
  constexpr const char* kWhy = "the server is shutting down";
  for (const Request& each : waiting_) refuse(each, kWhy);
  for (const auto& [key, request] : given_) refuse(request, kWhy);
  waiting_.clear();
  given_.clear();
  executors_.end();
}

}  // namespace pico::postgres
