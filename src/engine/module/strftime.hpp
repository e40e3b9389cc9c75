// SPDX-License-Identifier: MIT
//
// Times as text by a format of `%` conversions (spec modules.md 9.3).
#pragma once

#include <string>
#include <string_view>

#include "engine/model/rows.hpp"
#include "engine/module/time_zone.hpp"

namespace pico::engine {

/// `time` as clocks in `zone` show it, in US English. Conversions that do not exist stay.
std::string strftime_text(Time time, const TimeZone& zone, std::string_view format);

}  // namespace pico::engine
