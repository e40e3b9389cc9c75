// SPDX-License-Identifier: MIT
//
// Definitions of the settings: see settings.hpp.
#include "krl/run/host.hpp"

#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/web/listen_address.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

Settings current;

constexpr int level(krl::LogLevel value) { return static_cast<int>(value); }

const config_enum_entry kLevels[] = {{"none", 0, false},
                                     {"error", level(krl::LogLevel::Error), false},
                                     {"warn", level(krl::LogLevel::Warn), false},
                                     {"info", level(krl::LogLevel::Info), false},
                                     {"klog", level(krl::LogLevel::Klog), false},
                                     {"debug", level(krl::LogLevel::Debug), false},
                                     {nullptr, 0, false}};

/// What must be left of the stack for the server's own code when KRL is at its deepest.
constexpr size_t kServerStackBytes = size_t{256} << 10;
constexpr size_t kLeastStackBytes = size_t{64} << 10;

constexpr const char* kHostsHelp =
    "\"*.example.org\" stands for all below it, \"*\" for all; \"!\" before one forbids it. "
    "Link-local addresses and those of clouds' metadata must be listed themselves.";
constexpr const char* kProxyHelp =
    "Empty, the server's environment variables (https_proxy, ...) say so.";

bool check_time_zone(char** value, void**, GucSource) {
  if (pg_tzset(*value) != nullptr) return true;
  GUC_check_errdetail("Time zones have names such as \"UTC\" or \"Europe/Vienna\".");
  return false;
}

bool check_listen(char** value, void**, GucSource) {
  if (**value == '\0' || listen_address(*value)) return true;
  GUC_check_errdetail("It is HOST:PORT, such as \"127.0.0.1:3000\", \"[::1]:3000\" or \"*:3000\".");
  return false;
}

void define_level(const char* name, const char* description, const char* more, int* variable,
                  krl::LogLevel preset, GucContext context) {
  DefineCustomEnumVariable(name, description, more, variable, level(preset), kLevels, context, 0,
                           nullptr, nullptr, nullptr);
}

void define_bound(const char* name, const char* description, int* variable, int preset, int least,
                  int unit) {
  const int most = unit == 0 ? INT_MAX : 1 << 20;  // 1 GB, the most a datum can hold
  DefineCustomIntVariable(name, description, nullptr, variable, preset, least, most, PGC_SUSET,
                          unit, nullptr, nullptr, nullptr);
}

/// The address below which the server takes the stack for too deep. Its own base is private to it,
/// so this goes down until it says so: a hundred frames, once in a process and for each value of
/// max_stack_depth.
[[gnu::noinline]] const char* find_stack_floor() {
  char block[16384];
  asm volatile("" : : "r"(block) : "memory");  // used, as far as the compiler can see
  if (stack_is_too_deep()) return static_cast<const char*>(__builtin_frame_address(0));
  const char* const floor = find_stack_floor();
  asm volatile("" : : "r"(block) : "memory");  // so that the call does not become a jump
  return floor;
}

size_t stack_bytes_left() {
  static const char* floor = nullptr;
  static int depth_of_floor = 0;
  if (depth_of_floor != max_stack_depth) {
    floor = find_stack_floor();
    depth_of_floor = max_stack_depth;
  }
  const char* here = static_cast<const char*>(__builtin_frame_address(0));
  if (here < floor + kServerStackBytes + kLeastStackBytes) return kLeastStackBytes;
  return static_cast<size_t>(here - floor) - kServerStackBytes;
}

/// Of the server over HTTP (web/).
void define_http_server() {
  DefineCustomStringVariable(
      "pico.http_listen", "Address and port of this image's HTTP server; empty: it has none.",
      "Such as \"127.0.0.1:3000\". Of one database: ALTER DATABASE ... SET.", &current.http_listen,
      "", PGC_SUSET, 0, check_listen, nullptr, nullptr);
  DefineCustomIntVariable("pico.http_workers", "Processes that answer HTTP requests.", nullptr,
                          &current.http_workers, 2, 1, kMaxHttpWorkers, PGC_SUSET, 0, nullptr,
                          nullptr, nullptr);
  DefineCustomStringVariable("pico.http_role", "The role whose rights HTTP requests have.",
                             "pico.create_roles() makes pico_http.", &current.http_role,
                             "pico_http", PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable(
      "pico.http_headers", "Headers of a request that programs see in _headers, between commas.",
      "\"x-*\" stands for all that begin so.", &current.http_headers,
      "accept, accept-encoding, accept-language, cache-control, content-length, content-type, "
      "host, origin, referer, user-agent, x-*",
      PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable(
      "pico.http_redirect_hosts", "Hosts that the directive _redirect may lead to, between commas.",
      kHostsHelp, &current.http_redirect_hosts, "*", PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomBoolVariable("pico.http_compatible_status",
                           "Errors are answered with status 200, as by the engine in node.js.",
                           nullptr, &current.http_compatible_status, false, PGC_SUSET, 0, nullptr,
                           nullptr, nullptr);
  DefineCustomBoolVariable(
      "pico.allow_superuser_sql", "Picos of superusers may use the module sql.", nullptr,
      &current.allow_superuser_sql, false, PGC_SUSET, 0, nullptr, nullptr, nullptr);
  define_bound("pico.max_sql_rows", "Rows of one result of the module sql.", &current.max_sql_rows,
               10'000, 1, 0);
  DefineCustomStringVariable("pico.sql_search_path", "The search path of the module sql.", nullptr,
                             &current.sql_search_path, "\"$user\", public, pg_temp", PGC_SUSET, 0,
                             nullptr, nullptr, nullptr);
  DefineCustomBoolVariable("pico.http_post_only", "Events are taken by POST alone.", nullptr,
                           &current.http_post_only, false, PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("pico.http_client_timeout",
                          "How long a client may take for a request, for reading its answer, and "
                          "between two requests.",
                          nullptr, &current.http_client_timeout_ms, 60'000, 1, INT_MAX, PGC_SUSET,
                          GUC_UNIT_MS, nullptr, nullptr, nullptr);
  define_bound("pico.http_max_body_size", "Size of the body of a request.",
               &current.http_max_body_size_kb, 1 << 10, 1, GUC_UNIT_KB);
  define_bound("pico.http_max_json_size", "Size of a body in JSON.", &current.http_max_json_size_kb,
               100, 1, GUC_UNIT_KB);
  define_bound("pico.http_max_connections", "Connections that a process holds.",
               &current.http_max_connections, 1'000, 1, 0);
  define_bound("pico.http_max_waiting", "Requests that wait in a process for their turn.",
               &current.http_max_waiting, 1'000, 1, 0);
}

}  // namespace

const Settings& settings() { return current; }

void define_settings() {
  define_level("pico.client_log", "Log entries of this level and above are shown to the client.",
               "They come as NOTICE at once, whether or not they are recorded.",
               &current.client_log, krl::LogLevel{0}, PGC_USERSET);
  define_level("pico.server_log",
               "Log entries of this level and above are written to the server's log.", nullptr,
               &current.server_log, krl::LogLevel::Warn, PGC_SUSET);
  define_level("pico.log_level", "Log entries of this level and above are recorded.", nullptr,
               &current.log_level, krl::LogLevel::Klog, PGC_SUSET);
  DefineCustomIntVariable("pico.log_retention", "How long pico.prune() keeps log entries.", nullptr,
                          &current.log_retention_s, 7 * 86400, 0, INT_MAX, PGC_SUSET, GUC_UNIT_S,
                          nullptr, nullptr, nullptr);

  define_bound("pico.max_log_entries", "Log entries that pico.prune() keeps: the newest ones.",
               &current.max_log_entries, 1'000'000, 0, 0);

  define_bound("pico.max_memory", "Memory that the values of one call may take.",
               &current.max_memory_kb, 256 << 10, 1 << 10, GUC_UNIT_KB);
  define_bound("pico.max_stack",
               "Stack that one call may take, and so how deep functions may call each other.",
               &current.max_stack_kb, 8 << 10, 64, GUC_UNIT_KB);
  define_bound("pico.max_events", "Events that one event may lead to within its pico.",
               &current.max_events, 10'000, 1, 0);
  define_bound("pico.max_inline_deliveries",
               "Messages to other picos that are delivered inside the sending transaction.",
               &current.max_inline_deliveries, 10'000, 0, 0);
  define_bound("pico.max_pico_locks", "Picos that one transaction locks one by one.",
               &current.max_pico_locks, 1'000, 1, 0);
  define_bound("pico.max_attribute_size", "Size of the attributes of an event, as JSON.",
               &current.max_attribute_size_kb, 16 << 10, 1, GUC_UNIT_KB);
  define_bound("pico.max_result_size", "Size of a result, as JSON.", &current.max_result_size_kb,
               64 << 10, 1, GUC_UNIT_KB);

  define_bound("pico.max_ruleset_size", "Size of the source of a ruleset.",
               &current.max_ruleset_size_kb, 1 << 10, 1, GUC_UNIT_KB);
  define_bound("pico.max_fetches", "Sources of rulesets that one call may fetch.",
               &current.max_fetches, 100, 0, 0);
  define_bound("pico.max_redirects", "Redirects that a fetch or an HTTP request follows.",
               &current.max_redirects, 20, 0, 0);
  DefineCustomIntVariable("pico.fetch_timeout", "How long fetching a source may take.", nullptr,
                          &current.fetch_timeout_ms, 10'000, 1, INT_MAX, PGC_SUSET, GUC_UNIT_MS,
                          nullptr, nullptr, nullptr);
  DefineCustomStringVariable("pico.fetch_hosts",
                             "Hosts that sources may be fetched from, between commas.", kHostsHelp,
                             &current.fetch_hosts, "*", PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable("pico.fetch_proxy", "URL of the proxy by which sources are fetched.",
                             kProxyHelp, &current.fetch_proxy, "", PGC_SUSET, 0, nullptr, nullptr,
                             nullptr);

  DefineCustomIntVariable("pico.http_timeout", "How long an HTTP request of a rule may take.",
                          nullptr, &current.http_timeout_ms, 30'000, 1, INT_MAX, PGC_SUSET,
                          GUC_UNIT_MS, nullptr, nullptr, nullptr);
  define_bound("pico.max_response_size", "Size of the response to an HTTP request.",
               &current.max_response_size_kb, 16 << 10, 1, GUC_UNIT_KB);
  DefineCustomStringVariable(
      "pico.http_hosts", "Hosts that HTTP requests of rules may go to, between commas.", kHostsHelp,
      &current.http_hosts, "*", PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable("pico.http_proxy", "URL of the proxy by which HTTP requests leave.",
                             kProxyHelp, &current.http_proxy, "", PGC_SUSET, 0, nullptr, nullptr,
                             nullptr);
  DefineCustomStringVariable("pico.http_ca_file",
                             "File with the certificates of authorities that are trusted.",
                             "Empty, those of the system are.", &current.http_ca_file, "",
                             PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomIntVariable(
      "pico.message_ttl", "How long a request that fails is tried again, from its sending on.",
      "Keys of events that came are kept twice as long.", &current.message_ttl_s, 86400, 0,
      INT_MAX / 2, PGC_SUSET, GUC_UNIT_S, nullptr, nullptr, nullptr);
  define_bound("pico.max_requests", "Requests that are on their way at a time.",
               &current.max_requests, 100, 1, 0);
  define_bound("pico.max_requests_per_host", "Connections to one host at a time.",
               &current.max_requests_per_host, 8, 1, 0);

  define_http_server();

  define_bound("pico.max_search_steps", "Steps of one search by a regular expression.",
               &current.max_search_steps, krl::kMaxSearchSteps, 1, 0);
  define_bound("pico.cache_memory",
               "Memory that a backend takes, about, to keep compiled rulesets.",
               &current.cache_memory_kb, 64 << 10, 1 << 10, GUC_UNIT_KB);

  DefineCustomIntVariable("pico.log_min_duration",
                          "Events and queries that take at least as long go to the server's log.",
                          "0 logs all, -1 none.", &current.log_min_duration_ms, -1, -1, INT_MAX,
                          PGC_SUSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  DefineCustomBoolVariable("pico.track_rules", "Counts and times rules for pico.stat_rules.",
                           nullptr, &current.track_rules, true, PGC_SUSET, 0, nullptr, nullptr,
                           nullptr);

  DefineCustomBoolVariable("pico.enabled", "Lets timers fire and requests leave.",
                           "To be switched off in a copy of the server's files, which cannot be "
                           "told from the original.",
                           &current.is_enabled, true, PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomIntVariable(
      "pico.executors", "Processes of a database that do what its courier must not wait for.",
      nullptr, &current.executors, 4, 1, kMaxExecutors, PGC_SIGHUP, 0, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("pico.executor_timeout", "How long the delivery of a message may take.",
                          "What takes longer is tried again, and in the end a dead letter.",
                          &current.executor_timeout_ms, 60'000, 1, INT_MAX, PGC_SUSET, GUC_UNIT_MS,
                          nullptr, nullptr, nullptr);
  DefineCustomIntVariable("pico.fast_budget",
                          "How long the courier itself works for one pico at a time.",
                          "What takes longer is left to an executor.", &current.fast_budget_ms, 20,
                          1, INT_MAX, PGC_SUSET, GUC_UNIT_MS, nullptr, nullptr, nullptr);
  DefineCustomIntVariable("pico.worker_idle", "How long workers without work stay.",
                          "As long as one is there, the database cannot be dropped or be a "
                          "template; the server waits 5 s for it to go.",
                          &current.worker_idle_ms, 2'000, 0, INT_MAX, PGC_SIGHUP, GUC_UNIT_MS,
                          nullptr, nullptr, nullptr);
  DefineCustomStringVariable("pico.base_url", "URL of this image, as meta:host tells it.",
                             "Empty, that of pico.http_listen, or http://localhost:3000.",
                             &current.base_url, "", PGC_SUSET, 0, nullptr, nullptr, nullptr);
  DefineCustomStringVariable("pico.time_zone", "Time zone in which KRL prints times.", nullptr,
                             &current.time_zone, "UTC", PGC_USERSET, 0, check_time_zone, nullptr,
                             nullptr);
  DefineCustomBoolVariable("pico.direct_access",
                           "Reads and writes state without the planner and executor.",
                           "Off, it is done by statements, for comparison.", &current.direct_access,
                           true, PGC_SUSET, GUC_NOT_IN_SAMPLE, nullptr, nullptr, nullptr);
  MarkGUCPrefixReserved("pico");
}

engine::Limits limits_in_force() {
  auto bytes = [](int kilobytes) { return static_cast<size_t>(kilobytes) << 10; };
  engine::Limits limits;
  limits.memory_bytes = bytes(current.max_memory_kb);
  limits.stack_bytes = std::min(stack_bytes_left(), bytes(current.max_stack_kb));
  limits.events = static_cast<size_t>(current.max_events);
  limits.inline_deliveries = static_cast<size_t>(current.max_inline_deliveries);
  limits.pico_locks = static_cast<size_t>(current.max_pico_locks);
  limits.attribute_bytes = bytes(current.max_attribute_size_kb);
  limits.result_bytes = bytes(current.max_result_size_kb);
  limits.ruleset_bytes = bytes(current.max_ruleset_size_kb);
  limits.fetches = static_cast<size_t>(current.max_fetches);
  limits.message_ttl = engine::Time{1000} * current.message_ttl_s;
  limits.search_steps = static_cast<uint32_t>(current.max_search_steps);
  return limits;
}

}  // namespace pico::postgres
