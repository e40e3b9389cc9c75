// SPDX-License-Identifier: MIT
//
// The bound on values that enter or leave a pico. A value may share its parts so often that its
// JSON would be astronomically larger than what it holds in memory.
#pragma once

#include <cstddef>
#include <string_view>

#include "krl/value/value.hpp"

namespace pico::engine {

/// The plain JSON copy of a value (krl::json_copy). Throws Error{LimitExceeded} naming `what` when
/// its text is longer than about `limit` bytes.
krl::Value bounded_json_copy(const krl::Value& value, size_t limit, std::string_view what);

/// Whether a value takes at most about `limit` bytes as JSON.
bool fits_json(const krl::Value& value, size_t limit);

}  // namespace pico::engine
