// SPDX-License-Identifier: MIT
//
// Ranges as Maps, in the text that the server reads: see datum_of_value.hpp.
#pragma once

#include <string>

#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

#include "postgres/value/server_type.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// `{"lower": 1, "upper": null, "bounds": "[)"}` as `["1",)`, and `{"empty": true}` as `empty`.
/// Throws Error for any other member.
std::string range_text(const krl::Map& range, const ServerType& type);

/// An Array of such Maps, or of ranges' texts: `{[1,),empty}`.
std::string multirange_text(const krl::Array& ranges, const ServerType& type);

}  // namespace pico::postgres
