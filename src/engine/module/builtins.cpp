// SPDX-License-Identifier: MIT
//
// The tables put together: see builtins.hpp.
#include "engine/module/builtins.hpp"

#include <vector>

#include "engine/module/modules.hpp"
#include "krl/library/library.hpp"

namespace pico::engine {

namespace {

std::vector<krl::NativeModule> all_modules() {
  std::vector<krl::NativeModule> modules = {
      ctx_module(),  engine_module(), event_module(),    http_module(), math_module(),
      meta_module(), random_module(), schedule_module(), sql_module(),  time_module()};
  const auto unsupported = unsupported_modules();
  modules.insert(modules.end(), unsupported.begin(), unsupported.end());
  return modules;
}

}  // namespace

const krl::Builtins& builtins() {
  static const std::vector<krl::NativeModule> modules = all_modules();
  static const krl::Builtins all{krl::standard_library(), modules};
  return all;
}

}  // namespace pico::engine
