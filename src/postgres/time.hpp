// SPDX-License-Identifier: MIT
//
// The engine's times, milliseconds since 1970, and the server's, microseconds since 2000.
#pragma once

#include "engine/model/rows.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

inline constexpr int64_t kEpochDifferenceMs =
    int64_t{POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE} * SECS_PER_DAY * 1000;

inline TimestampTz to_timestamp(engine::Time time) { return (time - kEpochDifferenceMs) * 1000; }
inline engine::Time to_time(TimestampTz timestamp) { return timestamp / 1000 + kEpochDifferenceMs; }

}  // namespace pico::postgres
