// SPDX-License-Identifier: MIT
//
// The settings `pico.*`.
//
// Bounds and what concerns all users are for superusers (PGC_SUSET), what shapes only one's own
// session is for everybody (PGC_USERSET).
#pragma once

#include <string>

#include "engine/environment.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

inline constexpr int kMaxExecutors = 64;
inline constexpr int kMaxHttpWorkers = 64;

/// The values in force. Levels are numbers of krl::LogLevel; 0 means none.
struct Settings {
  int client_log;
  int server_log;
  int log_level;
  int log_retention_s;
  int max_log_entries;
  int max_memory_kb;
  int max_stack_kb;
  int max_events;
  int max_inline_deliveries;
  int max_pico_locks;
  int max_attribute_size_kb;
  int max_result_size_kb;
  int max_ruleset_size_kb;
  int max_search_steps;
  int max_fetches;
  int max_redirects;
  int fetch_timeout_ms;
  int message_ttl_s;
  int max_requests;
  int max_requests_per_host;
  char* fetch_hosts;
  char* fetch_proxy;
  int http_timeout_ms;
  int max_response_size_kb;
  char* http_hosts;
  char* http_proxy;
  char* http_ca_file;
  char* http_listen;
  int http_workers;
  char* http_role;
  char* http_headers;
  char* http_redirect_hosts;
  bool http_compatible_status;
  bool http_post_only;
  int http_client_timeout_ms;
  int http_max_body_size_kb;
  int http_max_json_size_kb;
  int http_max_connections;
  int http_max_waiting;
  bool allow_superuser_sql;
  int max_sql_rows;
  char* sql_search_path;
  bool direct_access;
  bool is_enabled;
  int executors;
  int executor_timeout_ms;
  int fast_budget_ms;
  int worker_idle_ms;
  int cache_memory_kb;
  int log_min_duration_ms;  // -1: off
  bool track_rules;
  char* base_url;
  char* time_zone;
};

const Settings& settings();

/// Makes the settings known; called once, by _PG_init.
void define_settings();

/// The bounds of one call that starts now, in this depth of the stack.
engine::Limits limits_in_force();

}  // namespace pico::postgres
