// SPDX-License-Identifier: MIT
//
// The environment over the backend: see environment.hpp.
#include "postgres/environment.hpp"
#include "postgres/backend.hpp"
#include "postgres/file_source.hpp"
#include "postgres/guard.hpp"
#include "postgres/http/http_client.hpp"
#include "postgres/http/http_source.hpp"
#include "postgres/image.hpp"
#include "postgres/owners.hpp"
#include "postgres/rule_statistics.hpp"
#include "postgres/settings.hpp"
#include "postgres/time.hpp"
#include "postgres/web/listen_address.hpp"
#include "postgres/workers/blocking.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
ServerEnvironment::ServerEnvironment(Sql& sql, Oid caller)
    : sql_(sql), store_(sql), program_sql_(sql), limits_(limits_in_force()), caller_(caller) {}

// The wall clock, not the start of the transaction: a program may measure what it does.
engine::Time ServerEnvironment::now() { return to_time(GetCurrentTimestamp()); }

void ServerEnvironment::random_bytes(std::span<std::byte> bytes) { fill_with_random(bytes); }

std::string ServerEnvironment::fetch(std::string_view url, std::string_view reader) {
  refuse_to_block();
  if (url.starts_with("file:"))
    return file_source(url, role_of_name(reader), limits_.ruleset_bytes);
  return http_source(url, limits_.ruleset_bytes);
}

engine::HttpResponse ServerEnvironment::send(const engine::HttpRequest& request) {
  refuse_to_block();
  if (is_held(sql_))
    throw krl::Error(krl::ErrorClass::Error, "the image is held: no request leaves it",
                     krl::ErrorCode::ImageHeld);
  Transfer transfer(request, http_rules());
  return await_response(transfer);
}

void ServerEnvironment::poll() { check_for_interrupts(); }

uint8_t ServerEnvironment::log_level() const { return static_cast<uint8_t>(settings().log_level); }

void ServerEnvironment::show_log(const engine::LogEntry& entry) { show(entry); }

engine::RuleObserver* ServerEnvironment::rule_observer() {
  return settings().track_rules ? &rule_statistics() : nullptr;
}

std::string ServerEnvironment::base_url() {
  if (*settings().base_url != '\0') return settings().base_url;
  const std::optional<ListenAddress> address = listen_address(settings().http_listen);
  return address ? base_url_of(*address) : "http://localhost:3000";
}

std::string ServerEnvironment::time_zone() { return settings().time_zone; }

std::string ServerEnvironment::caller() { return name_of_role(caller_); }

// Calls run as the extension's owner (call.hpp).
std::string ServerEnvironment::system_owner() {
  return name_of_role(pg_call([] { return GetUserId(); }));
}

bool ServerEnvironment::may_manage(std::string_view owner) {
  return is_administrator(caller_) || acts_for(caller_, owner);
}

}  // namespace pico::postgres
