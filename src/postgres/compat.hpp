// SPDX-License-Identifier: MIT
//
// What differs between the servers 14 to 18, offered in the newest form: the only home of
// PG_VERSION_NUM. Included by the prelude.
#pragma once

#if PG_VERSION_NUM < 140000 || PG_VERSION_NUM >= 190000
#error "pico is for PostgreSQL 14 to 18"
#endif

#if PG_VERSION_NUM < 150000
// Before 15 a prefix could not be reserved: misspelt settings only give a warning.
#define MarkGUCPrefixReserved(prefix) EmitWarningsOnPlaceholders(prefix)
#endif

// Included after the server's headers.
namespace pico::postgres {

#if PG_VERSION_NUM < 160000
using UpdateIndexes = bool;
inline bool must_update_indexes(UpdateIndexes answer) { return answer; }
#else
using UpdateIndexes = TU_UpdateIndexes;
inline bool must_update_indexes(UpdateIndexes answer) { return answer != TU_None; }
#endif

/// The file of a table; none while it is new, of this transaction, for such a file TRUNCATE empties
/// in place: at a place in it there may later be nothing, or another row.
inline Oid file_of(Relation relation) {
#if PG_VERSION_NUM < 160000
  const SubTransactionId rewriter = relation->rd_newRelfilenodeSubid;
  const Oid file = relation->rd_node.relNode;
#else
  const SubTransactionId rewriter = relation->rd_newRelfilelocatorSubid;
  const Oid file = relation->rd_locator.relNumber;
#endif
  const bool is_new =
      relation->rd_createSubid != InvalidSubTransactionId || rewriter != InvalidSubTransactionId;
  return is_new ? InvalidOid : file;
}

inline IndexScanDesc begin_index_scan(Relation heap, Relation index, Snapshot snapshot,
                                      int key_count) {
#if PG_VERSION_NUM < 180000
  return index_beginscan(heap, index, snapshot, key_count, 0);
#else
  return index_beginscan(heap, index, snapshot, nullptr, key_count, 0);
#endif
}

/// For a process's lifetime, or until it is freed.
inline WaitEventSet* create_wait_set(int size) {
#if PG_VERSION_NUM < 170000
  return CreateWaitEventSet(TopMemoryContext, size);
#else
  return CreateWaitEventSet(nullptr, size);
#endif
}

inline bool may_execute(Oid function, Oid role) {
#if PG_VERSION_NUM < 160000
  return pg_proc_aclcheck(function, role, ACL_EXECUTE) == ACLCHECK_OK;
#else
  return object_aclcheck(ProcedureRelationId, function, role, ACL_EXECUTE) == ACLCHECK_OK;
#endif
}

/// Whether a process serves a client, rather than being a worker or one of the server's own.
inline bool is_regular_backend(const PGPROC* process) {
#if PG_VERSION_NUM < 180000
  return !process->isBackgroundWorker;
#else
  return process->isRegularBackend;
#endif
}

/// Tells the server's statistics what this process has done, at once or where it is due; after how
/// many ms it is, 0: there is nothing to tell.
inline long flush_statistics(bool is_at_once) {
#if PG_VERSION_NUM < 150000
  pgstat_report_stat(is_at_once);
  return 0;
#else
  return pgstat_report_stat(is_at_once);
#endif
}

inline shm_mq_result send_to_queue(shm_mq_handle* queue, Size size, const void* data,
                                   bool is_immediate) {
#if PG_VERSION_NUM < 150000
  return shm_mq_send(queue, size, data, is_immediate);
#else
  return shm_mq_send(queue, size, data, is_immediate, true);
#endif
}

/// Has the parser find out the types of a statement's parameters. What is found is allocated in the
/// memory context that is current while it parses.
inline void infer_parameter_types(ParseState* state, Oid** types, int* count) {
#if PG_VERSION_NUM < 150000
  parse_variable_parameters(state, types, count);
#else
  setup_parse_variable_parameters(state, types, count);
#endif
}

/// Asks for shared memory by `Request`, when the postmaster is ready for that. To be called by
/// _PG_init while the postmaster loads libraries.
template <void (*Request)()>
void request_shared_memory() {
#if PG_VERSION_NUM < 150000
  Request();
#else
  static shmem_request_hook_type former = nullptr;
  former = shmem_request_hook;
  shmem_request_hook = [] {
    if (former != nullptr) former();
    Request();
  };
#endif
}

}  // namespace pico::postgres
