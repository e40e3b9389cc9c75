// SPDX-License-Identifier: MIT
//
// Showing metrics: see metrics_page.hpp.
#include "engine/web/metrics_text.hpp"

#include "postgres/web/metrics_page.hpp"
#include "postgres/web/web_metrics.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using engine::MetricsText;
using Type = MetricsText::Type;

constexpr double kMsPerSecond = 1000;

double number(uint64_t count) { return static_cast<double>(count); }
double seconds(WebMetrics::Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string status_text(int status) { return std::to_string(status); }

/// Calls `use` with each route that was asked for, and how often.
template <class Use>
void for_each_used_route(const WebMetrics& metrics, Use use) {
  for (size_t i = 0; i < kWebRoutes; ++i) {
    const auto route = static_cast<WebRoute>(i);
    uint64_t requests = 0;
    for (size_t c = 0; c <= kDurationBoundsMs.size(); ++c) requests += metrics.durations(route, c);
    if (requests != 0) use(route, requests);
  }
}

// The HTTP server ---------------------------------------------------------------------------------

void add_requests(MetricsText& text, const WebMetrics& metrics) {
  text.begin("pico_http_requests_total", Type::Counter, "Requests that have been answered.");
  for_each_used_route(metrics, [&](WebRoute route, uint64_t) {
    for (int status = kLowestStatus; status <= kHighestStatus; ++status) {
      const uint64_t count = metrics.requests(route, status);
      if (count != 0)
        text.add(number(count), {{"route", name_of(route)}, {"status", status_text(status)}});
    }
  });
}

void add_durations(MetricsText& text, const WebMetrics& metrics) {
  text.begin("pico_http_request_duration_seconds", Type::Histogram,
             "From when a request had come in whole to its answer.");
  for_each_used_route(metrics, [&](WebRoute route, uint64_t requests) {
    const char* const name = name_of(route);
    uint64_t up_to = 0;
    for (size_t i = 0; i < kDurationBoundsMs.size(); ++i) {
      up_to += metrics.durations(route, i);
      const std::string bound = engine::metric_number(kDurationBoundsMs[i] / kMsPerSecond);
      text.add_sample("_bucket", number(up_to), {{"route", name}, {"le", bound}});
    }
    text.add_sample("_bucket", number(requests), {{"route", name}, {"le", "+Inf"}});
    text.add_sample("_sum", seconds(metrics.total_duration(route)), {{"route", name}});
    text.add_sample("_count", number(requests), {{"route", name}});
  });
}

uint64_t answers_between(const WebMetrics& metrics, int first, int last) {
  uint64_t count = 0;
  for (size_t route = 0; route < kWebRoutes; ++route)
    for (int status = first; status <= last; ++status)
      count += metrics.requests(static_cast<WebRoute>(route), status);
  return count;
}

void add_work(MetricsText& text, const WebMetrics& metrics) {
  text.add_family("pico_events_total", Type::Counter, "Events that were taken by HTTP.",
                  number(metrics.events()));
  text.add_family("pico_queries_total", Type::Counter, "Queries that were answered by HTTP.",
                  number(metrics.queries()));
  text.begin("pico_errors_total", Type::Counter,
             "Answers with a status that tells an error, by whose it is.");
  text.add(number(answers_between(metrics, 400, 499)), {{"of", "client"}});
  text.add(number(answers_between(metrics, 500, 599)), {{"of", "server"}});
}

void add_gauges(MetricsText& text, const WebMetrics& metrics) {
  text.add_family("pico_http_workers", Type::Gauge, "Processes that serve HTTP.",
                  number(metrics.processes()));
  text.add_family("pico_http_connections", Type::Gauge, "Open connections.",
                  number(metrics.sum(WebGauge::Connections)));
  text.add_family("pico_http_waiting_requests", Type::Gauge, "Requests that wait for their answer.",
                  number(metrics.sum(WebGauge::Waiting)));
  text.add_family("pico_http_streams", Type::Gauge, "Clients that watch a pico.",
                  number(metrics.sum(WebGauge::Streams)));
}

// The image ---------------------------------------------------------------------------------------

// A count that is bounded; beyond it, what the server's statistics say.
#define PICO_ROWS(table)                                                   \
  "(select case when n.found <= 10000 then n.found else greatest(n.found," \
  "   (select c.reltuples::bigint from pg_catalog.pg_class c"              \
  "    where c.oid = 'pico." table                                         \
  "'::pg_catalog.regclass)) end"                                           \
  " from (select pg_catalog.count(*) as found from (select from pico." table " limit 10001) t) n)"

constexpr const char* kEstimated = " Beyond 10000 an estimate.";

void add_tables(MetricsText& text, Sql& sql) {
  static constinit Statement count{"select " PICO_ROWS("pico") ", " PICO_ROWS("outbox") ", "  //
                                   PICO_ROWS("request") ", " PICO_ROWS("dead_letter") ", "    //
                                   PICO_ROWS("schedule") ","
                                   " coalesce((select (extract(epoch from"
                                   "     pg_catalog.clock_timestamp() - sent_at) * 1000)::bigint"
                                   "   from pico.outbox order by id limit 1), 0)"};
  sql.select(count, {}, [&](const Row& row) {
    const auto add_rows = [&](int column, std::string_view name, std::string help) {
      text.add_family(name, Type::Gauge, help + kEstimated,
                      static_cast<double>(row.number(column)));
    };
    add_rows(1, "pico_picos", "Picos of the image.");
    add_rows(2, "pico_outbox_messages", "Messages between picos that wait.");
    add_rows(3, "pico_requests_pending", "Requests to other hosts that wait or are on their way.");
    add_rows(4, "pico_dead_letters", "Messages and requests that have failed for good.");
    add_rows(5, "pico_timers", "Timers that are set.");
    text.add_family("pico_outbox_oldest_message_seconds", Type::Gauge,
                    "How long the oldest message between picos has waited.",
                    static_cast<double>(row.number(6)) / kMsPerSecond);
  });
}

void add_workers(MetricsText& text, Sql& sql) {
  static constinit Statement read{
      "select coalesce(pg_catalog.max(delivered), 0), coalesce(pg_catalog.max(retried), 0),"
      " coalesce(pg_catalog.max(dead), 0), coalesce(pg_catalog.max(requests_sent), 0),"
      " coalesce(pg_catalog.max(timers_fired), 0), coalesce(pg_catalog.max(lateness_ms), 0),"
      " coalesce(pg_catalog.max(max_lateness_ms), 0) from pico.worker_statistics"};
  sql.select(read, {}, [&](const Row& row) {
    const auto add = [&](int column, std::string_view name, std::string_view help) {
      text.add_family(name, Type::Counter, help, static_cast<double>(row.number(column)));
    };
    add(1, "pico_messages_delivered_total", "Messages that workers have delivered or buried.");
    add(2, "pico_messages_retried_total", "Deliveries that failed and were to be tried again.");
    add(3, "pico_messages_buried_total", "Messages and requests that workers have buried.");
    add(4, "pico_requests_sent_total", "Tries of requests to other hosts.");
    add(5, "pico_timers_fired_total", "Events of timers that were delivered.");
    text.add_family("pico_timer_lateness_seconds_total", Type::Counter,
                    "By how much these came after their timers were due, in all.",
                    static_cast<double>(row.number(6)) / kMsPerSecond);
    text.add_family("pico_timer_max_lateness_seconds", Type::Gauge, "The same, at most.",
                    static_cast<double>(row.number(7)) / kMsPerSecond);
  });
}

}  // namespace

engine::WebAnswer show_metrics(ServerCall& call) {
  MetricsText text;
  text.begin("pico_build_info", Type::Gauge, "The version of the library of pico.");
  text.add(1, {{"version", PICO_VERSION}});
  add_requests(text, web_metrics());
  add_durations(text, web_metrics());
  add_work(text, web_metrics());
  add_gauges(text, web_metrics());
  add_tables(text, call.sql());
  add_workers(text, call.sql());
  return {.headers = {{"Content-Type", std::string(MetricsText::kContentType)},
                      {"Cache-Control", "no-store"},
                      {"X-Content-Type-Options", "nosniff"}},
          .body = text.take()};
}

}  // namespace pico::postgres
