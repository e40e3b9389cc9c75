// SPDX-License-Identifier: MIT
//
// Describing rulesets: see describe.hpp.
#include "engine/inspect/describe.hpp"

#include "krl/text/error.hpp"

namespace pico::engine {

krl::Map describe(std::string_view) {
  throw krl::Error(krl::ErrorClass::Error, "describe is not supported yet",
                   krl::ErrorCode::Unsupported);
}

}  // namespace pico::engine
