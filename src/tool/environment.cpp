// SPDX-License-Identifier: MIT
//
// The environment of the tool: see environment.hpp.
#include "tool/environment.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "krl/run/host.hpp"
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"
#include "krl/value/json.hpp"
#include "tool/input.hpp"
#include "tool/interrupt.hpp"

namespace pico::tool {

std::string ToolEnvironment::fetch(std::string_view url, std::string_view /*reader*/) {
  constexpr std::string_view kScheme = "file://";
  if (!url.starts_with(kScheme))
    throw krl::Error(krl::ErrorClass::Error, fmt::format("only file:// URLs are read: {}", url),
                     krl::ErrorCode::Unsupported);
  try {
    return read_file(std::string(url.substr(kScheme.size())));
  } catch (const InputError& error) {
    throw krl::Error(krl::ErrorClass::Error, error.what());
  }
}

void ToolEnvironment::show_log(const engine::LogEntry& entry) {
  std::string line = fmt::format("[{}] ", name_of(static_cast<krl::LogLevel>(entry.level)));
  if (!entry.rid.empty()) line.append(entry.rid).append(": ");
  krl::append_string(line, entry.message);
  if (!entry.data.empty()) line.append(" ").append(krl::to_json_or_null(entry.data));
  fmt::print(stderr, "{}\n", line);
}

std::string ToolEnvironment::time_zone() {
  const char* zone = std::getenv("TZ");
  return zone == nullptr || *zone == '\0' ? "UTC" : zone;
}

void ToolEnvironment::poll() {
  if (take_interrupt())
    throw krl::Error(krl::ErrorClass::Error, "interrupted", krl::ErrorCode::LimitExceeded);
}

}  // namespace pico::tool
