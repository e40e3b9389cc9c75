// SPDX-License-Identifier: MIT
//
// From KRL to SQL: see datum_of_value.hpp.
#include "krl/text/error.hpp"
#include "krl/value/memory.hpp"

#include "postgres/guard.hpp"
#include "postgres/value/array_datum.hpp"
#include "postgres/value/datum_of_value.hpp"
#include "postgres/value/range_text.hpp"
#include "postgres/value/scalar_datum.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// What stands in a variable of a Map; Null where it does not.
const krl::Value& member(const krl::Map& map, std::string_view name) {
  static const krl::Value none;
  const krl::Value* const found = map.find(name);
  return found != nullptr ? *found : none;
}

void check_members(const krl::Map& map, TupleDesc columns) {
  for (const krl::MapEntry& entry : map) {
    bool is_column = false;
    for (int i = 0; i < columns->natts && !is_column; ++i) {
      const FormData_pg_attribute& column = *TupleDescAttr(columns, i);
      is_column = !column.attisdropped && entry.key.view() == NameStr(column.attname);
    }
    if (!is_column)
      throw krl::Error(krl::ErrorClass::Error,
                       "type " + type_name(columns->tdtypeid) + " has no column \"" +
                           std::string(entry.key.view()) + '"',
                       krl::ErrorCode::InvalidArgument);
  }
}

Datum composite_datum(const krl::Map& map, const ServerType& type) {
  if (type.base == RECORDOID)
    throw krl::Error(krl::ErrorClass::TypeError,
                     "A Map cannot become a record of unknown columns: name a composite type",
                     krl::ErrorCode::InvalidArgument);
  const TupleDesc columns = pg_call([&] { return lookup_rowtype_tupdesc_copy(type.base, -1); });
  return HeapTupleGetDatum(row_of_map(map, columns));
}

Datum datum_of(const krl::Value& value, const ServerType& type, int32 typmod) {
  switch (type.form) {
    case Form::Array:
      if (value.is_array()) return array_datum(value.array(), type, typmod);
      break;
    case Form::Composite:
      if (value.is_map()) return composite_datum(value.map(), type);
      break;
    case Form::Range:
      if (value.is_map()) return input(range_text(value.map(), type), type, typmod);
      break;
    case Form::Multirange:
      if (value.is_array()) return input(multirange_text(value.array(), type), type, typmod);
      break;
    default:
      break;
  }
  return scalar_datum(value, type, typmod);
}

void check_constraints(NullableDatum datum, const ServerType& type) {
  pg_call(
      [&] { domain_check(datum.value, datum.isnull, type.oid, &type.constraints, type.memory); });
}

}  // namespace

NullableDatum datum_of_value(const krl::Value& value, const ServerType& type, int32 typmod) {
  krl::check_stack();
  NullableDatum datum{0, true};
  if (!value.is_null() && type.form != Form::Nothing)
    datum = {datum_of(value, type, type.is_domain() ? type.base_typmod : typmod), false};
  if (type.is_domain()) check_constraints(datum, type);
  return datum;
}

NullableDatum datum_of_value(const krl::Value& value, Oid type, int32 typmod) {
  return datum_of_value(value, *server_type(type), typmod);
}

HeapTuple row_of_map(const krl::Map& map, TupleDesc columns) {
  check_members(map, columns);
  const auto count = static_cast<size_t>(columns->natts);
  std::vector<Datum> values(count);
  const auto nulls = std::make_unique<bool[]>(count);
  for (size_t i = 0; i < count; ++i) {
    const FormData_pg_attribute& column = *TupleDescAttr(columns, static_cast<int>(i));
    nulls[i] = true;
    if (column.attisdropped) continue;
    const NullableDatum datum =
        datum_of_value(member(map, NameStr(column.attname)), column.atttypid, column.atttypmod);
    values[i] = datum.value;
    nulls[i] = datum.isnull;
  }
  return pg_call([&] { return heap_form_tuple(columns, values.data(), nulls.get()); });
}

}  // namespace pico::postgres
