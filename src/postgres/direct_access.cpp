// SPDX-License-Identifier: MIT
//
// Direct access: see direct_access.hpp.
#include "postgres/direct_access.hpp"
#include "postgres/relations.hpp"
#include "postgres/row_places.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

bool is_as_we_made_it(const KeyedTable& table, Relation heap) {
  const TupleDesc columns = RelationGetDescr(heap);
  if (static_cast<size_t>(columns->natts) != table.column_count()) return false;
  for (int i = 0; i < columns->natts; ++i) {
    if (TupleDescAttr(columns, i)->attisdropped) return false;
  }
  return heap->rd_rules == nullptr && !heap->rd_rel->relrowsecurity;
}

/// The primary key is known without its name.
Oid index_of(Relation heap, const KeyedTable& table) {
  return table.is_by_primary_key() ? RelationGetPrimaryKeyIndex(heap) : relation(table.index());
}

bool has_extras(Relation heap, Relation index) {
  const TupleConstr* const constraints = RelationGetDescr(heap)->constr;
  if (heap->trigdesc != nullptr) return true;
  if (constraints != nullptr && (constraints->num_check > 0 || constraints->has_generated_stored))
    return true;
  List* const indexes = RelationGetIndexList(heap);
  const bool is_only_index =
      list_length(indexes) == 1 && linitial_oid(indexes) == RelationGetRelid(index);
  list_free(indexes);
  return !is_only_index;
}

/// The values of the columns in the slot for writing.
TupleTableSlot* filled_slot(const OpenTable& open, std::span<const Parameter> values) {
  TupleTableSlot* const slot = ExecClearTuple(open.write_slot);
  for (size_t i = 0; i < values.size(); ++i) {
    slot->tts_values[i] = values[i].datum();
    slot->tts_isnull[i] = values[i].is_null();
  }
  return ExecStoreVirtualTuple(slot);
}

/// The key of a row, in the order of the index.
struct Key {
  Datum parts[KeyedTable::kMaxKeyColumns];
  size_t count = 0;

  /// All there is where it is the whole primary key, else nothing.
  [[nodiscard]] std::span<const Datum> whole(const KeyedTable& table) const {
    const bool is_whole = table.is_by_primary_key() && count == table.key().size();
    return {parts, is_whole ? count : 0};
  }
};

Key key_of(const OpenTable& open, const TupleTableSlot* written) {
  Key key;
  for (const AttrNumber column : open.table->key())
    key.parts[key.count++] = written->tts_values[column - 1];
  return key;
}

/// The key of a row that is replaced is that of the former version, which need not be looked for.
void add_to_index(const OpenTable& open, TupleTableSlot* slot, bool is_replacement) {
  Key key = key_of(open, slot);
  bool nulls[KeyedTable::kMaxKeyColumns] = {};
  index_insert(open.index, key.parts, nulls, &slot->tts_tid, open.heap,
               is_replacement ? UNIQUE_CHECK_NO : UNIQUE_CHECK_YES, is_replacement,
               open.index_info);
}

/// The version of the row that was just written, with which the slot is done.
RowVersion written(const OpenTable& open, TupleTableSlot* slot) {
  const Key key = key_of(open, slot);
  if (const auto whole = key.whole(*open.table); !whole.empty())
    remember_place(open, whole, slot->tts_tid);
  const RowVersion version{file_of(open.heap), ItemPointerGetBlockNumber(&slot->tts_tid),
                           ItemPointerGetOffsetNumber(&slot->tts_tid), GetCurrentTransactionId()};
  ExecClearTuple(slot);
  return version;
}

void require_done(TM_Result result) {
  if (result != TM_Ok) raise_serialization_failure();
}

}  // namespace

void raise_serialization_failure() {
  ereport(ERROR, (errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
                  errmsg("could not serialize access due to concurrent update of a pico"),
                  errhint("The transaction might succeed if retried.")));
}

OpenTable open_directly(const KeyedTable& table) {
  OpenTable open{};
  open.table = &table;
  open.heap = table_open(relation(table.name()), AccessShareLock);
  // Without a lock of its own: whoever drops an index waits for those who have locked its table.
  open.index = RelationIdGetRelation(index_of(open.heap, table));
  if (!RelationIsValid(open.index)) elog(ERROR, "no index of pico.%s", table.name());
  open.is_readable = is_as_we_made_it(table, open.heap);
  open.is_writable = open.is_readable && !has_extras(open.heap, open.index);
  open.read_slot = table_slot_create(open.heap, nullptr);
  return open;
}

void prepare_to_write(OpenTable& open) {
  if (open.write_slot != nullptr) return;
  LockRelationOid(RelationGetRelid(open.heap), RowExclusiveLock);
  open.index_info = BuildIndexInfo(open.index);
  open.write_slot = MakeSingleTupleTableSlot(RelationGetDescr(open.heap), &TTSOpsVirtual);
}

void close_directly(OpenTable& open) {
  ExecDropSingleTupleTableSlot(open.read_slot);
  if (open.write_slot != nullptr) ExecDropSingleTupleTableSlot(open.write_slot);
  // The locks stay to the end of the transaction, as those of statements do.
  RelationClose(open.index);
  table_close(open.heap, NoLock);
}

FoundRows scan_directly(const OpenTable& open, std::span<const Parameter> key, Snapshot snapshot,
                        size_t limit) {
  ScanKeyData keys[KeyedTable::kMaxKeyColumns];
  Key parts;
  for (size_t i = 0; i < key.size(); ++i) {
    const auto number = static_cast<AttrNumber>(i + 1);
    const RegProcedure equals = key[i].type() == INT8OID ? F_INT8EQ : F_TEXTEQ;
    const Datum part = parts.parts[parts.count++] = key[i].datum();
    ScanKeyEntryInitialize(&keys[i], 0, number, BTEqualStrategyNumber, InvalidOid,
                           open.index->rd_indcollation[i], equals, part);
  }
  size_t room = 4;
  FoundRows found{static_cast<HeapTuple*>(palloc(room * sizeof(HeapTuple))), 0,
                  RelationGetDescr(open.heap), nullptr, file_of(open.heap)};
  const std::span<const Datum> whole = parts.whole(*open.table);
  if (!whole.empty() && read_at_place(open, whole, snapshot)) {
    found.tuples[found.count++] = ExecCopySlotHeapTuple(open.read_slot);
    ExecClearTuple(open.read_slot);
    return found;
  }
  const int key_count = static_cast<int>(key.size());
  const IndexScanDesc scan = begin_index_scan(open.heap, open.index, snapshot, key_count);
  index_rescan(scan, keys, key_count, nullptr, 0);
  while (found.count < limit && index_getnext_slot(scan, ForwardScanDirection, open.read_slot)) {
    CHECK_FOR_INTERRUPTS();
    if (found.count == room) {
      room *= 2;
      found.tuples = static_cast<HeapTuple*>(repalloc_huge(found.tuples, room * sizeof(HeapTuple)));
    }
    found.tuples[found.count++] = ExecCopySlotHeapTuple(open.read_slot);
  }
  ExecClearTuple(open.read_slot);
  index_endscan(scan);
  if (!whole.empty() && found.count == 1) remember_place(open, whole, found.tuples[0]->t_self);
  return found;
}

bool are_same(const FoundRows& left, const FoundRows& right) {
  if (left.count != right.count) return false;
  for (size_t i = 0; i < left.count; ++i) {
    if (!ItemPointerEquals(&left.tuples[i]->t_self, &right.tuples[i]->t_self)) return false;
  }
  return true;
}

RowVersion insert_directly(const OpenTable& open, std::span<const Parameter> values) {
  TupleTableSlot* const slot = filled_slot(open, values);
  table_tuple_insert(open.heap, slot, GetCurrentCommandId(true), 0, nullptr);
  add_to_index(open, slot, false);
  return written(open, slot);
}

RowVersion update_directly(const OpenTable& open, HeapTuple found,
                           std::span<const Parameter> values) {
  TupleTableSlot* const slot = filled_slot(open, values);
  TM_FailureData failure;
  LockTupleMode mode;
  UpdateIndexes update_indexes{};
  require_done(table_tuple_update(open.heap, &found->t_self, slot, GetCurrentCommandId(true),
                                  InvalidSnapshot, InvalidSnapshot, true, &failure, &mode,
                                  &update_indexes));
  if (must_update_indexes(update_indexes)) add_to_index(open, slot, true);
  return written(open, slot);
}

void delete_directly(const OpenTable& open, HeapTuple found) {
  TM_FailureData failure;
  require_done(table_tuple_delete(open.heap, &found->t_self, GetCurrentCommandId(true),
                                  InvalidSnapshot, InvalidSnapshot, true, &failure, false));
}

}  // namespace pico::postgres
