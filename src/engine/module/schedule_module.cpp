// SPDX-License-Identifier: MIT
//
// The module `schedule`: the timers of a ruleset, which the statement `schedule` makes, and the one
// that has fired (spec modules.md 6). In a module, functions see its own timers, and actions remove
// those of the ruleset whose rule runs (spec engine.md 6.4).
#include "engine/module/modules.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "engine/schedule/timer.hpp"
#include "krl/library/parameters.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::parameters;
using krl::Value;

std::string_view rid_of(const Call& call) {
  return call.caller() != nullptr ? call.caller()->rid() : std::string_view();
}

Value list(Call& call) {
  const Transaction& transaction = transaction_of(call);
  krl::Array jobs;
  for (const Timer& timer : transaction.session().unit().timers(transaction.pico(), rid_of(call)))
    jobs.edit().emplace_back(job_record(timer));
  return jobs;
}

Value get(Call& call) {
  if (!call[0].is_string()) return Value::null();
  const Transaction& transaction = transaction_of(call);
  const std::optional<Timer> timer =
      transaction.session().unit().timer(transaction.pico(), rid_of(call), call[0].string().view());
  return timer ? Value(job_record(*timer)) : Value::null();
}

Value remove(Call& call) {
  if (!call[0].is_string()) return Value::null();
  const Transaction& transaction = transaction_of(call);
  transaction.session().unit().delete_timer(transaction.pico(), transaction.rid(),
                                            call[0].string().view());
  return Value::null();
}

Value clear(Call& call) {
  const Transaction& transaction = transaction_of(call);
  transaction.session().unit().delete_timers(transaction.pico(), transaction.rid());
  return Value::null();
}

/// What has fired the event, or the one it was raised by: {"id", "due", "missed"}, or null.
Value fired(Call& call) {
  const Event* event = transaction_of(call).event_of(call.caller());
  return event != nullptr && event->timer.is_map() ? event->timer : Value::null();
}

constexpr krl::NativeMember kMembers[] = {
    {"fired", MemberKind::Property, {}, fired},
    {"list", MemberKind::Function, {}, list},
    {"get", MemberKind::Function, parameters<"id">, get},
    {"remove", MemberKind::Action, parameters<"id">, remove},
    {"clear", MemberKind::Action, {}, clear},
};

constexpr krl::NativeModule kModule{"schedule", kMembers};

}  // namespace

const krl::NativeModule& schedule_module() { return kModule; }

}  // namespace pico::engine
