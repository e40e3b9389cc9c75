// SPDX-License-Identifier: MIT
//
// Counting requests: see web_metrics.hpp.
#include "engine/web/web_call.hpp"
#include "krl/value/array.hpp"

#include "postgres/guard.hpp"
#include "postgres/web/web_metrics.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

namespace {

constexpr size_t kClasses = kDurationBoundsMs.size() + 1;
constexpr size_t kStatuses = kHighestStatus - kLowestStatus + 1;
/// The process that makes the memory, those that attach it, and predecessors that are still ending.
constexpr size_t kPlaces = 2 * kMaxHttpWorkers;

}  // namespace

/// All counters are atomic: there is no lock.
struct SharedWebMetrics {
  struct Route {
    std::array<pg_atomic_uint64, kStatuses> statuses;
    std::array<pg_atomic_uint64, kClasses> durations;
    pg_atomic_uint64 nanoseconds;
  };
  struct Place {
    pg_atomic_uint32 is_taken;
    std::array<pg_atomic_uint64, kWebGauges> gauges;
  };
  std::array<Route, kWebRoutes> routes;
  pg_atomic_uint64 events;
  pg_atomic_uint64 queries;
  std::array<Place, kPlaces> places;
};

namespace {

void clear(SharedWebMetrics& shared) {
  const auto clear_all = [](auto& counters) {
    for (pg_atomic_uint64& counter : counters) pg_atomic_init_u64(&counter, 0);
  };
  for (auto& route : shared.routes) {
    clear_all(route.statuses);
    clear_all(route.durations);
    pg_atomic_init_u64(&route.nanoseconds, 0);
  }
  pg_atomic_init_u64(&shared.events, 0);
  pg_atomic_init_u64(&shared.queries, 0);
  for (auto& place : shared.places) {
    pg_atomic_init_u32(&place.is_taken, 0);
    clear_all(place.gauges);
  }
}

/// Counters are read by functions that change nothing, but the server's macros know no const.
uint64_t read(const pg_atomic_uint64& counter) {
  return pg_atomic_read_u64(const_cast<pg_atomic_uint64*>(&counter));
}

void add(pg_atomic_uint64& counter, uint64_t count) {
  if (count != 0) pg_atomic_fetch_add_u64(&counter, static_cast<int64_t>(count));
}

SharedWebMetrics::Place* own_place = nullptr;  // null: none was free

/// The first place that is free, from now on taken; null where there is none.
SharedWebMetrics::Place* free_place(SharedWebMetrics& shared) {
  for (auto& place : shared.places) {
    uint32 expected = 0;
    if (pg_atomic_compare_exchange_u32(&place.is_taken, &expected, 1)) return &place;
  }
  return nullptr;
}

void leave_place(int, Datum) {
  if (own_place == nullptr) return;
  for (pg_atomic_uint64& gauge : own_place->gauges) pg_atomic_write_u64(&gauge, 0);
  pg_atomic_write_u32(&own_place->is_taken, 0);
  own_place = nullptr;
}

// What calls ask for ------------------------------------------------------------------------------

struct Work {
  uint64_t events = 0;
  uint64_t queries = 0;
};

struct WorkOf {
  Work operator()(const engine::SendEvent&) const { return {.events = 1}; }
  Work operator()(const engine::RaiseEvent&) const { return {.events = 1}; }
  Work operator()(const engine::WebQuery&) const { return {.queries = 1}; }
  Work operator()(const engine::EventThenQuery&) const { return {.events = 1, .queries = 1}; }
  Work operator()(const engine::RaiseEvents& call) const {
    return {.events = call.events.is_array() ? call.events.array().size() : 0};
  }
  template <class Other>
  Work operator()(const Other&) const {
    return {};
  }
};

struct RouteOf {
  WebRoute operator()(const engine::SendEvent&) const { return WebRoute::Event; }
  WebRoute operator()(const engine::RaiseEvent& call) const {
    return call.is_sky ? WebRoute::SkyEvent : WebRoute::EventWait;
  }
  WebRoute operator()(const engine::WebQuery&) const { return WebRoute::Query; }
  WebRoute operator()(const engine::EventThenQuery&) const { return WebRoute::EventQuery; }
  WebRoute operator()(const engine::RaiseEvents&) const { return WebRoute::Batch; }
  WebRoute operator()(const engine::Watch&) const { return WebRoute::Watch; }
  WebRoute operator()(const engine::DescribeRoutes&) const { return WebRoute::OpenApi; }
  WebRoute operator()(const engine::ShowUiContext&) const { return WebRoute::UiContext; }
  WebRoute operator()(const engine::FlushRuleset&) const { return WebRoute::Flush; }
  WebRoute operator()(const engine::ShowHealth&) const { return WebRoute::Health; }
  WebRoute operator()(const engine::ShowMetrics&) const { return WebRoute::Metrics; }
  WebRoute operator()(const engine::ShowVersion&) const { return WebRoute::Version; }
  WebRoute operator()(const engine::Preflight&) const { return WebRoute::Preflight; }
};

}  // namespace

const char* name_of(WebRoute route) {
  switch (route) {
    case WebRoute::Event:
      return "event";
    case WebRoute::EventWait:
      return "event-wait";
    case WebRoute::SkyEvent:
      return "sky-event";
    case WebRoute::EventQuery:
      return "event-query";
    case WebRoute::Query:
      return "query";
    case WebRoute::Batch:
      return "batch";
    case WebRoute::Watch:
      return "watch";
    case WebRoute::OpenApi:
      return "openapi";
    case WebRoute::UiContext:
      return "ui-context";
    case WebRoute::Flush:
      return "flush";
    case WebRoute::Health:
      return "health";
    case WebRoute::Metrics:
      return "metrics";
    case WebRoute::Version:
      return "version";
    case WebRoute::Preflight:
      return "preflight";
    case WebRoute::Other:
      return "other";
  }
  return "";
}

WebRoute route_of(const engine::WebCall& call) { return std::visit(RouteOf{}, call); }

// Counting ----------------------------------------------------------------------------------------

dsm_handle WebMetrics::create() {
  pg_call([&] {
    dsm_segment* const segment = dsm_create(sizeof(SharedWebMetrics), 0);
    dsm_pin_mapping(segment);
    handle_ = dsm_segment_handle(segment);
    shared_ = static_cast<SharedWebMetrics*>(dsm_segment_address(segment));
  });
  clear(*shared_);
  take_place();
  return handle_;
}

bool WebMetrics::map(dsm_handle handle) {
  return pg_call([&] {
    dsm_segment* const segment = dsm_attach(handle);
    if (segment == nullptr) return false;
    dsm_pin_mapping(segment);
    handle_ = handle;
    shared_ = static_cast<SharedWebMetrics*>(dsm_segment_address(segment));
    return true;
  });
}

bool WebMetrics::attach(dsm_handle handle) {
  if (!map(handle)) return false;
  take_place();
  return true;
}

void WebMetrics::look_at(dsm_handle handle) {
  if (shared_ == nullptr) map(handle);
}

void WebMetrics::take_place() {
  own_place = free_place(*shared_);
  pg_call([] { before_shmem_exit(leave_place, 0); });
}

void WebMetrics::count(WebRoute route, int status, Duration duration) {
  if (shared_ == nullptr) return;
  SharedWebMetrics::Route& counters = shared_->routes[static_cast<size_t>(route)];
  const double ms = std::chrono::duration<double, std::milli>(duration).count();
  const auto bound = std::lower_bound(kDurationBoundsMs.begin(), kDurationBoundsMs.end(), ms);
  const int known = std::clamp(status, kLowestStatus, kHighestStatus);
  add(counters.statuses[static_cast<size_t>(known - kLowestStatus)], 1);
  add(counters.durations[static_cast<size_t>(bound - kDurationBoundsMs.begin())], 1);
  add(counters.nanoseconds, static_cast<uint64_t>(std::max<int64_t>(0, duration.count())));
}

void WebMetrics::count(const engine::WebCall& call, int status, Duration duration) {
  count(route_of(call), status, duration);
  if (shared_ == nullptr || status >= 400) return;
  const Work work = std::visit(WorkOf{}, call);
  add(shared_->events, work.events);
  add(shared_->queries, work.queries);
}

void WebMetrics::count_refused(int status, Duration duration) {
  count(WebRoute::Other, status, duration);
}

void WebMetrics::set(WebGauge gauge, size_t count) {
  if (own_place != nullptr)
    pg_atomic_write_u64(&own_place->gauges[static_cast<size_t>(gauge)], count);
}

// Reading -----------------------------------------------------------------------------------------

const SharedWebMetrics& WebMetrics::shared() const {
  if (shared_ == nullptr) throw std::runtime_error("the HTTP server that has counted is gone");
  return *shared_;
}

uint64_t WebMetrics::requests(WebRoute route, int status) const {
  const auto& counters = shared().routes[static_cast<size_t>(route)];
  return read(counters.statuses[static_cast<size_t>(status - kLowestStatus)]);
}

uint64_t WebMetrics::durations(WebRoute route, size_t number_of_class) const {
  return read(shared().routes[static_cast<size_t>(route)].durations[number_of_class]);
}

WebMetrics::Duration WebMetrics::total_duration(WebRoute route) const {
  const auto& counters = shared().routes[static_cast<size_t>(route)];
  return Duration(static_cast<int64_t>(read(counters.nanoseconds)));
}

uint64_t WebMetrics::events() const { return read(shared().events); }
uint64_t WebMetrics::queries() const { return read(shared().queries); }

uint64_t WebMetrics::sum(WebGauge gauge) const {
  uint64_t sum = 0;
  for (const auto& place : shared().places) sum += read(place.gauges[static_cast<size_t>(gauge)]);
  return sum;
}

size_t WebMetrics::processes() const {
  return static_cast<size_t>(
      std::count_if(shared().places.begin(), shared().places.end(), [](const auto& place) {
        return pg_atomic_read_u32(const_cast<pg_atomic_uint32*>(&place.is_taken)) != 0;
      }));
}

WebMetrics& web_metrics() {
  static WebMetrics metrics;
  return metrics;
}

}  // namespace pico::postgres
