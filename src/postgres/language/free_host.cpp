// SPDX-License-Identifier: MIT
//
// The surroundings of functions: see free_host.hpp.
#include "engine/model/random_number.hpp"
#include "engine/run/log_copy.hpp"
#include "krl/run/instance.hpp"
#include "krl/text/error.hpp"

#include "postgres/backend.hpp"
#include "postgres/guard.hpp"
#include "postgres/language/free_host.hpp"
#include "postgres/time.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

[[noreturn]] void out_of_reach() {
  throw krl::Error(krl::ErrorClass::Error, "this needs a pico, and a function of SQL runs in none",
                   krl::ErrorCode::Unsupported);
}

}  // namespace

// The process -------------------------------------------------------------------------------------

engine::Time FreeEnvironment::now() { return to_time(GetCurrentTimestamp()); }

void FreeEnvironment::random_bytes(std::span<std::byte> bytes) { fill_with_random(bytes); }

void FreeEnvironment::poll() { check_for_interrupts(); }

uint8_t FreeEnvironment::log_level() const { return static_cast<uint8_t>(settings().log_level); }

void FreeEnvironment::show_log(const engine::LogEntry& entry) { show(entry); }

std::string FreeEnvironment::time_zone() { return settings().time_zone; }

engine::Store& FreeEnvironment::store() { out_of_reach(); }

std::string FreeEnvironment::fetch(std::string_view /*url*/, std::string_view /*reader*/) {
  out_of_reach();
}

engine::HttpResponse FreeEnvironment::send(const engine::HttpRequest& /*request*/) {
  out_of_reach();
}

std::string FreeEnvironment::base_url() { out_of_reach(); }

std::string FreeEnvironment::caller() { out_of_reach(); }

std::string FreeEnvironment::system_owner() { out_of_reach(); }

bool FreeEnvironment::may_manage(std::string_view /*owner*/) { out_of_reach(); }

// The evaluation ----------------------------------------------------------------------------------

bool FreeHost::logs(krl::LogLevel level) const {
  return static_cast<uint8_t>(level) <= environment_.log_level();
}

void FreeHost::log(krl::LogLevel level, const krl::Value& message, const krl::Map& data,
                   const krl::Instance* instance) {
  if (!logs(level)) return;
  environment_.show_log({.pico = {},
                         .rid = instance != nullptr ? std::string(instance->rid()) : "",
                         .transaction = {},
                         .time = environment_.now(),
                         .level = static_cast<uint8_t>(level),
                         .message = engine::log_copy(message),
                         .data = engine::log_copy(data).map()});
}

double FreeHost::random() { return engine::random_fraction(environment_); }

void FreeHost::poll() { environment_.poll(); }

krl::Value FreeHost::entity(const krl::Instance& /*instance*/, const krl::String& /*name*/) {
  out_of_reach();
}

krl::Value FreeHost::entity_at(const krl::Instance& /*instance*/, const krl::String& /*name*/,
                               const krl::Value& /*path*/) {
  out_of_reach();
}

void FreeHost::set_entity(const krl::Instance& /*instance*/, const krl::String& /*name*/,
                          krl::Value /*value*/) {
  out_of_reach();
}

void FreeHost::set_entity_at(const krl::Instance& /*instance*/, const krl::String& /*name*/,
                             const krl::Value& /*path*/, krl::Value /*value*/) {
  out_of_reach();
}

void FreeHost::clear_entity(const krl::Instance& /*instance*/, const krl::String& /*name*/) {
  out_of_reach();
}

void FreeHost::clear_entity_at(const krl::Instance& /*instance*/, const krl::String& /*name*/,
                               const krl::Value& /*path*/) {
  out_of_reach();
}

void FreeHost::rule_body(const krl::String* /*name*/) { out_of_reach(); }

void FreeHost::raise(krl::RaisedEvent /*event*/) { out_of_reach(); }

krl::Value FreeHost::schedule(krl::ScheduledEvent /*event*/) { out_of_reach(); }

void FreeHost::raise_error(krl::LogLevel /*level*/, krl::Value /*data*/) { out_of_reach(); }

krl::Value FreeHost::send_directive(krl::Value /*name*/, krl::Value /*options*/) { out_of_reach(); }

}  // namespace pico::postgres
