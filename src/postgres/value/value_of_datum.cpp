// SPDX-License-Identifier: MIT
//
// From SQL to KRL: see value_of_datum.hpp.
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/memory.hpp"

#include "postgres/guard.hpp"
#include "postgres/value/scalar_value.hpp"
#include "postgres/value/value_of_datum.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Value value_of(Datum datum, const ServerType& type);

// Arrays ------------------------------------------------------------------------------------------

/// The elements of an array of the server, in the order they lie there.
struct Elements {
  const int* sizes;
  int dimensions;
  Datum* values;
  bool* nulls;
  int count;
};

Elements elements_of(Datum datum, const ServerType& element) {
  return pg_call([&] {
    Elements elements{};
    ArrayType* const array = DatumGetArrayTypeP(datum);
    elements.sizes = ARR_DIMS(array);
    elements.dimensions = ARR_NDIM(array);
    deconstruct_array(array, element.base, element.length, element.is_by_value, element.alignment,
                      &elements.values, &elements.nulls, &elements.count);
    return elements;
  });
}

/// The array of one dimension that begins at element `next`.
krl::Array nested_array(const Elements& elements, const ServerType& type, int dimension,
                        int& next) {
  krl::Values items;
  const int size = elements.sizes[dimension];
  items.reserve(static_cast<size_t>(size));
  for (int i = 0; i < size; ++i) {
    if (dimension + 1 < elements.dimensions) {
      items.emplace_back(nested_array(elements, type, dimension + 1, next));
    } else {
      items.push_back(value_of_datum(elements.values[next], elements.nulls[next], type));
      ++next;
    }
  }
  return krl::Array(std::move(items));
}

krl::Value array_value(Datum datum, const ServerType& type) {
  const ServerTypePtr element = server_type(type.element);
  const Elements elements = elements_of(datum, *element);
  if (elements.dimensions == 0) return krl::Array();
  int next = 0;
  return nested_array(elements, *element, 0, next);
}

// Rows --------------------------------------------------------------------------------------------

krl::Value composite_value(Datum datum) {
  HeapTupleData row{};
  // A copy: a pinned description would have to be given back, also after errors.
  const TupleDesc columns = pg_call([&] {
    row.t_data = DatumGetHeapTupleHeader(datum);
    row.t_len = HeapTupleHeaderGetDatumLength(row.t_data);
    return lookup_rowtype_tupdesc_copy(HeapTupleHeaderGetTypeId(row.t_data),
                                       HeapTupleHeaderGetTypMod(row.t_data));
  });
  return RowReader(columns).read(&row);
}

// Ranges ------------------------------------------------------------------------------------------

struct Bounds {
  RangeBound lower;
  RangeBound upper;
  bool is_empty;
};

/// Null where the range has no such bound.
krl::Value bound_value(const RangeBound& bound, const ServerType& type) {
  return value_of_datum(bound.val, bound.infinite, type);
}

krl::Value range_value(const Bounds& bounds, const ServerType& subtype) {
  if (bounds.is_empty) return krl::Map{{"empty", true}};
  const char signs[] = {bounds.lower.inclusive ? '[' : '(', bounds.upper.inclusive ? ']' : ')'};
  return krl::Map{{"lower", bound_value(bounds.lower, subtype)},
                  {"upper", bound_value(bounds.upper, subtype)},
                  {"bounds", krl::Value(std::string_view(signs, sizeof signs))}};
}

krl::Value range_value(Datum datum, const ServerType& type) {
  const Bounds bounds = pg_call([&] {
    Bounds found{};
    TypeCacheEntry* const entry = lookup_type_cache(type.base, TYPECACHE_RANGE_INFO);
    range_deserialize(entry, DatumGetRangeTypeP(datum), &found.lower, &found.upper,
                      &found.is_empty);
    return found;
  });
  return range_value(bounds, *server_type(type.element));
}

krl::Value multirange_value(Datum datum, const ServerType& type) {
  TypeCacheEntry* range = nullptr;
  MultirangeType* multirange = nullptr;
  pg_call([&] {
    range = lookup_type_cache(type.base, TYPECACHE_MULTIRANGE_INFO)->rngtype;
    multirange = DatumGetMultirangeTypeP(datum);
  });
  const ServerTypePtr subtype = server_type(range->rngelemtype->type_id);
  krl::Values ranges;
  for (uint32 i = 0; i < multirange->rangeCount; ++i) {
    Bounds bounds{};
    pg_call([&] { multirange_get_bounds(range, multirange, i, &bounds.lower, &bounds.upper); });
    ranges.push_back(range_value(bounds, *subtype));
  }
  return krl::Array(std::move(ranges));
}

krl::Value value_of(Datum datum, const ServerType& type) {
  switch (type.form) {
    case Form::Array:
      return array_value(datum, type);
    case Form::Composite:
      return composite_value(datum);
    case Form::Range:
      return range_value(datum, type);
    case Form::Multirange:
      return multirange_value(datum, type);
    default:
      return scalar_value(datum, type);
  }
}

}  // namespace

krl::Value value_of_datum(Datum datum, bool is_null, const ServerType& type) {
  if (is_null) return krl::Value::null();
  krl::check_stack();
  return value_of(datum, type);
}

krl::Value value_of_datum(Datum datum, bool is_null, Oid type) {
  return is_null ? krl::Value::null() : value_of_datum(datum, false, *server_type(type));
}

RowReader::RowReader(TupleDesc columns)
    : columns_(columns),
      values_(static_cast<size_t>(columns->natts)),
      nulls_(std::make_unique<bool[]>(static_cast<size_t>(columns->natts))) {
  krl::Map names;
  for (int i = 0; i < columns->natts; ++i) {
    const FormData_pg_attribute& column = *TupleDescAttr(columns, i);
    if (column.attisdropped) continue;
    const std::string_view name = NameStr(column.attname);
    if (names.contains(name))
      throw krl::Error(krl::ErrorClass::Error,
                       "two columns are named \"" + std::string(name) +
                           "\": a Map holds one of them, name the other by AS",
                       krl::ErrorCode::InvalidArgument);
    names.set(name, true);
    kept_.push_back({i, krl::String(name), server_type(column.atttypid)});
  }
}

krl::Map RowReader::read(HeapTuple row) {
  pg_call([&] { heap_deform_tuple(row, columns_, values_.data(), nulls_.get()); });
  krl::Map map;
  for (const Column& column : kept_) {
    const auto at = static_cast<size_t>(column.position);
    map.set(column.name, value_of_datum(values_[at], nulls_[at], *column.type));
  }
  return map;
}

}  // namespace pico::postgres
