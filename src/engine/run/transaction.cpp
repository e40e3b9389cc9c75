// SPDX-License-Identifier: MIT
//
// A transaction's surroundings, queries, effects of rules and logs: see transaction.hpp. Events are
// in rule_cycle.cpp, entity variables in entity_variables.cpp.
#include "engine/run/transaction.hpp"

#include <fmt/format.h>

#include "engine/model/identifier.hpp"
#include "engine/model/json_bound.hpp"
#include "engine/model/random_number.hpp"
#include "engine/run/log_copy.hpp"
#include "engine/run/session.hpp"
#include "engine/schedule/timer.hpp"
#include "engine/test/event_observer.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"

namespace pico::engine {

Transaction::Transaction(Session& session, std::string pico, Kind kind, std::string id,
                         krl::String eci)
    : session_(session),
      pico_(std::move(pico)),
      kind_(kind),
      id_(std::move(id)),
      eci_(std::move(eci)),
      evaluation_(*this) {
  session_.push(*this);
}

Transaction::~Transaction() { session_.pop(); }

Environment& Transaction::environment() const noexcept { return session_.environment(); }

const std::string& Transaction::id() {
  if (id_.empty() && kind_ == Kind::Query) id_ = new_identifier(environment());
  return id_;
}

bool Transaction::is_own_code(const krl::Instance* caller) const noexcept {
  return !is_initialising_ && (caller == nullptr || !caller->is_module());
}

const Event* Transaction::event_of(const krl::Instance* caller) const noexcept {
  return is_own_code(caller) ? event_.get() : nullptr;
}

bool Transaction::exchange_initialising(bool value) noexcept {
  return std::exchange(is_initialising_, value);
}

bool Transaction::is_installed(std::string_view rid) {
  return session_.unit().rulesets(pico_)->find(rid) != nullptr;
}

// Queries ----------------------------------------------------------------------------------------

krl::Value Transaction::answer(const Query& query) {
  const std::string_view rid = query.rid.view();
  if (!is_installed(rid)) {
    throw krl::Error(krl::ErrorClass::Error, fmt::format("Pico doesn't have {} installed.", rid),
                     krl::ErrorCode::UnknownRuleset);
  }
  Instances& instances = session_.instances();
  if (instances.is_behind(*this)) instances.bring_up_to_date(*this);
  const std::shared_ptr<const LoadedInstance> loaded = instances.load(*this, rid);
  const krl::Export* shared =
      loaded ? loaded->code->program->find_shared(query.name.view()) : nullptr;
  if (shared == nullptr) {
    throw krl::Error(
        krl::ErrorClass::Error,
        fmt::format("Ruleset {} does not have query function \"{}\"", rid, query.name.view()),
        krl::ErrorCode::UnknownRuleset);
  }
  used_.push_back(loaded);
  rid_ = rid;
  const krl::Value result = loaded->instance->answer(evaluation_, *shared, query.arguments);
  if (result.is_undefined() || result.is_callable()) return {};
  return bounded_json_copy(result, environment().limits().result_bytes, "query results");
}

// Effects of rules -------------------------------------------------------------------------------

krl::Value Transaction::send_directive(krl::Value name, krl::Value options) {
  const size_t limit = environment().limits().result_bytes;
  krl::Map directive{{"type", "directive"}};
  if (!name.is_undefined())
    directive.set("name", bounded_json_copy(name, limit, "directive names"));
  directive.set("options", krl::is_true(options)
                               ? bounded_json_copy(options, limit, "directive options")
                               : krl::Value(krl::Map()));
  directive.set("meta", krl::Map{{"rid", std::string_view(rid_)},
                                 {"rule_name", rule_name_ != nullptr ? krl::Value(*rule_name_)
                                                                     : krl::Value::null()},
                                 {"txnId", std::string_view(id_)}});
  directives_.edit().emplace_back(directive);
  return directive;
}

/// A ruleset that has uninstalled itself leaves no timers.
krl::Value Transaction::schedule(krl::ScheduledEvent scheduled) {
  Event event =
      clean_event(eci_, scheduled.domain, scheduled.name, scheduled.attributes, environment());
  Timer timer = new_timer(scheduled, std::move(event), environment());
  timer.pico = pico_;
  timer.rid = rid_;
  const krl::Map job = job_record(timer);
  if (EventObserver* observer = environment().event_observer())
    observer->scheduled(pico_, rid_, job);
  if (is_installed(rid_)) session_.unit().add_timer(std::move(timer));
  return job;
}

double Transaction::random() { return random_fraction(environment()); }

void Transaction::poll() { environment().poll(); }

// Logs -------------------------------------------------------------------------------------------

bool Transaction::logs(krl::LogLevel level) const {
  return static_cast<uint8_t>(level) <= environment().log_level();
}

void Transaction::log(krl::LogLevel level, const krl::Value& message, const krl::Map& data,
                      const krl::Instance* instance) {
  if (!logs(level)) return;
  LogEntry entry{.pico = pico_,
                 .rid = instance != nullptr ? std::string(instance->rid()) : rid_,
                 .transaction = id(),
                 .time = environment().now(),
                 .level = static_cast<uint8_t>(level),
                 .message = log_copy(message),
                 .data = log_copy(data).map()};
  session_.show_log(entry);
  if (kind_ != Kind::Query) session_.unit().add_log(std::move(entry));
}

void Transaction::trace(std::string_view message, const krl::Map& data) {
  log(krl::LogLevel::Debug, message, data, nullptr);
}

void Transaction::log_error(std::string_view rid, std::string_view text) {
  const std::string former = std::exchange(rid_, std::string(rid));
  log(krl::LogLevel::Error, text, krl::Map(), nullptr);
  rid_ = former;
}

}  // namespace pico::engine
