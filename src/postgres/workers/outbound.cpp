// SPDX-License-Identifier: MIT
//
// Sending requests: see outbound.hpp.
#include <algorithm>

#include "engine/outbound/outcome.hpp"
#include "krl/value/memory.hpp"

#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/settings.hpp"
#include "postgres/time.hpp"
#include "postgres/workers/outbound.hpp"
#include "postgres/workers/worker_statistics.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Requests of a recipient that are claimed at once, so that there is no commit between them.
constexpr size_t kRunLength = 16;
/// Before results that could not be recorded are recorded again.
constexpr auto kPause = std::chrono::seconds(1);

size_t max_requests() { return static_cast<size_t>(settings().max_requests); }

engine::Time now() { return to_time(GetCurrentTimestamp()); }

/// What it says of itself is read within the bounds of a program, whatever the host has sent.
bool has_failed(const engine::RequestResult& result) {
  const engine::Limits limits = limits_in_force();
  const krl::MemoryScope memory(limits.memory_bytes);
  const krl::StackScope stack(limits.stack_bytes);
  return !engine::failure_of(result).empty();
}

/// Whether the outcome of a request may be an event for a pico of this image.
bool leads_to_event(const engine::RequestResult& result) {
  switch (engine::kind_of(result.request)) {
    case engine::OutcomeKind::Event:
      return engine::member_of(result.request.outcome, "result").is_map();
    case engine::OutcomeKind::Raise:
    case engine::OutcomeKind::Autosend:
      return true;
    case engine::OutcomeKind::None:
      return false;
  }
  return false;
}

void warn(const WorkFailure& failure) {
  const char* const message = failure.message.c_str();
  pg_call(
      [&] { ereport(WARNING, (errmsg("pico could not go on with its requests: %s", message))); });
}

}  // namespace

// What to wait for -------------------------------------------------------------------------------

std::optional<std::chrono::milliseconds> Outbound::timeout() const {
  using std::chrono::milliseconds;
  std::optional<milliseconds> least = transfers_.timeout();
  const auto add = [&](milliseconds time) {
    time = std::max(time, milliseconds(0));
    least = least ? std::min(*least, time) : time;
  };
  if (record_at_) add(std::chrono::ceil<milliseconds>(*record_at_ - Clock::now()));
  if (next_due_ && runs_.size() < max_requests()) add(milliseconds(*next_due_ - now()));
  return least;
}

/// Recipients to which nothing may be sent now.
std::vector<std::string> Outbound::busy() const {
  std::vector<std::string> recipients;
  for (const auto& [recipient, run] : runs_) recipients.push_back(recipient);
  for (const engine::RequestResult& each : ended_) recipients.push_back(each.request.recipient);
  for (const engine::Request& each : released_) recipients.push_back(each.recipient);
  return recipients;
}

// Claiming ---------------------------------------------------------------------------------------

/// What a former courier had claimed; false where that cannot be said yet. In a held image, which
/// may be a copy, it stays as it was.
bool Outbound::recover() {
  if (has_recovered_) return true;
  const auto failure =
      run_in_transaction("pico: looking for interrupted requests", [&](ServerCall& call) {
        if (is_held(call.sql())) return;
        call.engine().recover_requests();
        has_recovered_ = true;
      });
  if (failure) warn(*failure);
  has_recovered_ &= !failure;
  return !failure;
}

void Outbound::start() {
  next_due_.reset();
  if (!recover()) {
    next_due_ = now() + 1000;
    return;
  }
  if (runs_.size() >= max_requests()) return;
  std::vector<engine::Request> claimed;
  const auto failure = run_in_transaction("pico: claiming requests", [&](ServerCall& call) {
    if (is_held(call.sql())) return;
    claimed = call.engine().claim_requests(
        {.recipients = max_requests() - runs_.size(), .per_recipient = kRunLength, .busy = busy()});
    // What is sent leaves the machine: that it was tried must not be forgotten.
    if (!claimed.empty()) pg_call([] { ForceSyncCommit(); });
    std::vector<std::string> left = busy();
    for (const engine::Request& each : claimed) left.push_back(each.recipient);
    next_due_ = call.engine().next_request_due(left);
  });
  if (failure) {
    warn(*failure);
    next_due_ = now() + 1000;
    return;
  }
  for (engine::Request& each : claimed) runs_[each.recipient].push_back(std::move(each));
  std::vector<std::string> recipients;
  for (const auto& [recipient, run] : runs_) {
    if (!recipients_.contains(run.front().id)) recipients.push_back(recipient);
  }
  transfers_.set_bounds(settings().max_requests_per_host, settings().max_requests);
  for (const std::string& recipient : recipients) begin(recipient);
}

// Sending ----------------------------------------------------------------------------------------

void Outbound::begin(const std::string& recipient) {
  const engine::Request request = runs_.at(recipient).front();
  try {
    transfers_.start(request.id, request.http, http_rules());
    recipients_.emplace(request.id, recipient);
    ++worker_counts().requests_sent;
  } catch (const krl::Error& error) {
    // Its URL leads nowhere, or must not: so it will at the next try.
    end(recipient, {.request = request, .response = {}, .error = error.text(), .is_final = true});
  }
}

/// The next of the run follows, unless this one is to be tried again before it.
void Outbound::end(const std::string& recipient, engine::RequestResult result) {
  Run& run = runs_.at(recipient);
  recipients_.erase(result.request.id);
  run.pop_front();
  const bool is_failure = has_failed(result);
  const bool holds_others = is_failure && engine::is_worth_a_retry(result);
  if (is_failure) ++(holds_others ? worker_counts().retried : worker_counts().dead);
  ended_.push_back(std::move(result));
  if (holds_others) {
    released_.insert(released_.end(), run.begin(), run.end());
    run.clear();
  }
  if (run.empty()) {
    runs_.erase(recipient);
  } else {
    begin(recipient);
  }
}

void Outbound::run() {
  for (Transfers::Ended& each : transfers_.run()) {
    const std::string recipient = recipients_.at(each.id);
    engine::RequestResult result{
        .request = runs_.at(recipient).front(), .response = std::move(each.response), .error = {}};
    if (each.error) {
      result.error = each.error->text();
      result.is_final = each.error->code() == krl::ErrorCode::RequestRefused;
    }
    end(recipient, std::move(result));
  }
  if (!(ended_.empty() && released_.empty()) && (!record_at_ || *record_at_ <= Clock::now()))
    record();
}

// Recording --------------------------------------------------------------------------------------

std::optional<WorkFailure> Outbound::record(const std::vector<engine::RequestResult>& results,
                                            const std::vector<engine::Request>& released) {
  return run_in_transaction("pico: recording responses", [&](ServerCall& call) {
    call.engine().finish_requests(results, released);
  });
}

void Outbound::record() {
  record_at_.reset();
  has_events_ |= std::any_of(ended_.begin(), ended_.end(), leads_to_event);
  if (const auto failure = record(ended_, released_)) {
    warn(*failure);
    record_alone();
    return;
  }
  ended_.clear();
  released_.clear();
  next_due_ = now();  // those behind what has ended
}

/// After a failure: one after the other, so that a result that cannot be recorded (its event is too
/// large, a trigger refuses it) keeps no other. That one becomes a dead letter, one that something
/// else keeps from being recorded waits.
void Outbound::record_alone() {
  if (!record({}, released_)) released_.clear();
  std::erase_if(ended_, [&](const engine::RequestResult& each) {
    const auto failure = record({each}, {});
    if (!failure) return true;
    if (is_hindrance(*failure)) return false;
    const engine::RequestResult lost{
        .request = each.request,
        .response = {},
        .error = "its response could not be recorded: " + failure->message,
        .is_final = true};
    return !record({lost}, {});
  });
  next_due_ = now();
  if (!ended_.empty() || !released_.empty()) record_at_ = Clock::now() + kPause;
}

}  // namespace pico::postgres
