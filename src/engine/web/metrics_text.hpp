// SPDX-License-Identifier: MIT
//
// Metrics as text, in the exposition format 0.0.4 of Prometheus.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace pico::engine {

/// Writes families of samples, one after the other:
///
///     # HELP pico_events_total Events.
///     # TYPE pico_events_total counter
///     pico_events_total{route="event"} 12
class MetricsText {
 public:
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

  enum class Type : uint8_t { Counter, Gauge, Histogram };
  /// Names and values; values may be any text.
  using Labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  /// Begins a family; its samples follow.
  void begin(std::string_view name, Type type, std::string_view help);
  void add(double value, Labels labels = {}) { add_sample("", value, labels); }
  /// A sample of a histogram: `suffix` is `_bucket`, `_sum` or `_count`.
  void add_sample(std::string_view suffix, double value, Labels labels);
  /// A family of one sample.
  void add_family(std::string_view name, Type type, std::string_view help, double value) {
    begin(name, type, help);
    add(value);
  }

  [[nodiscard]] std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

/// A number as the format has it: the shortest text that stands for it, `+Inf` for infinity.
std::string metric_number(double value);

}  // namespace pico::engine
