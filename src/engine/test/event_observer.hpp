// SPDX-License-Identifier: MIT
//
// Is told what programs cause, as they do: for tests of rulesets.
#pragma once

#include <string_view>

#include "krl/value/value.hpp"

namespace pico::engine {

class EventObserver {
 public:
  virtual ~EventObserver() = default;

  /// An event that a rule of `rid` raises in its own pico.
  virtual void raised(std::string_view pico, std::string_view rid, std::string_view domain,
                      std::string_view name, const krl::Value& attributes) = 0;
  /// An event that a pico sends to another one, or that it schedules for itself.
  virtual void sent(std::string_view pico, std::string_view eci, std::string_view domain,
                    std::string_view name, const krl::Value& attributes) = 0;
  virtual void scheduled(std::string_view pico, std::string_view rid, std::string_view domain,
                         std::string_view name, const krl::Value& attributes) = 0;
};

}  // namespace pico::engine
