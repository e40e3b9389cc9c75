// SPDX-License-Identifier: MIT
//
// The environment over the backend: see environment.hpp.
#include "krl/run/host.hpp"
#include "krl/value/json.hpp"

#include "postgres/environment.hpp"
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
namespace {

/// `klog: MESSAGE {"further":"members"}`.
std::string line_of(const engine::LogEntry& entry) {
  std::string line(krl::name_of(static_cast<krl::LogLevel>(entry.level)));
  line.append(": ");
  if (entry.message.is_string()) {
    line.append(entry.message.string().view());
  } else {
    line.append(krl::to_json_or_null(entry.message));
  }
  if (!entry.data.empty()) line.append(" ").append(krl::to_json_or_null(entry.data));
  return server_text(line);
}

std::string source_of(const engine::LogEntry& entry) {
  std::string source = "pico " + entry.pico;
  if (!entry.rid.empty()) source.append(", ruleset ").append(entry.rid);
  if (!entry.transaction.empty()) source.append(", transaction ").append(entry.transaction);
  return server_text(source);
}

}  // namespace

ServerEnvironment::ServerEnvironment(Sql& sql, Oid caller)

    : sql_(sql), store_(sql), limits_(limits_in_force()), caller_(caller) {}

// The wall clock, not the start of the transaction: a program may measure what it does.
engine::Time ServerEnvironment::now() { return to_time(GetCurrentTimestamp()); }

void ServerEnvironment::random_bytes(std::span<std::byte> bytes) {
  // Taken from a stock, since asking for it costs more than identifiers of a few bytes should.
  static std::array<std::byte, 1024> stock;
  static size_t left = 0;
  while (!bytes.empty()) {
    if (left == 0) {
      if (!pg_strong_random(stock.data(), stock.size()))
        throw std::runtime_error("could not generate random values");
      left = stock.size();
    }
    const size_t count = std::min(left, bytes.size());
    const auto taken = stock.begin() + static_cast<ptrdiff_t>(stock.size() - left);
    std::copy_n(taken, count, bytes.begin());
    std::fill_n(taken, count, std::byte{0});  // what was given away is a secret
    bytes = bytes.subspan(count);
    left -= count;
  }
}

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

void ServerEnvironment::show_log(const engine::LogEntry& entry) {
  const bool to_client = entry.level <= settings().client_log;
  const bool to_server = entry.level <= settings().server_log;
  if (!to_client && !to_server) return;
  const std::string line = line_of(entry);
  const char* const message = line.c_str();
  if (to_client) pg_call([&] { ereport(NOTICE, (errmsg_internal("%s", message))); });
  if (!to_server) return;
  const std::string source = source_of(entry);
  const char* const detail = source.c_str();
  pg_call([&] {
    ereport(LOG_SERVER_ONLY,
            (errmsg_internal("%s", message), errdetail_internal("%s", detail), errhidestmt(true)));
  });
}

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
