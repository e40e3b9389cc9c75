// SPDX-License-Identifier: MIT
//
// Checking events and queries as they come in (spec engine.md 9 step 1, 10 step 1).
#pragma once

#include <string>
#include <string_view>

#include "engine/environment.hpp"
#include "engine/event/event.hpp"
#include "krl/value/map.hpp"
#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// A checked event that happens now. Throws `missing event.…`, and `Expected a JSON map for
/// event.data.attrs`; attributes may be Null.
Event clean_event(const krl::Value& eci, const krl::Value& domain, const krl::Value& name,
                  const krl::Value& attributes, Environment& environment);

struct Query {
  krl::String eci;
  krl::String rid;
  krl::String name;
  krl::Map arguments;
};

/// A checked query. Throws `missing query.…`, and `Expected a JSON map for query.args`; arguments
/// may be absent.
Query clean_query(const krl::Value& eci, const krl::Value& rid, const krl::Value& name,
                  const krl::Value& arguments, Environment& environment);

/// Text from outside as a KRL String. Throws Error{InvalidArgument} where it is not UTF-8.
krl::Value outside_text(std::string_view text);

}  // namespace pico::engine
