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

// Where rows were last written
// ---------------------------------------------------------------------- A transaction that changes
// a row many times leaves as many versions, which no look through the index can pass over before
// the transaction ends: the cost of each would grow with their number. So the place of the last one
// is remembered. Whether it is what the snapshot shows is asked of the row: no more than one
// version with a key can be.

struct LastWritten {
  size_t key;                 // a hash
  TransactionId transaction;  // in which alone it counts
  ItemPointerData place;
};

/// The columns of a primary key.
struct Key {
  Datum parts[KeyedTable::kMaxKeyColumns];
  size_t count = 0;
};

bool is_by_value(const OpenTable& open, size_t part) {
  return TupleDescAttr(RelationGetDescr(open.heap), open.table->key()[part] - 1)->attbyval;
}

size_t hash_of(const OpenTable& open, const Key& key) {
  size_t hash = file_of(open.heap);
  for (size_t i = 0; i < key.count; ++i) {
    const Datum part = key.parts[i];
    const size_t of_part =
        is_by_value(open, i)
            ? part
            : std::hash<std::string_view>()(
                  {VARDATA_ANY(part), static_cast<size_t>(VARSIZE_ANY_EXHDR(part))});
    hash = hash * 31 + of_part;
  }
  return hash;
}

LastWritten& last_written(size_t hash) {
  static LastWritten places[1024];
  return places[hash % std::size(places)];
}

void remember_place(const OpenTable& open, const TupleTableSlot* slot) {
  if (!open.table->is_by_primary_key()) return;
  Key key;
  for (const AttrNumber column : open.table->key())
    key.parts[key.count++] = slot->tts_values[column - 1];
  const size_t hash = hash_of(open, key);
  last_written(hash) = {hash, GetTopTransactionId(), slot->tts_tid};
}

bool has_key(const OpenTable& open, const Key& key, TupleTableSlot* slot) {
  for (size_t i = 0; i < key.count; ++i) {
    bool is_null = false;
    const Datum value = slot_getattr(slot, open.table->key()[i], &is_null);
    const int length = is_by_value(open, i) ? static_cast<int>(sizeof(Datum)) : -1;
    if (is_null || !datum_image_eq(value, key.parts[i], is_by_value(open, i), length)) return false;
  }
  return true;
}

/// Finds the row where this transaction has written it last, into the slot for reading.
bool find_last_written(const OpenTable& open, const Key& key, Snapshot snapshot) {
  const TransactionId transaction = GetTopTransactionIdIfAny();
  const bool is_whole = open.table->is_by_primary_key() && key.count == open.table->key().size();
  if (!is_whole || !TransactionIdIsValid(transaction)) return false;
  const size_t hash = hash_of(open, key);
  LastWritten& last = last_written(hash);
  // A part of the transaction that was undone has let a vacuum truncate the table.
  return last.key == hash && last.transaction == transaction &&
         ItemPointerGetBlockNumber(&last.place) < RelationGetNumberOfBlocks(open.heap) &&
         table_tuple_fetch_row_version(open.heap, &last.place, snapshot, open.read_slot) &&
         has_key(open, key, open.read_slot);
}

/// The key of a row that is replaced is that of the former version, which need not be looked for.
void add_to_index(const OpenTable& open, TupleTableSlot* slot, bool is_replacement) {
  Datum values[KeyedTable::kMaxKeyColumns];
  bool nulls[KeyedTable::kMaxKeyColumns];
  size_t count = 0;
  for (const AttrNumber column : open.table->key()) {
    values[count] = slot_getattr(slot, column, &nulls[count]);
    ++count;
  }
  index_insert(open.index, values, nulls, &slot->tts_tid, open.heap,
               is_replacement ? UNIQUE_CHECK_NO : UNIQUE_CHECK_YES, is_replacement,
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
  remember_place(open, slot);
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
    ScanKeyEntryInitialize(&keys[i], 0, number, BTEqualStrategyNumber, InvalidOid,
                           open.index->rd_indcollation[i], equals, key[i].datum());
    parts.parts[parts.count++] = keys[i].sk_argument;
  }
  size_t room = 4;
  FoundRows found{static_cast<HeapTuple*>(palloc(room * sizeof(HeapTuple))), 0,
                  RelationGetDescr(open.heap), nullptr, file_of(open.heap)};
  if (find_last_written(open, parts, snapshot)) {
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
  add_to_index(open, slot, false);
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
  if (must_update_indexes(update_indexes)) add_to_index(open, slot, true);
  return written(open, slot);
}

void delete_directly(const OpenTable& open, ItemPointer found) {
  TM_FailureData failure;
  require_done(table_tuple_delete(open.heap, found, GetCurrentCommandId(true), InvalidSnapshot,
                                  InvalidSnapshot, true, &failure, false));
}

}  // namespace pico::postgres
