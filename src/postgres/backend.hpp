// SPDX-License-Identifier: MIT
//
// What the process gives to all programs, those of picos and those of functions.
#pragma once

#include <cstddef>
#include <span>

#include "engine/model/rows.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Fills with bytes of the server's cryptographic random source.
void fill_with_random(std::span<std::byte> bytes);

/// Shows a log entry to the client and in the server's log, as pico.client_log and pico.server_log
/// say. What has no pico is of the function that its rid names.
void show(const engine::LogEntry& entry);

}  // namespace pico::postgres
