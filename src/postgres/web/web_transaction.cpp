// SPDX-License-Identifier: MIT
//
// Calls over HTTP in transactions: see web_transaction.hpp.
#include "postgres/web/web_transaction.hpp"
#include "engine/web/web_answer.hpp"
#include "engine/web/web_error.hpp"

#include "postgres/call.hpp"
#include "postgres/web/administration.hpp"
#include "postgres/web/metrics_page.hpp"
#include "postgres/web/web_role.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using engine::WebAnswer;
using Access = ServerCall::Access;

// Who may do it, by the SQL function that does the same -------------------------------------------

const char* function_of(const engine::WebEvent& event) {
  return event.idempotency_key.empty() ? "raise_event" : "receive_event";
}

const char* function_for(const engine::SendEvent& call) { return function_of(call.event); }
const char* function_for(const engine::RaiseEvent& call) { return function_of(call.event); }
const char* function_for(const engine::EventThenQuery&) { return "event_query"; }
const char* function_for(const engine::RaiseEvents&) { return "raise_events"; }
const char* function_for(const engine::WebQuery&) { return "query"; }
const char* function_for(const engine::DescribeRoutes&) { return "query"; }

// One call ----------------------------------------------------------------------------------------

/// Does `work` with a call of the server, which is closed where the transaction can go on.
template <class Work>
WebResult in_call(Access access, const WebWork& web, Work work) {
  ServerCall call(access);
  WebResult result;
  try {
    result.answer = work(call);
  } catch (const krl::Error& error) {
    result.answer = engine::error_answer(error, web.call, web.rules);
    result.must_roll_back = call.sql().has_written();
  } catch (const MustNotBlock& refusal) {
    result.blocked_by = refusal.what_for();
    result.must_roll_back = call.sql().has_written();
  }
  if (result.must_roll_back) return result;
  if (call.sql().has_written()) fire_deferred_triggers();
  call.close();
  return result;
}

template <class Call>
WebResult run(const Call& call, const WebWork& web) {
  constexpr bool only_reads =
      std::is_same_v<Call, engine::WebQuery> || std::is_same_v<Call, engine::DescribeRoutes>;
  return in_call(only_reads ? Access::Read : Access::Write, web, [&](ServerCall& server) {
    require_execute(server.caller(), function_for(call));
    return engine::answer(server.engine(), call, web.rules);
  });
}

WebResult run(const engine::ShowMetrics&, const WebWork& web) {
  return in_call(Access::Read, web, [](ServerCall& server) { return show_metrics(server); });
}

/// Of what makes calls of its own, in other roles: what it throws has left them open.
template <class Work>
WebResult without_call(const WebWork& web, Work work) {
  try {
    return {.answer = work()};
  } catch (const krl::Error& error) {
    return {.answer = engine::error_answer(error, web.call, web.rules), .must_roll_back = true};
  } catch (const MustNotBlock& refusal) {
    return {.blocked_by = refusal.what_for(), .must_roll_back = true};
  }
}

WebResult run(const engine::ShowUiContext& call, const WebWork& web) {
  return without_call(web, [&] { return show_ui_context(call, web.client, web.rules); });
}

WebResult run(const engine::FlushRuleset& call, const WebWork& web) {
  return without_call(web, [&] { return flush_ruleset(call, web.client, web.rules); });
}

template <class Call>
concept NeedsNoTransaction =
    std::is_same_v<Call, engine::Watch> || std::is_same_v<Call, engine::ShowHealth> ||
    std::is_same_v<Call, engine::ShowVersion> || std::is_same_v<Call, engine::Preflight>;

template <NeedsNoTransaction Call>
WebResult run(const Call&, const WebWork&) {
  throw std::logic_error("a call that needs no transaction");
}

/// What may end well when it is tried again.
bool is_temporary(const WorkFailure& failure) {
  return is_hindrance(failure) || ERRCODE_TO_CATEGORY(failure.sqlstate) ==
                                      ERRCODE_TO_CATEGORY(ERRCODE_INSUFFICIENT_RESOURCES);
}

}  // namespace

WebResult serve(const WebWork& work) {
  return std::visit([&](const auto& call) { return run(call, work); }, work.call);
}

WebResult post(const engine::SendEvent& call, const WebWork& work) {
  return in_call(Access::Write, work, [&](ServerCall& server) {
    require_execute(server.caller(), function_for(call));
    const engine::WebEvent& event = call.event;
    const std::string eid = server.engine().send_event(
        event.idempotency_key, event.eci, event.domain, event.name, krl::Value(event.attributes));
    return engine::json_answer(krl::Value(std::string_view(eid)));
  });
}

WebAttempt attempt(const std::function<WebResult()>& work) {
  WebAttempt made;
  made.failure = run_calls_in_transaction("answering a request", [&] {
    made.result = work();
    if (made.result.must_roll_back) throw RollBack();
  });
  return made;
}

WebAnswer failure_answer(const WorkFailure& failure, const WebWork& work) {
  if (is_temporary(failure)) return unavailable_answer(failure.message, work);
  const engine::WebError error(500, "Error: " + failure.message);
  return engine::error_answer(error, work.request, work.rules);
}

WebAnswer unavailable_answer(std::string_view why, const WebWork& work) {
  const engine::WebError error(503, "Error: " + std::string(why), {{"Retry-After", "1"}});
  return engine::error_answer(error, work.request, work.rules);
}

}  // namespace pico::postgres
