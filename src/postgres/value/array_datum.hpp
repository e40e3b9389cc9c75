// SPDX-License-Identifier: MIT
//
// Arrays of KRL as arrays of the server: see datum_of_value.hpp.
#pragma once

#include "krl/value/array.hpp"
#include "krl/value/value.hpp"

#include "postgres/value/server_type.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// Nested Arrays are dimensions, but where the elements are json: such an array has one dimension.
/// Throws Error where Arrays beside each other differ in size.
Datum array_datum(const krl::Array& array, const ServerType& type, int32 typmod);

/// One value, as datum_of_value() does it; of the element's type here.
NullableDatum datum_of_value(const krl::Value& value, const ServerType& type, int32 typmod);

}  // namespace pico::postgres
