// SPDX-License-Identifier: MIT
//
// The executors' part in delivering messages: picos whose messages make the courier wait, or have
// gone wrong. It is careful: each message is delivered by itself, and its try is counted in a
// transaction that is committed before. A try that others have hindered is taken back.
#pragma once

#include <string_view>

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// The answer to JobKind::Deliver; another one says that a message has failed, and waits.
inline constexpr std::string_view kDelivered = "delivered";

/// Delivers what waits for a pico, until one message fails or others have waited for long enough.
std::string_view deliver_with_care(std::string_view pico);

}  // namespace pico::postgres
