// SPDX-License-Identifier: MIT
//
// Rows: see row.hpp.
#include "krl/value/json.hpp"

#include "postgres/guard.hpp"
#include "postgres/row.hpp"
#include "postgres/time.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

std::string_view view_of(Datum datum) {
  const auto* bytes = reinterpret_cast<const struct varlena*>(DatumGetPointer(datum));
  return {VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes)};
}

}  // namespace

Datum Row::value(int column) const {
  return pg_call([&] {
    bool null = false;
    const Datum datum = heap_getattr(tuple_, column, columns_, &null);
    if (null) return Datum{0};
    if (TupleDescAttr(columns_, column - 1)->attlen != -1) return datum;
    return PointerGetDatum(PG_DETOAST_DATUM_PACKED(datum));
  });
}

RowVersion Row::version() const {
  if (file_ == InvalidOid) return {};
  return {file_, ItemPointerGetBlockNumber(&tuple_->t_self),
          ItemPointerGetOffsetNumber(&tuple_->t_self), HeapTupleHeaderGetRawXmin(tuple_->t_data)};
}

bool Row::is_null(int column) const { return heap_attisnull(tuple_, column, columns_); }

std::string_view Row::text(int column) const {
  const Datum datum = value(column);
  return datum == 0 ? std::string_view() : view_of(datum);
}

int64_t Row::number(int column) const { return DatumGetInt64(value(column)); }

bool Row::boolean(int column) const { return DatumGetBool(value(column)); }

engine::Time Row::time(int column) const { return to_time(number(column)); }

std::vector<std::string> Row::texts(int column) const {
  const Datum array = value(column);
  Datum* items = nullptr;
  int count = 0;
  pg_call([&] {
    deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT, &items, nullptr,
                      &count);
  });
  std::vector<std::string> strings;
  strings.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) strings.emplace_back(view_of(items[i]));
  return strings;
}

krl::Value Row::json(int column) const { return krl::parse_json(text(column)); }

}  // namespace pico::postgres
