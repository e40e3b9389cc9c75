// SPDX-License-Identifier: MIT
//
// The module `event`: the current event, and sending others (spec modules.md 3). Modules and
// globals see no event.
#include "engine/module/modules.hpp"
#include "engine/module/send.hpp"
#include "engine/outbound/result_event.hpp"
#include "engine/run/session.hpp"
#include "engine/run/transaction.hpp"
#include "krl/library/parameters.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/path.hpp"

namespace pico::engine {

namespace {

using krl::Call;
using krl::MemberKind;
using krl::parameters;
using krl::Value;

const Event* event_of(const Call& call) { return transaction_of(call).event_of(call.caller()); }

Value eci(Call& call) {
  const Event* event = event_of(call);
  return event != nullptr ? Value(event->eci) : Value::null();
}

Value domain(Call& call) {
  const Event* event = event_of(call);
  return event != nullptr ? Value(event->domain) : Value::null();
}

Value name(Call& call) {
  const Event* event = event_of(call);
  return event != nullptr ? Value(event->name) : Value::null();
}

Value attrs(Call& call) {
  const Event* event = event_of(call);
  return event != nullptr ? Value(event->attributes) : Value::null();
}

Value attr(Call& call) {
  const Event* event = event_of(call);
  return event != nullptr ? krl::get_key(event->attributes, call[0]) : Value::null();
}

Value eid(Call& call) {
  return event_of(call) != nullptr ? Value(std::string_view(transaction_of(call).id()))
                                   : Value::null();
}

Value time(Call& call) {
  const Event* event = event_of(call);
  return event != nullptr ? Value(static_cast<double>(event->time)) : Value::null();
}

Value option(const Value& options, std::string_view key) {
  const Value* found = options.is_map() ? options.map().find(key) : nullptr;
  return found != nullptr ? *found : Value();
}

/// Where a message goes: an ECI, or what a subscription says.
struct Target {
  Value eci;
  Value host;
};

Target target_of(const Value& options, const Value& host) {
  Target target{option(options, "eci"), host};
  const Value subscription = option(options, "sub");
  if (!krl::is_true(target.eci) && krl::is_true(subscription)) {
    target = {option(subscription, "Tx"), option(subscription, "Tx_host")};
  } else if (!krl::is_true(target.eci) && krl::is_true(option(options, "did"))) {
    throw krl::Error(krl::ErrorClass::Error, "event:send to a did is not supported yet",
                     krl::ErrorCode::Unsupported);
  }
  return target;
}

/// Fire and forget: what is wrong with the event, or what the channel says against it, is logged;
/// who asked for a result event gets it.
Value send(Call& call) {
  const Value& options = call[0];
  const Target target = target_of(options, call[1]);
  if (!target.eci.is_string()) {
    throw krl::type_error("eci was " + std::string(krl::to_string(target.eci).view()) +
                          " instead of a string");
  }
  Transaction& transaction = transaction_of(call);
  const Value name = option(options, "name");
  const std::string_view rid = call.caller() != nullptr ? call.caller()->rid() : std::string_view();
  const Value result =
      clean_result_event(option(options, "result"), transaction.eci(), transaction.environment());
  try {
    return send_event(transaction, rid,
                      {.eci = target.eci,
                       .domain = option(options, "domain"),
                       .name = krl::is_true(name) ? name : option(options, "type"),
                       .attributes = option(options, "attrs"),
                       .host = target.host,
                       .result_event = result});
  } catch (const krl::Error& error) {
    if (error.code() == krl::ErrorCode::LimitExceeded) throw;
    transaction.log(krl::LogLevel::Error, std::string_view(error.text()), krl::Map(),
                    call.caller());
    if (!result.is_undefined()) {
      transaction.session().send(result_message(result, transaction.pico(), failed(error.text())));
    }
    return Value::null();
  }
}

constexpr krl::NativeMember kMembers[] = {
    {"eci", MemberKind::Property, {}, eci},
    {"domain", MemberKind::Property, {}, domain},
    {"name", MemberKind::Property, {}, name},
    {"type", MemberKind::Property, {}, name},
    {"attrs", MemberKind::Property, {}, attrs},
    {"eid", MemberKind::Property, {}, eid},
    {"time", MemberKind::Property, {}, time},
    {"attr", MemberKind::Function, parameters<"name">, attr},
    {"send", MemberKind::Action, parameters<"options", "host">, send},
};

constexpr krl::NativeModule kModule{"event", kMembers};

}  // namespace

const krl::NativeModule& event_module() { return kModule; }

}  // namespace pico::engine
