// SPDX-License-Identifier: MIT
//
// Randomness and logs of the process: see backend.hpp.
#include "krl/run/host.hpp"
#include "krl/value/json.hpp"

#include "postgres/backend.hpp"
#include "postgres/errors.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

void fill_with_random(std::span<std::byte> bytes) {
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

/// "pico P, ruleset R, transaction T", or "function F" for what runs in no pico.
std::string source_of(const engine::LogEntry& entry) {
  if (entry.pico.empty()) return server_text("function " + entry.rid);
  std::string source = "pico " + entry.pico;
  if (!entry.rid.empty()) source.append(", ruleset ").append(entry.rid);
  if (!entry.transaction.empty()) source.append(", transaction ").append(entry.transaction);
  return server_text(source);
}

}  // namespace

void show(const engine::LogEntry& entry) {
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

}  // namespace pico::postgres
