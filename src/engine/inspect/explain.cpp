// SPDX-License-Identifier: MIT
//
// Explaining selection: see explain.hpp.
#include "engine/inspect/explain.hpp"

#include "krl/text/error.hpp"

namespace pico::engine {

krl::Array explain_event(Session&, const Event&) {
  throw krl::Error(krl::ErrorClass::Error, "explain_event is not supported yet",
                   krl::ErrorCode::Unsupported);
}

}  // namespace pico::engine
