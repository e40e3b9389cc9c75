// SPDX-License-Identifier: MIT
//
// What the processes of an image's HTTP server count: requests by route, status and duration, what
// they asked for, and how many of what there are at the moment. In shared memory that the first of
// these processes makes; it ends with it, and counting begins anew.
//
// Counting calls nothing of the server. Each process has a place of its own for what it has at the
// moment, which it leaves when it ends, so that nothing of a process that is gone is shown.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "engine/web/web_call.hpp"

#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// What requests are told apart by; the metrics show these as text.
enum class WebRoute : uint8_t {
  Event,
  EventWait,
  SkyEvent,
  EventQuery,
  Query,
  Batch,
  Watch,
  OpenApi,
  UiContext,
  Flush,
  Health,
  Metrics,
  Version,
  Preflight,
  Other,  // it was refused before it was known what it asks for
};
inline constexpr size_t kWebRoutes = static_cast<size_t>(WebRoute::Other) + 1;

/// `event-wait`
const char* name_of(WebRoute route);
WebRoute route_of(const engine::WebCall& call);

/// What there is at the moment.
enum class WebGauge : uint8_t { Connections, Waiting, Streams };
inline constexpr size_t kWebGauges = static_cast<size_t>(WebGauge::Streams) + 1;

/// Upper bounds of the classes of durations, in ms; beyond the last one there is one more.
inline constexpr std::array kDurationBoundsMs{
    0.5, 1.0, 2.5, 5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1000.0, 2500.0, 10000.0, 30000.0};

inline constexpr int kLowestStatus = 100;
inline constexpr int kHighestStatus = 599;

struct SharedWebMetrics;

class WebMetrics {
 public:
  using Duration = std::chrono::nanoseconds;

  /// Makes the shared memory, which other processes attach by its handle.
  dsm_handle create();
  /// False where the process that made it is gone.
  bool attach(dsm_handle handle);
  /// The same for a process that counts nothing itself, and has nothing to be shown; again and
  /// again.
  void look_at(dsm_handle handle);
  [[nodiscard]] dsm_handle handle() const { return handle_; }

  /// A call has been answered, `duration` after its request had come in whole.
  void count(const engine::WebCall& call, int status, Duration duration);
  /// So has a request that was refused for what it is.
  void count_refused(int status, Duration duration);
  /// How many of these this process has now.
  void set(WebGauge gauge, size_t count);

  // Sums of all processes since create(), at about the same moment. They throw where there is
  // nothing to read.
  [[nodiscard]] uint64_t requests(WebRoute route, int status) const;
  [[nodiscard]] uint64_t durations(WebRoute route, size_t number_of_class) const;
  [[nodiscard]] Duration total_duration(WebRoute route) const;
  [[nodiscard]] uint64_t events() const;
  [[nodiscard]] uint64_t queries() const;
  [[nodiscard]] uint64_t sum(WebGauge gauge) const;
  /// How many processes have a place.
  [[nodiscard]] size_t processes() const;

 private:
  bool map(dsm_handle handle);
  void take_place();
  void count(WebRoute route, int status, Duration duration);
  [[nodiscard]] const SharedWebMetrics& shared() const;

  SharedWebMetrics* shared_ = nullptr;
  dsm_handle handle_ = 0;
};

/// Those of this process. Before create() or attach() it counts nothing.
WebMetrics& web_metrics();

}  // namespace pico::postgres
