// SPDX-License-Identifier: MIT
//
// Times as text, where the engine shows them to programs (logs, `flushed`).
#pragma once

#include <string>

#include "engine/model/rows.hpp"

namespace pico::engine {

/// ISO 8601 in UTC with milliseconds: "2026-10-11T09:15:00.000Z".
std::string time_text(Time time);

}  // namespace pico::engine
