// SPDX-License-Identifier: MIT
//
// An expression evaluated as if it stood in a ruleset of a pico: see Engine::eval.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "krl/value/value.hpp"

namespace pico::engine {

class Session;

/// The value as JSON; Undefined where it has none. Throws Error with the place in `source`.
krl::Value eval_in_pico(Session& session, std::string_view pico, std::string_view source,
                        const std::optional<std::string>& rid);

}  // namespace pico::engine
