// SPDX-License-Identifier: MIT
//
// Reading and writing rows of an open table through its index, without the planner and executor:
// half of what a saved plan costs. Nothing here fires a trigger or checks a constraint other than
// the index; OpenTable tells whether that is right.
//
// All functions may raise; only inside pg_call.
#pragma once

#include <span>

#include "postgres/keyed_table.hpp"
#include "postgres/parameter.hpp"
#include "postgres/row.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// A table with its index, open for one call.
struct OpenTable {
  const KeyedTable* table;
  Relation heap;
  Relation index;
  TupleTableSlot* read_slot;
  TupleTableSlot* write_slot;
  IndexInfo* index_info;  // null, as the write slot, until something is written
  bool is_readable;       // directly
  bool is_writable;
};

/// Copies of rows, in the memory context that was current, or rows of a statement.
struct FoundRows {
  HeapTuple* tuples;
  size_t count;
  TupleDesc columns;
  SPITupleTable* statement_rows;  // null for copies
  Oid file;                       // of the table; none for rows of a statement
};

/// Ready for reading.
OpenTable open_directly(const KeyedTable& table);
/// Makes it ready for writing, too.
void prepare_to_write(OpenTable& open);
void close_directly(OpenTable& open);

/// The rows whose key begins with `key` as `snapshot` shows them, in the order of keys.
FoundRows scan_directly(const OpenTable& open, std::span<const Parameter> key, Snapshot snapshot,
                        size_t limit);
/// True when both are the same versions of the same rows.
bool are_same(const FoundRows& left, const FoundRows& right);

RowVersion insert_directly(const OpenTable& open, std::span<const Parameter> values);
/// Replaces a row that was found. Error 40001 where another transaction has changed it.
RowVersion update_directly(const OpenTable& open, HeapTuple found,
                           std::span<const Parameter> values);
void delete_directly(const OpenTable& open, HeapTuple found);

/// Error 40001.
[[noreturn]] void raise_serialization_failure();

}  // namespace pico::postgres
