// SPDX-License-Identifier: MIT
//
// Errors of statements of programs.
#pragma once

#include <optional>
#include <string_view>

#include "krl/text/error.hpp"

#include "postgres/guard.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Error{SqlFailed} for an error that is about the statement `text`; nothing where it is not: a
/// cancel, a time-out, a conflict with other transactions, want of memory.
std::optional<krl::Error> failure_of(const PgError& error, std::string_view text);

}  // namespace pico::postgres
