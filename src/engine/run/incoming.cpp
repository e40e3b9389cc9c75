// SPDX-License-Identifier: MIT
//
// Checking events and queries: see incoming.hpp.
#include "engine/run/incoming.hpp"

#include <fmt/format.h>

#include "engine/model/json_bound.hpp"
#include "krl/text/error.hpp"
#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

krl::Error invalid(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::InvalidArgument};
}

/// A String without the blanks around it, which must leave something.
krl::String clean_word(const krl::Value& value, std::string_view what) {
  if (value.is_string()) {
    const std::string_view word = krl::trim(value.string().view());
    if (word.size() == value.string().size_bytes() && !word.empty()) return value.string();
    if (!word.empty()) return krl::String(word);
  }
  throw invalid(fmt::format("missing {}", what));
}

krl::Map clean_map(const krl::Value& value, std::string_view what, Environment& environment) {
  krl::Value copy = bounded_json_copy(value, environment.limits().attribute_bytes, what);
  if (!copy.is_map()) throw invalid(fmt::format("Expected a JSON map for {}", what));
  return copy.map();
}

}  // namespace

Event clean_event(const krl::Value& eci, const krl::Value& domain, const krl::Value& name,
                  const krl::Value& attributes, Environment& environment) {
  Event event{.eci = clean_word(eci, "event.eci"),
              .domain = clean_word(domain, "event.domain"),
              .name = clean_word(name, "event.name"),
              .attributes = {},
              .time = environment.now(),
              .timer = {}};
  if (!attributes.is_null()) {
    event.attributes = clean_map(attributes, "event.data.attrs", environment);
  }
  return event;
}

Query clean_query(const krl::Value& eci, const krl::Value& rid, const krl::Value& name,
                  const krl::Value& arguments, Environment& environment) {
  Query query{.eci = clean_word(eci, "query.eci"),
              .rid = clean_word(rid, "query.rid"),
              .name = clean_word(name, "query.name"),
              .arguments = {}};
  if (!arguments.is_undefined()) {
    query.arguments = clean_map(arguments, "query.args", environment);
  }
  return query;
}

krl::Value outside_text(std::string_view text) {
  if (!krl::is_valid_utf8(text)) throw invalid("the text is not valid UTF-8");
  return text;
}

}  // namespace pico::engine
