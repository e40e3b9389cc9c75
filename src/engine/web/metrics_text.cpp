// SPDX-License-Identifier: MIT
//
// Writing metrics: see metrics_text.hpp.
#include "engine/web/metrics_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace pico::engine {

namespace {

enum class Inside : uint8_t { Help, Label };

void append_escaped(std::string& text, std::string_view raw, Inside place) {
  for (const char c : raw) {
    if (c == '\n') {
      text += "\\n";
      continue;
    }
    if (c == '\\' || (c == '"' && place == Inside::Label)) text += '\\';
    text += c;
  }
}

std::string_view name_of(MetricsText::Type type) {
  switch (type) {
    case MetricsText::Type::Counter:
      return "counter";
    case MetricsText::Type::Gauge:
      return "gauge";
    case MetricsText::Type::Histogram:
      return "histogram";
  }
  return {};
}

}  // namespace

std::string metric_number(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
  return fmt::format("{}", value);
}

void MetricsText::begin(std::string_view name, Type type, std::string_view help) {
  name_ = name;
  text_ += fmt::format("# HELP {} ", name);
  append_escaped(text_, help, Inside::Help);
  text_ += fmt::format("\n# TYPE {} {}\n", name, name_of(type));
}

void MetricsText::add_sample(std::string_view suffix, double value, Labels labels) {
  text_.append(name_).append(suffix);
  std::string_view before = "{";
  for (const auto& [label, content] : labels) {
    text_.append(before).append(label).append("=\"");
    append_escaped(text_, content, Inside::Label);
    text_ += '"';
    before = ",";
  }
  if (labels.size() != 0) text_ += '}';
  text_.append(" ").append(metric_number(value)).append("\n");
}

}  // namespace pico::engine
