// SPDX-License-Identifier: MIT
//
// Channels, locks and running events and queries: see session.hpp. Messages are in delivery.cpp.
#include "engine/run/session.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/channel/channel_record.hpp"
#include "engine/model/identifier.hpp"
#include "engine/run/transaction.hpp"
#include "engine/test/event_observer.hpp"

namespace pico::engine {

namespace {

/// Messages of former calls that an event delivers before itself.
constexpr size_t kPendingBeforeEvent = 100;

}  // namespace

Session::Session(Environment& environment, ProgramCache& programs, Sources& sources, Former former)
    : stack_(environment.limits().stack_bytes),
      memory_(environment.limits().memory_bytes),
      environment_(environment),
      sources_(sources),
      unit_(environment.store(), programs.lists()),
      registry_(environment, unit_, programs, sources),
      instances_(unit_, registry_, programs),
      former_(former) {
  krl::set_max_search_steps(environment.limits().search_steps);
  if (EventObserver* observer = environment.event_observer()) observer->call_begins();
}

HttpResponse Session::request(const HttpRequest& request) {
  const bool only_reads = request.method == "GET" || request.method == "HEAD";
  if (!only_reads) sources_.stay();
  return environment_.send(request);
}

void Session::show_log(const LogEntry& entry) {
  if (++shown_ > former_.shown) environment_.show_log(entry);
}

ChannelPtr Session::channel(std::string_view eci) {
  if (ChannelPtr stored = unit_.channel(eci)) return stored;
  if (unit_.pico(eci) != nullptr) return std::make_shared<const Channel>(self_channel(eci));
  throw krl::Error(krl::ErrorClass::Error, fmt::format("ECI not found {}", eci),
                   krl::ErrorCode::UnknownEci);
}

const Pico& Session::require_pico(std::string_view id) {
  if (const Pico* pico = unit_.pico(id)) return *pico;
  throw krl::Error(krl::ErrorClass::Error, fmt::format("Pico not found {}", id),
                   krl::ErrorCode::UnknownPico);
}

// Locks ------------------------------------------------------------------------------------------

bool Session::lock(std::string_view pico, LockMode mode) {
  if (locked_.contains(pico)) return true;
  switch (environment_.store().lock(pico, mode)) {
    case LockResult::Locked:
      break;
    case LockResult::Busy:
      return false;
    case LockResult::NoSuchPico:
      unit_.forget(pico);
      if (mode == LockMode::Wait) require_pico(pico);
      return true;  // deleted meanwhile: nobody else can have it
  }
  // What was read before the lock may have changed meanwhile.
  unit_.forget(pico);
  instances_.forget(pico);
  locked_.emplace(pico, Lock());
  lock_order_.emplace_back(pico);
  return true;
}

bool Session::enter(std::string_view pico) {
  const bool is_at_once = lock(pico, LockMode::Try);
  if (!is_at_once) lock(pico, LockMode::Wait);
  require_pico(pico);
  const bool is_drained = locked_.find(pico)->second.is_drained;
  const bool has_missed = !is_drained && deliver_pending_of(pico, kPendingBeforeEvent) > 0;
  return is_at_once && !has_missed;
}

std::string Session::enter_by(std::string_view eci,
                              const std::function<void(const Channel&)>& check) {
  const ChannelPtr found = channel(eci);
  check(*found);
  if (!enter(found->pico)) check(*channel(eci));
  return found->pico;
}

Session::Former Session::let_go() {
  Former lasting = former_;
  lasting.shown = std::max(shown_, former_.shown);
  if (has_written_) {
    // Waiting messages were delivered for good: what they have sent must not go with the rest.
    lasting.delivered += delivered_;
    queue_.undo(written_queue_);
    for (const Message& message : queue_.undelivered()) {
      environment_.store().add_message(message);
      ++lasting.parked;
    }
  } else {
    for (const std::string& pico : lock_order_) environment_.store().unlock(pico);
    lock_order_.clear();
  }
  environment_.store().refresh();
  return lasting;
}

bool Session::is_running(std::string_view pico) const noexcept {
  return std::any_of(running_.begin(), running_.end(),
                     [&](const Transaction* transaction) { return transaction->pico() == pico; });
}

// Running ----------------------------------------------------------------------------------------

krl::Array Session::run_event(std::string_view pico, std::string_view eid, Event event,
                              std::string_view only_rid) {
  krl::check_stack();
  Transaction transaction(*this, std::string(pico), Transaction::Kind::Event, std::string(eid),
                          event.eci);
  return transaction.run(std::make_shared<const Event>(std::move(event)), only_rid);
}

Session::TriedEvent Session::try_event(std::string_view pico, std::string_view eid, Event event) {
  const std::string name = fmt::format("{}:{}", event.domain.view(), event.name.view());
  TriedEvent tried;
  tried.failure = run_undoable([&] { tried.directives = run_event(pico, eid, std::move(event)); });
  if (tried.failure) log_failure(pico, eid, name, *tried.failure);
  return tried;
}

krl::Value Session::run_query(std::string_view pico, std::string_view qid, const Query& query) {
  krl::check_stack();
  Transaction transaction(*this, std::string(pico), Transaction::Kind::Query, std::string(qid),
                          query.eci);
  return transaction.answer(query);
}

krl::Value Session::query(std::string_view sender, const Query& query) {
  const ChannelPtr found = channel(query.eci.view());
  const Channel& target = *found;
  check_query_policy(target, sender, query.rid.view(), query.name.view());
  drain(target.pico);
  return run_query(target.pico, {}, query);
}

std::string Session::enter_for(const Query& query, std::string_view sender, const Event& event) {
  if (event.eci != query.eci) {
    throw krl::Error(krl::ErrorClass::Error, "eventQuery must use the same channel",
                     krl::ErrorCode::InvalidArgument);
  }
  return enter_by(event.eci.view(), [&](const Channel& target) {
    check_event_policy(target, sender, event.domain.view(), event.name.view());
    check_query_policy(target, sender, query.rid.view(), query.name.view());
    if (is_running(target.pico)) {
      throw krl::Error(
          krl::ErrorClass::Error,
          fmt::format("ctx:eventQuery to the pico {}, which waits for this very call", target.pico),
          krl::ErrorCode::PicoBusy);
    }
  });
}

Session::Called Session::event_before(const Query& query, std::string_view sender, Event event) {
  std::string pico = enter_for(query, sender, event);
  drain(pico);
  const std::string eid = new_identifier(environment_);
  run_event(pico, eid, std::move(event));
  return {std::move(pico), eid + ".q"};
}

krl::Value Session::event_query(std::string_view sender, Event event, const Query& query) {
  const Called called = event_before(query, sender, std::move(event));
  return run_query(called.pico, called.qid, query);
}

}  // namespace pico::engine
