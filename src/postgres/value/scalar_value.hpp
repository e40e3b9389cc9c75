// SPDX-License-Identifier: MIT
//
// Values of SQL that have no parts: see value_of_datum.hpp.
#pragma once

#include "krl/value/value.hpp"

#include "postgres/value/server_type.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A Boolean, a Number where it loses nothing, or a String; what JSON holds.
krl::Value scalar_value(Datum datum, const ServerType& type);

/// What the type's output function writes in plain style; valid as long as the current memory
/// context is.
const char* output_text(Datum datum, const ServerType& type);

}  // namespace pico::postgres
