// SPDX-License-Identifier: MIT
//
// What the engine needs from the process it lives in, besides the store: time, randomness, sources
// behind URLs, interrupts, a place for log lines, and bounds.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/model/rows.hpp"
#include "engine/store/store.hpp"
#include "krl/value/regexp.hpp"

namespace pico::engine {

/// Bounds on one outermost call; each has a GUC in the server.
struct Limits {
  size_t memory_bytes = size_t{256} << 20;
  size_t stack_bytes = size_t{1} << 20;
  /// Events of one transaction of a pico: the incoming one and all raised ones.
  size_t events = 10'000;
  /// Messages delivered inside the sending transaction; the others wait in the outbox.
  size_t inline_deliveries = 10'000;
  /// Picos locked by one call.
  size_t pico_locks = 1'000;
  size_t attribute_bytes = size_t{16} << 20;
  size_t result_bytes = size_t{64} << 20;
  /// The source of a ruleset that is registered.
  size_t ruleset_bytes = size_t{1} << 20;
  /// Sources that are fetched.
  size_t fetches = 100;
  /// How long a request that fails is tried again, from its sending on.
  Time message_ttl = Time{24} * 60 * 60 * 1000;
  /// Work of one search by a regular expression.
  uint32_t search_steps = krl::kMaxSearchSteps;
};

/// Is told how each rule went.
class RuleObserver {
 public:
  virtual ~RuleObserver() = default;
  /// A rule that was selected has run, with all it called; `has_failed` when an error ended it.
  virtual void rule_ran(std::string_view rid, std::string_view rule, std::chrono::nanoseconds time,
                        bool has_failed) noexcept = 0;
};

class EventObserver;
class ProgramSql;

class Environment {
 public:
  virtual ~Environment() = default;

  virtual Store& store() = 0;
  [[nodiscard]] virtual const Limits& limits() const = 0;
  virtual Time now() = 0;
  /// Fills with bytes of a cryptographic random source.
  virtual void random_bytes(std::span<std::byte> bytes) = 0;
  /// The source behind a URL, of at most Limits::ruleset_bytes. `reader`, a name as caller() gives
  /// it, is whose rights decide on files. May wait for a host; no pico is locked by the call then.
  /// Throws Error with what went wrong.
  virtual std::string fetch(std::string_view url, std::string_view reader) = 0;
  /// Sends an HTTP request and waits for the response, whatever its status. Throws Error with what
  /// went wrong instead: refused host, time-out, no connection, a response that is too large.
  virtual HttpResponse send(const HttpRequest& request) = 0;
  /// Throws to stop the running call.
  virtual void poll() = 0;
  /// Levels above this one are not recorded.
  [[nodiscard]] virtual uint8_t log_level() const = 0;
  /// Shows an entry at once (NOTICE, standard error), whether or not it is stored later.
  virtual void show_log(const LogEntry& entry) = 0;
  /// Null where nobody wants to know.
  virtual RuleObserver* rule_observer() { return nullptr; }
  /// Null where nobody wants to know.
  virtual EventObserver* event_observer() { return nullptr; }
  /// The application's tables, for the module `sql`; null where there is no database.
  virtual ProgramSql* program_sql() { return nullptr; }
  /// `meta:host`.
  virtual std::string base_url() = 0;
  /// Zone of `time:strftime`, an IANA name.
  virtual std::string time_zone() = 0;
  /// The owner of the picos and rulesets that the caller makes: a name that only the process
  /// understands.
  virtual std::string caller() = 0;
  /// The owner of what the engine itself brings along: the built-in rulesets.
  virtual std::string system_owner() = 0;
  /// Whether the caller may manage what belongs to `owner`.
  virtual bool may_manage(std::string_view owner) = 0;
};

}  // namespace pico::engine
