// SPDX-License-Identifier: MIT
//
// Places of rows: see row_places.hpp.
#include "postgres/row_places.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

struct RowPlace {
  size_t hash;      // of the key
  Oid file;         // of the table; of one without there are no places
  uint32_t period;  // in which alone it counts
  ItemPointerData place;
};

/// Those of more rows displace each other.
RowPlace places[1024];

// Without our lock on the table a vacuum may cut off the pages at its end: locks go when a
// transaction ends, or what is undone of one.
uint32_t period = 1;

void begin_period(XactEvent, void*) { ++period; }
void begin_period_on_abort(SubXactEvent event, SubTransactionId, SubTransactionId, void*) {
  if (event == SUBXACT_EVENT_ABORT_SUB) ++period;
}

const FormData_pg_attribute& column_of(const OpenTable& open, size_t part) {
  return *TupleDescAttr(RelationGetDescr(open.heap), open.table->key()[part] - 1);
}

size_t hash_of(const OpenTable& open, std::span<const Datum> key) {
  size_t hash = 0;
  for (size_t i = 0; i < key.size(); ++i) {
    const size_t of_part =
        column_of(open, i).attbyval
            ? key[i]
            : std::hash<std::string_view>()(
                  {VARDATA_ANY(key[i]), static_cast<size_t>(VARSIZE_ANY_EXHDR(key[i]))});
    hash = hash * 31 + of_part;
  }
  return hash;
}

bool has_key(const OpenTable& open, std::span<const Datum> key) {
  for (size_t i = 0; i < key.size(); ++i) {
    const FormData_pg_attribute& column = column_of(open, i);
    bool is_null = false;
    const Datum found = slot_getattr(open.read_slot, column.attnum, &is_null);
    if (is_null || !datum_image_eq(found, key[i], column.attbyval, column.attlen)) return false;
  }
  return true;
}

}  // namespace

void set_up_row_places() {
  RegisterXactCallback(begin_period, nullptr);
  RegisterSubXactCallback(begin_period_on_abort, nullptr);
}

void remember_place(const OpenTable& open, std::span<const Datum> key,
                    const ItemPointerData& place) {
  const size_t hash = hash_of(open, key);
  places[hash % std::size(places)] = {hash, file_of(open.heap), period, place};
}

bool read_at_place(const OpenTable& open, std::span<const Datum> key, Snapshot snapshot) {
  const size_t hash = hash_of(open, key);
  RowPlace& last = places[hash % std::size(places)];
  const Oid file = file_of(open.heap);
  return last.hash == hash && file != InvalidOid && last.file == file && last.period == period &&
         table_tuple_fetch_row_version(open.heap, &last.place, snapshot, open.read_slot) &&
         has_key(open, key);
}

}  // namespace pico::postgres
