// SPDX-License-Identifier: MIT
//
// Showing what is wrong with a program.
#pragma once

#include <cstdio>

#include "krl/text/diagnostic.hpp"
#include "krl/text/error.hpp"

namespace pico::tool {

/// Writes all findings as `file:line:col: severity: message` with source line and caret.
void print(const krl::Diagnostics& diagnostics, std::FILE* file);

/// Writes an error that arose while `source` ran: in the same form when its place is known, which
/// is where `source` is the ruleset of that place.
void print(const krl::Error& error, const krl::Source& source, std::FILE* file);

}  // namespace pico::tool
