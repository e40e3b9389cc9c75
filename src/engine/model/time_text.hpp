// SPDX-License-Identifier: MIT
//
// Times as text, where the engine shows them to programs (logs, `flushed`).
#pragma once

#include <string>

#include "engine/model/rows.hpp"

namespace pico::engine {

/// ISO 8601 in UTC with milliseconds: "2026-10-11T09:15:00.000Z"; years outside of 0 to 9999 have a
/// sign and six digits.
std::string time_text(Time time);

}  // namespace pico::engine
