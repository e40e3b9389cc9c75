// SPDX-License-Identifier: MIT
//
// Events, queries, timers and requests: see engine.hpp. Each call runs in a session of its own,
// which writes when the call ends well. Management is in engine_management.cpp.
#include <fmt/format.h>

#include <algorithm>

#include "engine/channel/channel_record.hpp"
#include "engine/engine_run.hpp"
#include "engine/model/identifier.hpp"
#include "engine/outbound/results.hpp"
#include "engine/run/event_batch.hpp"
#include "engine/schedule/fire_timers.hpp"
#include "krl/text/error.hpp"

namespace pico::engine {

namespace {

constexpr std::string_view kNobody;  // the sender of what comes from outside

/// Runs an event of a pico that was entered, then what belongs behind one that ends well, and ends
/// the session.
template <class Then>
TakenEvent take_on(Session& session, const std::string& pico, Event event, Then then) {
  TakenEvent taken;
  taken.result.eid = new_identifier(session.environment());
  Session::TriedEvent tried = session.try_event(pico, taken.result.eid, std::move(event));
  taken.failure = std::move(tried.failure);
  taken.result.directives = std::move(tried.directives);
  if (!taken.failure) then(taken.result.eid);
  taken.result.deferred = session.finish();
  return taken;
}

}  // namespace

Engine::Engine(Session& running, ProgramCache& programs)
    : environment_(running.environment()), programs_(programs), session_(&running) {}

// Events and queries -----------------------------------------------------------------------------

EventResult Engine::raise_event(std::string_view eci, std::string_view domain,
                                std::string_view name, const krl::Value& attributes) {
  if (session_ != nullptr) {
    EventResult result{.eid = new_identifier(environment_), .directives = {}};
    result.directives = session_->raise_within(
        result.eid, outside_event(eci, domain, name, attributes, environment_));
    return result;
  }
  return run([&](Session& session) {
    Event event = outside_event(eci, domain, name, attributes, environment_);
    const std::string pico = session.enter_by(event.eci.view(), [&](const Channel& channel) {
      check_event_policy(channel, kNobody, event.domain.view(), event.name.view());
    });
    EventResult result;
    result.eid = new_identifier(environment_);
    result.directives = session.run_event(pico, result.eid, std::move(event));
    result.deferred = session.finish();
    return result;
  });
}

krl::Map answer_of(const EventResult& result) {
  return {{"eid", std::string_view(result.eid)},
          {"directives", result.directives},
          {"deferred", static_cast<double>(result.deferred)}};
}

bool are_directives(const krl::Value* value) {
  return value != nullptr && value->is_array() &&
         std::all_of(value->array().begin(), value->array().end(),
                     [](const krl::Value& each) { return each.is_map(); });
}

/// What answer_of() has made. Throws Error where the row was changed by hand.
EventResult result_of(const krl::Value& answer) {
  const krl::Map members = answer.is_map() ? answer.map() : krl::Map();
  const krl::Value* const eid = members.find("eid");
  const krl::Value* const directives = members.find("directives");
  const krl::Value* const deferred = members.find("deferred");
  const double count = deferred != nullptr && deferred->is_number() ? deferred->number() : 0;
  if (eid == nullptr || !eid->is_string() || !are_directives(directives))
    throw krl::Error(krl::ErrorClass::Error,
                     "what is kept for this idempotency key in pico.received is no answer");
  return {.eid = std::string(eid->string().view()),
          .directives = directives->array(),
          .deferred = static_cast<size_t>(std::clamp(count, 0.0, 1e9))};
}

void Engine::require_accepted(const EventName& event) {
  run([&](Session& session) {
    const Event checked = clean_event(outside_text(event.eci), outside_text(event.domain),
                                      outside_text(event.name), krl::Value(), environment_);
    check_event_policy(*session.channel(checked.eci.view()), kNobody, checked.domain.view(),
                       checked.name.view());
  });
}

template <class Work>
TakenEvent Engine::once(std::string_view key, const EventName& event, Work work) {
  if (key.empty()) return work();
  // Keys are the senders' choice: those of one must not meet those of another.
  const std::string own_key = fmt::format("{} {}", event.eci, key);
  Store& store = environment_.store();
  try {
    require_accepted(event);  // so that nothing is written for who is not
  } catch (const krl::Error&) {
    // The channel may have gone with the event itself.
    if (const std::optional<krl::Value> answer = store.kept_answer(own_key))
      return {result_of(*answer), {}};
    throw;
  }
  if (const std::optional<krl::Value> answer = store.take_key(own_key))
    return {result_of(*answer), {}};
  TakenEvent taken = work();
  if (taken.failure) {
    store.forget_key(own_key);
  } else {
    store.put_answer(own_key, answer_of(taken.result));
  }
  return taken;
}

krl::Value Engine::receive_event(std::string_view key, std::string_view eci,
                                 std::string_view domain, std::string_view name,
                                 const krl::Value& attributes) {
  if (key.empty()) {
    throw krl::Error(krl::ErrorClass::Error, "the idempotency key must not be empty",
                     krl::ErrorCode::InvalidArgument);
  }
  return answer_of(once(key, {eci, domain, name}, [&] {
                     return TakenEvent{raise_event(eci, domain, name, attributes), {}};
                   }).result);
}

TakenEvent Engine::take_event(std::string_view key, std::string_view eci, std::string_view domain,
                              std::string_view name, const krl::Value& attributes) {
  return once(key, {eci, domain, name}, [&] {
    return run([&](Session& session) {
      Event event = outside_event(eci, domain, name, attributes, environment_);
      const std::string pico = session.enter_by(event.eci.view(), [&](const Channel& channel) {
        check_event_policy(channel, kNobody, event.domain.view(), event.name.view());
      });
      return take_on(session, pico, std::move(event), [](const std::string&) {});
    });
  });
}

krl::Array Engine::raise_events(std::string_view eci, const krl::Value& events) {
  if (session_ != nullptr) return run_batch(*session_, outside_text(eci), events);
  return run([&](Session& session) {
    krl::Array answers = run_batch(session, outside_text(eci), events);
    session.finish();
    return answers;
  });
}

std::string Engine::send_event(std::string_view key, std::string_view eci, std::string_view domain,
                               std::string_view name, const krl::Value& attributes) {
  const auto post = [&](Session& session) {
    std::string eid =
        session.post(kNobody, outside_event(eci, domain, name, attributes, environment_));
    session.finish();
    return eid;
  };
  return once(key, {eci, domain, name},
              [&] {
                return TakenEvent{{.eid = run(post), .directives = {}, .deferred = 1}, {}};
              })
      .result.eid;
}

krl::Value Engine::query(std::string_view eci, std::string_view rid, std::string_view name,
                         const krl::Value& arguments) {
  const Query query = clean_query(outside_text(eci), outside_text(rid), outside_text(name),
                                  arguments, environment_);
  if (session_ != nullptr) return session_->query_within(query);
  return run([&](Session& session) { return session.query(kNobody, query); });
}

krl::Value Engine::event_query(std::string_view eci, std::string_view domain,
                               std::string_view event_name, const krl::Value& attributes,
                               std::string_view rid, std::string_view query_name,
                               const krl::Value& arguments) {
  return run([&](Session& session) {
    Event event = outside_event(eci, domain, event_name, attributes, environment_);
    const Query query = clean_query(outside_text(eci), outside_text(rid), outside_text(query_name),
                                    arguments, environment_);
    const Session::Called called = session.event_before(query, kNobody, std::move(event));
    krl::Value result;
    std::optional<krl::Error> failure;
    try {
      result = session.run_query(called.pico, called.qid, query);
    } catch (const krl::Error& error) {
      failure = error;  // of the query alone: the event has ended well
    }
    session.finish();
    if (failure) throw *std::move(failure);
    return result;
  });
}

QueriedEvent Engine::take_event_query(std::string_view key, std::string_view eci,
                                      std::string_view domain, std::string_view event_name,
                                      const krl::Value& attributes, std::string_view rid,
                                      std::string_view query_name, const krl::Value& arguments) {
  std::optional<QueriedEvent> queried;
  const TakenEvent taken = once(key, {eci, domain, event_name}, [&] {
    return run([&](Session& session) {
      Event event = outside_event(eci, domain, event_name, attributes, environment_);
      const Query query = clean_query(outside_text(eci), outside_text(rid),
                                      outside_text(query_name), arguments, environment_);
      const std::string pico = session.enter_for(query, kNobody, event);
      return take_on(session, pico, std::move(event), [&](const std::string& eid) {
        queried.emplace();
        try {
          queried->result = session.run_query(pico, eid + ".q", query);
        } catch (const krl::Error& error) {
          queried->failure = error;
        }
      });
    });
  });
  if (taken.failure) return {taken.failure, {}};
  if (queried) return *std::move(queried);
  return {{}, query(eci, rid, query_name, arguments)};  // the event was taken before
}

void Engine::table_event(const TableChange& change, std::string_view eci, std::string_view domain,
                         std::string_view name, const krl::Value& attributes) {
  if (session_ == nullptr) {
    raise_event(eci, domain, name, attributes);
  } else {
    session_->add_table_event(change.table, change.part,
                              outside_event(eci, domain, name, attributes, environment_));
  }
}

ChannelRoutes Engine::channel_routes(std::string_view eci) {
  return run([&](Session& session) { return engine::channel_routes(session, outside_text(eci)); });
}

size_t Engine::deliver_pending(size_t limit) {
  return run([&](Session& session) {
    const size_t delivered = session.deliver_pending(limit);
    session.finish();
    return delivered;
  });
}

Delivered Engine::deliver_to(std::string_view pico, const Delivery& delivery) {
  return run([&](Session& session) {
    const Delivered delivered = session.deliver_to(pico, delivery);
    session.finish();
    return delivered;
  });
}

bool Engine::count_attempt(std::string_view pico) {
  return run([&](Session& session) {
    const bool is_there = session.count_attempt(pico);
    session.finish();
    return is_there;
  });
}

bool Engine::count_first_attempts(std::string_view pico, size_t limit) {
  return run([&](Session& session) {
    const bool is_counted = session.count_first_attempts(pico, limit);
    session.finish();
    return is_counted;
  });
}

bool Engine::end_attempt(std::string_view pico, std::string_view error) {
  return run([&](Session& session) {
    const bool is_buried = session.end_attempt(pico, error);
    session.finish();
    return is_buried;
  });
}

void Engine::take_back_attempt(std::string_view pico) {
  run([&](Session& session) {
    session.take_back_attempt(pico);
    session.finish();
  });
}

std::optional<Watching> Engine::watch(std::string_view eci) {
  return run([&](Session& session) -> std::optional<Watching> {
    const std::string pico = watched_by(session, eci);
    if (!renew_watch(session, pico)) return std::nullopt;
    session.finish();
    return Watching{pico, environment_.store().last_change(pico)};
  });
}

void Engine::check_watch(std::string_view eci) {
  run([&](Session& session) { watched_by(session, eci); });
}

size_t Engine::fire_timers(size_t limit) {
  return run([&](Session& session) {
    const size_t fired = engine::fire_timers(session, limit);
    session.finish();
    return fired;
  });
}

// Requests on their way ---------------------------------------------------------------------------

std::vector<Request> Engine::claim_requests(const ClaimLimits& limits) {
  const Time now = environment_.now();
  std::vector<Request> claimed = environment_.store().due_requests(now, limits);
  for (Request& request : claimed) {
    ++request.attempts;
    request.claimed = now;
  }
  environment_.store().update_requests(claimed);
  return claimed;
}

void Engine::finish_requests(const std::vector<RequestResult>& results,
                             std::vector<Request> released) {
  run([&](Session& session) {
    for (const RequestResult& result : results) record_result(session, result);
    for (Request& request : released) {
      --request.attempts;
      request.claimed.reset();
    }
    environment_.store().update_requests(released);
    session.finish();
  });
}

void Engine::recover_requests() {
  std::vector<RequestResult> results;
  for (Request& request : environment_.store().claimed_requests()) {
    results.push_back({.request = std::move(request),
                       .response = {},
                       .error = "the server ended before there was a response"});
  }
  finish_requests(results, {});
}

std::optional<Time> Engine::next_request_due(const std::vector<std::string>& busy) {
  return environment_.store().next_request_due(busy);
}

}  // namespace pico::engine
