// SPDX-License-Identifier: MIT
//
// Values of KRL for types without parts: see datum_of_value.hpp.
#pragma once

#include <string_view>

#include "krl/value/value.hpp"

#include "postgres/value/server_type.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A value that is not Null. Throws Error for what has no text of the type.
Datum scalar_datum(const krl::Value& value, const ServerType& type, int32 typmod);

/// What the type's input function reads in `text`.
Datum input(std::string_view text, const ServerType& type, int32 typmod);

}  // namespace pico::postgres
