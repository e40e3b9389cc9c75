// SPDX-License-Identifier: MIT
//
// Evaluating in a pico: see eval.hpp.
#include "engine/inspect/eval.hpp"

#include "krl/text/error.hpp"

namespace pico::engine {

krl::Value eval_in_pico(Session&, std::string_view, std::string_view,
                        const std::optional<std::string>&) {
  throw krl::Error(krl::ErrorClass::Error, "eval is not supported yet",
                   krl::ErrorCode::Unsupported);
}

}  // namespace pico::engine
