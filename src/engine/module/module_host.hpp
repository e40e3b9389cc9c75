// SPDX-License-Identifier: MIT
//
// What the engine's modules find behind the host of an evaluation: the process they run in.
//
// Programs that name these modules run only on hosts of this kind; the cast below relies on it.
#pragma once

#include "engine/environment.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/run/host.hpp"
#include "krl/run/native.hpp"

namespace pico::engine {

class ModuleHost : public krl::Host {
 public:
  [[nodiscard]] virtual Environment& environment() const noexcept = 0;
};

inline ModuleHost& module_host(const krl::Call& call) noexcept {
  return static_cast<ModuleHost&>(call.evaluation().host());
}

}  // namespace pico::engine
