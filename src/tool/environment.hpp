// SPDX-License-Identifier: MIT
//
// The process around an engine in the `krl` tool: an image in memory, sources from files, logs on
// standard error.
#pragma once

#include <string>
#include <string_view>

#include "engine/memory_environment.hpp"

namespace pico::tool {

class ToolEnvironment final : public engine::MemoryEnvironment {
 public:
  std::string fetch(std::string_view url, std::string_view reader) override;
  void show_log(const engine::LogEntry& entry) override;
  std::string time_zone() override;
  /// Throws krl::Error where a person has interrupted.
  void poll() override;
};

}  // namespace pico::tool
