// SPDX-License-Identifier: MIT
//
// Texts of ranges: see range_text.hpp.
#include "krl/text/error.hpp"
#include "krl/value/conversion.hpp"

#include "postgres/value/array_datum.hpp"
#include "postgres/value/range_text.hpp"
#include "postgres/value/scalar_value.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error bad_range(const std::string& why, const ServerType& type) {
  return {krl::ErrorClass::TypeError,
          "A Map cannot become a value of type " + type_name(type.oid) + ": " + why,
          krl::ErrorCode::InvalidArgument};
}

void check_members(const krl::Map& range, const ServerType& type) {
  for (const krl::MapEntry& entry : range) {
    const std::string_view key = entry.key.view();
    if (key != "lower" && key != "upper" && key != "bounds" && key != "empty")
      throw bad_range("a range has no \"" + std::string(key) + '"', type);
  }
}

/// The two brackets.
std::string_view bounds_of(const krl::Map& range, const ServerType& type) {
  const krl::Value* const found = range.find("bounds");
  if (found == nullptr || found->is_null()) return "[)";
  const std::string_view bounds = found->is_string() ? found->string().view() : "";
  if (bounds == "[)" || bounds == "[]" || bounds == "()" || bounds == "(]") return bounds;
  throw bad_range("its \"bounds\" are none of [) [] () (]", type);
}

/// Quoted, or nothing for an end that there is not.
std::string bound_text(const krl::Map& range, std::string_view name, const ServerType& subtype) {
  const krl::Value* const found = range.find(name);
  if (found == nullptr) return "";
  const NullableDatum bound = datum_of_value(*found, subtype, -1);
  if (bound.isnull) return "";
  std::string text = "\"";
  for (const char* c = output_text(bound.value, subtype); *c != '\0'; ++c) {
    if (*c == '"' || *c == '\\') text.push_back('\\');
    text.push_back(*c);
  }
  return text + '"';
}

}  // namespace

std::string range_text(const krl::Map& range, const ServerType& type) {
  check_members(range, type);
  const krl::Value* const empty = range.find("empty");
  if (empty != nullptr && krl::is_true(*empty)) return "empty";
  const std::string_view bounds = bounds_of(range, type);
  const ServerTypePtr subtype = server_type(type.element);
  return bounds[0] + bound_text(range, "lower", *subtype) + ',' +
         bound_text(range, "upper", *subtype) + bounds[1];
}

std::string multirange_text(const krl::Array& ranges, const ServerType& type) {
  const ServerTypePtr range = server_type(type.element);
  std::string text = "{";
  for (const krl::Value& item : ranges) {
    const NullableDatum datum = datum_of_value(item, *range, -1);
    if (datum.isnull)
      throw krl::Error(krl::ErrorClass::TypeError,
                       "Null cannot be a range of a value of type " + type_name(type.oid),
                       krl::ErrorCode::InvalidArgument);
    if (text.size() > 1) text.push_back(',');
    text.append(output_text(datum.value, *range));
  }
  return text + '}';
}

}  // namespace pico::postgres
