// SPDX-License-Identifier: MIT
//
// Reading dates and times as ISO 8601 writes them (spec modules.md 9.1).
#pragma once

#include <optional>
#include <string_view>

#include "engine/model/rows.hpp"

namespace pico::engine {

/// A time as it was written.
struct WrittenTime {
  Time clock = 0;              // what it says, as if its zone were UTC
  std::optional<Time> offset;  // of its zone, in ms; nothing where it names none
};

/// The time that the whole of `text` spells; one without a date is of the day of `now`. Nothing
/// for any other text.
std::optional<WrittenTime> parse_iso8601(std::string_view text, Time now);

}  // namespace pico::engine
