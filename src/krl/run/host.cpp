// SPDX-License-Identifier: MIT
//
// Names of log levels: see host.hpp.
#include "krl/run/host.hpp"

namespace pico::krl {

std::string_view name_of(LogLevel level) noexcept {
  switch (level) {
    case LogLevel::Error:
      return "error";
    case LogLevel::Warn:
      return "warn";
    case LogLevel::Info:
      return "info";
    case LogLevel::Klog:
      return "klog";
    case LogLevel::Debug:
      return "debug";
  }
  return "debug";
}

}  // namespace pico::krl
