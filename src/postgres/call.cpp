// SPDX-License-Identifier: MIT
//
// Calls: see call.hpp.
#include "engine/ruleset/program_cache.hpp"
#include "engine/run/session.hpp"

#include "postgres/call.hpp"
#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/relations.hpp"
#include "postgres/settings.hpp"
#include "postgres/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

bool is_running = false;
ServerCall* running_call = nullptr;

/// One part in so many of the memory for caches is for what was made of rows.
constexpr size_t kShareOfRows = 4;

}  // namespace

engine::ProgramCache& programs() {
  static engine::ProgramCache cache;
  static int bound_kb = 0;
  if (const int wanted_kb = settings().cache_memory_kb; wanted_kb != bound_kb) {
    const size_t bytes = static_cast<size_t>(wanted_kb) << 10;
    cache.set_bound(bytes - bytes / kShareOfRows);
    row_caches().set_bound(bytes / kShareOfRows);
    bound_kb = wanted_kb;
  }
  return cache;
}

RunningScope::RunningScope() {
  if (is_running)
    throw krl::Error(krl::ErrorClass::Error, "an event or query of pico is already running",
                     krl::ErrorCode::PicoBusy);
  is_running = true;
}

RunningScope::~RunningScope() { is_running = false; }

OwnerScope::OwnerScope(Function function) {
  pg_call([&] {
    const HeapTuple tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function.oid));
    if (!HeapTupleIsValid(tuple)) elog(ERROR, "cache lookup failed for function %u", function.oid);
    const Oid owner = reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->proowner;
    ReleaseSysCache(tuple);
    become(owner);
  });
}

OwnerScope::OwnerScope(Role role) {
  pg_call([&] { become(role.oid); });
}

void OwnerScope::become(Oid role) {
  GetUserIdAndSecContext(&user_, &security_context_);
  SetUserIdAndSecContext(role, security_context_ | SECURITY_LOCAL_USERID_CHANGE);
}

void OwnerScope::close() const {
  pg_call([&] { SetUserIdAndSecContext(user_, security_context_); });
}

namespace {

/// The function, once it is clear that it may write here.
OwnerScope::Function function_of(FunctionCallInfo info, Sql::Access access) {
  pg_call([] { AcceptInvalidationMessages(); });
  const Oid function = info->flinfo->fn_oid;
  if (access == Sql::Access::Write && XactReadOnly)
    pg_call([&] { PreventCommandIfReadOnly(psprintf("pico.%s()", get_func_name(function))); });
  return {function};
}

/// Who owns our tables owns the extension.
OwnerScope::Role extension_owner() {
  return pg_call([] {
    AcceptInvalidationMessages();
    const HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation("pico")));
    if (!HeapTupleIsValid(tuple)) elog(ERROR, "cache lookup failed for relation pico.pico");
    const Oid owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner;
    ReleaseSysCache(tuple);
    return OwnerScope::Role{owner};
  });
}

}  // namespace

ServerCall::ServerCall(FunctionCallInfo info, Access access, ImageFormat format)
    : ServerCall(OwnerScope(function_of(info, access)), access, format) {}

ServerCall::ServerCall(Access access)
    : ServerCall(OwnerScope(extension_owner()), access, ImageFormat::Present) {}

ServerCall::ServerCall(const OwnerScope& owner, Access access, ImageFormat format)
    : owner_(owner),
      sql_(access),
      environment_(sql_, owner_.caller()),
      memory_(environment_.limits().memory_bytes),
      stack_(environment_.limits().stack_bytes),
      engine_(environment_, programs()) {
  if (format == ImageFormat::Present) check_image(sql_);
  running_call = this;
}

ServerCall::~ServerCall() { running_call = nullptr; }

void ServerCall::close() {
  sql_.close();
  owner_.close();
}

// From within a statement ------------------------------------------------------------------------

namespace {

const ServerProgramSql::Statement& statement_of(ServerCall& call) {
  return call.environment().server_program_sql().statement();
}

/// Tells the session what becomes of the parts of its statement.
void hear_of_part(SubXactEvent event, SubTransactionId part, SubTransactionId parent, void*) {
  if (JoinedCall::host() == nullptr) return;
  engine::Session& session = *statement_of(*running_call).session;
  if (event == SUBXACT_EVENT_COMMIT_SUB) session.table_events().keep(part, parent);
  if (event == SUBXACT_EVENT_ABORT_SUB) session.table_events().undo(part);
}

}  // namespace

void set_up_joined_calls() { RegisterSubXactCallback(hear_of_part, nullptr); }

ServerCall* JoinedCall::host() noexcept {
  const bool is_in_statement =
      running_call != nullptr && statement_of(*running_call).session != nullptr;
  return is_in_statement ? running_call : nullptr;
}

JoinedCall::JoinedCall(FunctionCallInfo info, ServerCall::Access access)
    : host_(*host()),
      owner_(function_of(info, access)),
      context_(CurrentMemoryContext),
      statement_(host_.environment().server_program_sql().exchange_statement({})),
      connection_(host_.sql().exchange_connection({})),
      part_(GetCurrentSubTransactionId()),
      engine_(*statement_.session, programs()) {}

JoinedCall::~JoinedCall() {
  MemoryContextSwitchTo(context_);
  host_.sql().exchange_connection(connection_);
  host_.environment().server_program_sql().exchange_statement(statement_);
}

void JoinedCall::close() {
  pg_call([&] { host_.sql().disconnect(); });
  owner_.close();
  MemoryContextSwitchTo(context_);
}

void JoinedCall::require_whole_statement() const {
  if (part_ == statement_.part) return;
  throw krl::Error(krl::ErrorClass::Error,
                   "no event can be raised from a block with an exception handler, or below one, "
                   "while an event runs: the block could be undone without it",
                   krl::ErrorCode::Unsupported);
}

void JoinedCall::refuse_to_block(const MustNotBlock& reason) {
  statement_.refusal = reason.what_for();
  // Which no handler of the application takes for its own.
  pg_call([] { ereport(ERROR, (errcode(ERRCODE_QUERY_CANCELED), errmsg("the call would wait"))); });
  throw std::logic_error("an error that was not raised");
}

}  // namespace pico::postgres
