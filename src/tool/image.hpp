// SPDX-License-Identifier: MIT
//
// An image in memory with one pico and one channel to it, on which `krl eval` and `krl run` work.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "krl/run/host.hpp"
#include "krl/value/value.hpp"
#include "tool/environment.hpp"

namespace pico::tool {

class Image {
 public:
  /// Log entries up to `level` are shown.
  explicit Image(krl::LogLevel level);

  // All throw krl::Error.
  /// Makes `source` the answer of `url` and installs it in the pico.
  void install(std::string_view source, const std::string& url);
  /// Also delivers what the event has caused; gives the directives.
  krl::Array raise_event(std::string_view domain, std::string_view name,
                         const krl::Value& attributes);
  krl::Value query(std::string_view rid, std::string_view name, const krl::Value& arguments);
  krl::Value eval(std::string_view source, const std::optional<std::string>& rid);

  [[nodiscard]] const std::string& pico() const noexcept { return pico_; }

 private:
  [[nodiscard]] engine::Engine engine() { return {environment_, programs_}; }

  ToolEnvironment environment_;
  engine::ProgramCache programs_;
  std::string pico_;
  std::string eci_;
};

}  // namespace pico::tool
