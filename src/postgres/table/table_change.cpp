// SPDX-License-Identifier: MIT
//
// Changes of tables as values: see table_change.hpp.
#include "postgres/table/table_change.hpp"
#include "krl/value/array.hpp"

#include "postgres/garbage_scope.hpp"
#include "postgres/guard.hpp"
#include "postgres/value/value_of_datum.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

std::string_view operation_of(TriggerEvent event) {
  if (TRIGGER_FIRED_BY_INSERT(event)) return "INSERT";
  if (TRIGGER_FIRED_BY_UPDATE(event)) return "UPDATE";
  if (TRIGGER_FIRED_BY_DELETE(event)) return "DELETE";
  return "TRUNCATE";
}

krl::Value row_of(HeapTuple row, TupleDesc columns) {
  if (row == nullptr) return krl::Value::null();
  return RowReader(columns).read(row);
}

/// The rows of a transition table from its beginning, which others read as well.
class TransitionRows {
 public:
  TransitionRows(Tuplestorestate* rows, TupleDesc columns)
      : rows_(rows), home_(CurrentMemoryContext) {
    slot_ = pg_call([&] {
      tuplestore_select_read_pointer(rows_, tuplestore_alloc_read_pointer(rows_, EXEC_FLAG_REWIND));
      tuplestore_rescan(rows_);
      // Of a copy, which is not counted by who uses it and so need not be given back after errors.
      return MakeSingleTupleTableSlot(CreateTupleDescCopy(columns), &TTSOpsMinimalTuple);
    });
  }

  /// Null behind the last one; in the memory context that is current.
  HeapTuple next() {
    return pg_call([&]() -> HeapTuple {
      // A row that comes from a file is the slot's until the next one.
      const MemoryContext current = MemoryContextSwitchTo(home_);
      const bool is_there = tuplestore_gettupleslot(rows_, true, false, slot_);
      MemoryContextSwitchTo(current);
      return is_there ? ExecCopySlotHeapTuple(slot_) : nullptr;
    });
  }

 private:
  Tuplestorestate* rows_;
  MemoryContext home_;
  TupleTableSlot* slot_;  // goes with the trigger's memory
};

krl::Value rows_of(Tuplestorestate* store, TupleDesc columns) {
  if (store == nullptr) return krl::Value::null();
  TransitionRows rows(store, columns);
  RowReader reader(columns);
  krl::Array values;
  const GarbageScope garbage;
  while (const HeapTuple row = rows.next()) {
    values.push_back(reader.read(row));
    garbage.clear();
  }
  return values;
}

int64_t count_of(Tuplestorestate* rows) {
  return rows == nullptr ? 0 : tuplestore_tuple_count(rows);
}

}  // namespace

bool has_changed_nothing(const TriggerData& change) {
  const TriggerEvent event = change.tg_event;
  return TRIGGER_FIRED_FOR_STATEMENT(event) && !TRIGGER_FIRED_BY_TRUNCATE(event) &&
         count_of(change.tg_oldtable) + count_of(change.tg_newtable) == 0;
}

krl::Map attributes_of(const TriggerData& change, std::string_view table) {
  const TupleDesc columns = RelationGetDescr(change.tg_relation);
  const bool is_insert = TRIGGER_FIRED_BY_INSERT(change.tg_event);
  krl::Map attributes{{"op", operation_of(change.tg_event)}, {"table", table}};
  if (TRIGGER_FIRED_FOR_ROW(change.tg_event)) {
    attributes.set("old", row_of(is_insert ? nullptr : change.tg_trigtuple, columns));
    attributes.set("new", row_of(is_insert ? change.tg_trigtuple : change.tg_newtuple, columns));
  } else {
    attributes.set("old", rows_of(change.tg_oldtable, columns));
    attributes.set("new", rows_of(change.tg_newtable, columns));
  }
  return attributes;
}

}  // namespace pico::postgres
