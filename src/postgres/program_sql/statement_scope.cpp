// SPDX-License-Identifier: MIT
//
// Surroundings of a statement: see statement_scope.hpp.
#include "postgres/program_sql/statement_scope.hpp"
#include "postgres/guard.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// For the statement. Only inside pg_call.
void set(const char* setting, const char* value) {
  if (std::string_view(GetConfigOption(setting, false, false)) == value) return;
  set_config_option(setting, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

}  // namespace

StatementScope::StatementScope(Oid role, const Sql::Settings& session)
    : home_(CurrentMemoryContext), scratch_(nullptr) {
  pg_call([&] {
    settings_level_ = NewGUCNestLevel();
    set("search_path", settings().sql_search_path);
    if (session.jit != nullptr) {  // our own statements have run before
      set("enable_seqscan", session.enable_seqscan);
      set("jit", session.jit);
    }
    GetUserIdAndSecContext(&user_, &security_context_);
    SetUserIdAndSecContext(
        role, security_context_ | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
    if (SPI_connect() != SPI_OK_CONNECT) elog(ERROR, "SPI_connect failed");
    // Not SPI's own, which an error takes away with what is to be told of it.
    scratch_ = AllocSetContextCreate(home_, "pico statement of a program", ALLOCSET_DEFAULT_SIZES);
  });
  MemoryContextSwitchTo(scratch_);
}

StatementScope::~StatementScope() {
  MemoryContextSwitchTo(home_);
  SetUserIdAndSecContext(user_, security_context_);
}

void StatementScope::discard() {
  pg_call([&] {
    MemoryContextSwitchTo(home_);
    MemoryContextDelete(scratch_);
  });
}

void StatementScope::close() {
  discard();
  pg_call([&] {
    SPI_finish();
    // What the statement has set is not the session's.
    AtEOXact_GUC(false, settings_level_);
    MemoryContextSwitchTo(home_);
  });
}

}  // namespace pico::postgres
