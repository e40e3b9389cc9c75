// SPDX-License-Identifier: MIT
//
// Direct access: see direct_access.hpp.
#include "postgres/direct_access.hpp"
#include "postgres/relations.hpp"

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

void add_to_index(const OpenTable& open, TupleTableSlot* slot) {
  Datum values[KeyedTable::kMaxKeyColumns];
  bool nulls[KeyedTable::kMaxKeyColumns];
  size_t count = 0;
  for (const AttrNumber column : open.table->key()) {
    values[count] = slot_getattr(slot, column, &nulls[count]);
    ++count;
  }
  index_insert(open.index, values, nulls, &slot->tts_tid, open.heap, UNIQUE_CHECK_YES, false,
               open.index_info);
}

uint32_t hash_of(std::span<const Parameter> key) {
  const Datum last = key.back().datum();
  if (key.back().type() == INT8OID)
    return hash_bytes_uint32(static_cast<uint32_t>(DatumGetInt64(last)));
  const text* const characters = DatumGetTextPP(last);
  return hash_bytes(reinterpret_cast<const unsigned char*>(VARDATA_ANY(characters)),
                    static_cast<int>(VARSIZE_ANY_EXHDR(characters)));
}

/// Whether the slot for reading holds the row with this key.
bool has_key(const OpenTable& open, std::span<const Parameter> key) {
  for (size_t i = 0; i < key.size(); ++i) {
    const AttrNumber column = open.table->key()[i];
    const auto* const attribute = TupleDescAttr(RelationGetDescr(open.heap), column - 1);
    bool is_null = false;
    const Datum found = slot_getattr(open.read_slot, column, &is_null);
    if (is_null || !datum_image_eq(found, key[i].datum(), attribute->attbyval, attribute->attlen))
      return false;
  }
  return true;
}

/// The version of the row that was just written, with which the slot is done.
RowVersion written(const OpenTable& open, TupleTableSlot* slot) {
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
  for (size_t i = 0; i < key.size(); ++i) {
    const auto number = static_cast<AttrNumber>(i + 1);
    const RegProcedure equals = key[i].type() == INT8OID ? F_INT8EQ : F_TEXTEQ;
    ScanKeyEntryInitialize(&keys[i], 0, number, BTEqualStrategyNumber, InvalidOid,
                           open.index->rd_indcollation[i], equals, key[i].datum());
  }
  size_t room = 4;
  FoundRows found{static_cast<HeapTuple*>(palloc(room * sizeof(HeapTuple))), 0,
                  RelationGetDescr(open.heap), nullptr, file_of(open.heap)};
  const int key_count = static_cast<int>(key.size());
  const IndexScanDesc scan = begin_index_scan(open.heap, open.index, snapshot, key_count);
  index_rescan(scan, keys, key_count, nullptr, 0);
  // A whole key has at most one row. Of its versions, which a long transaction heaps up, the last
  // is looked at first.
  const bool is_whole = key.size() == open.table->key().size();
  const ScanDirection direction = is_whole ? BackwardScanDirection : ForwardScanDirection;
  if (is_whole) limit = std::min<size_t>(limit, 1);
  while (found.count < limit && index_getnext_slot(scan, direction, open.read_slot)) {
    CHECK_FOR_INTERRUPTS();
    if (found.count == room) {
      room *= 2;
      found.tuples = static_cast<HeapTuple*>(repalloc_huge(found.tuples, room * sizeof(HeapTuple)));
    }
    found.tuples[found.count++] = ExecCopySlotHeapTuple(open.read_slot);
  }
  ExecClearTuple(open.read_slot);
  index_endscan(scan);
  return found;
}

void remember_place(OpenTable& open, std::span<const Parameter> key, ItemPointer place) {
  open.places[open.place_count++ % OpenTable::kMaxPlaces] = {hash_of(key), *place};
}

ItemPointer remembered_place(OpenTable& open, std::span<const Parameter> key, Snapshot snapshot) {
  const uint32_t hash = hash_of(key);
  for (size_t i = 0; i < std::min(open.place_count, OpenTable::kMaxPlaces); ++i) {
    FoundPlace& found = open.places[i];
    if (found.hash != hash ||
        !table_tuple_fetch_row_version(open.heap, &found.place, snapshot, open.read_slot))
      continue;
    const bool is_there = has_key(open, key);
    ExecClearTuple(open.read_slot);
    if (is_there) return &found.place;
  }
  return nullptr;
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
  add_to_index(open, slot);
  return written(open, slot);
}

RowVersion update_directly(const OpenTable& open, ItemPointer found,
                           std::span<const Parameter> values) {
  TupleTableSlot* const slot = filled_slot(open, values);
  TM_FailureData failure;
  LockTupleMode mode;
  UpdateIndexes update_indexes{};
  require_done(table_tuple_update(open.heap, found, slot, GetCurrentCommandId(true),
                                  InvalidSnapshot, InvalidSnapshot, true, &failure, &mode,
                                  &update_indexes));
  if (must_update_indexes(update_indexes)) add_to_index(open, slot);
  return written(open, slot);
}

void delete_directly(const OpenTable& open, ItemPointer found) {
  TM_FailureData failure;
  require_done(table_tuple_delete(open.heap, found, GetCurrentCommandId(true), InvalidSnapshot,
                                  InvalidSnapshot, true, &failure, false));
}

}  // namespace pico::postgres
