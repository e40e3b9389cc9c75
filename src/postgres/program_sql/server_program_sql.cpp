// SPDX-License-Identifier: MIT
//
// Statements of programs: see server_program_sql.hpp.
#include "postgres/program_sql/server_program_sql.hpp"
#include "krl/text/error.hpp"
#include "krl/value/map.hpp"

#include "postgres/image.hpp"
#include "postgres/owners.hpp"
#include "postgres/program_sql/prepared_statement.hpp"
#include "postgres/program_sql/statement_failure.hpp"
#include "postgres/program_sql/statement_rows.hpp"
#include "postgres/program_sql/statement_scope.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Error refusal(std::string message) {
  return {krl::ErrorClass::Error, std::move(message), krl::ErrorCode::SqlRefused};
}

/// What the statement gives, with its plan and parameters at hand.
krl::Value result_of(const PreparedStatement& prepared, StatementParameters& parameters,
                     const engine::SqlStatement& statement, bool is_snapshot_kept) {
  const auto limit = static_cast<size_t>(settings().max_sql_rows);
  if (!statement.writes) {
    if (!prepared.gives_rows())
      throw krl::Error(krl::ErrorClass::Error,
                       "sql:query is for statements that give rows: sql:execute runs the others",
                       krl::ErrorCode::SqlFailed);
    return fetch_rows(prepared, parameters, is_snapshot_kept, limit);
  }
  if (prepared.gives_rows()) {
    krl::Array rows = fetch_rows(prepared, parameters, is_snapshot_kept, limit);
    const auto count = static_cast<double>(rows.size());
    return krl::Map{{"count", count}, {"rows", std::move(rows)}};
  }
  const auto count = static_cast<double>(execute(prepared, parameters));
  return krl::Map{{"count", count}, {"rows", krl::Array()}};
}

}  // namespace

// Who may ----------------------------------------------------------------------------------------

/// The role that statements for a pico of `owner` run as.
Oid ServerProgramSql::role_for(std::string_view owner) {
  if (!is_allowed_) {
    if (is_held(sql_))
      throw krl::Error(krl::ErrorClass::Error, "the image is held: no statement of a program runs",
                       krl::ErrorCode::ImageHeld);
    is_allowed_ = true;
  }
  const Oid role = role_of_name(owner);
  if (!OidIsValid(role))
    throw refusal("the pico belongs to the role \"" + std::string(owner) +
                  "\", which is not there");
  const bool is_superuser = pg_call([&] { return superuser_arg(role); });
  if (is_superuser && !settings().allow_superuser_sql)
    throw refusal("the pico belongs to the superuser \"" + std::string(owner) +
                  "\", and pico.allow_superuser_sql is off");
  return role;
}

// Parts of the call that may fail by themselves --------------------------------------------------

void ServerProgramSql::open_subtransactions() {
  if (open_.size() < wanted_) sql_.connect();  // which would not outlast them
  while (open_.size() < wanted_) open_.push_back(std::make_unique<Subtransaction>());
}

void ServerProgramSql::keep() {
  if (open_.size() == wanted_) {
    const std::unique_ptr<Subtransaction> ended = std::move(open_.back());
    open_.pop_back();
    --wanted_;
    ended->release();
    return;
  }
  --wanted_;
}

bool ServerProgramSql::undo() {
  const bool is_open = open_.size() == wanted_--;
  if (!is_open) return false;
  const std::unique_ptr<Subtransaction> ended = std::move(open_.back());
  open_.pop_back();
  ended->roll_back();
  sql_.refresh();
  return true;
}

// One statement ----------------------------------------------------------------------------------

krl::Value ServerProgramSql::run(const engine::SqlStatement& statement) {
  const Oid role = role_for(statement.owner);
  krl::Value result;
  if (statement.writes) {
    open_subtransactions();
    sql_.note_write();
    result = run_guarded(role, statement);
  } else {
    // Whose error may be survived without an undoable part, since it leaves nothing.
    subxact([&] {
      XactReadOnly = true;  // to the end of the subtransaction
      result = run_guarded(role, statement);
    });
  }
  sql_.refresh();
  return result;
}

krl::Value ServerProgramSql::run_guarded(Oid role, const engine::SqlStatement& statement) {
  statement_ = {.session = statement.session, .part = GetCurrentSubTransactionId()};
  try {
    krl::Value result = run_as(role, statement);
    statement_ = {};
    return result;
  } catch (...) {
    const Statement ended = exchange_statement({});
    if (ended.refusal) throw MustNotBlock(*ended.refusal);
    throw;
  }
}

/// Server errors that are about the statement become the program's.
krl::Value ServerProgramSql::run_as(Oid role, const engine::SqlStatement& statement) {
  StatementScope scope(role, sql_.former_settings());
  krl::Value result;
  try {
    const PreparedStatementPtr prepared = prepare(statement.text, role);
    StatementParameters parameters(*prepared, statement.arguments);
    const bool is_snapshot_kept = sql_.access() == Sql::Access::Read;
    result = result_of(*prepared, parameters, statement, is_snapshot_kept);
  } catch (const PgError& error) {
    std::optional<krl::Error> failure = failure_of(error, statement.text);
    if (!failure) throw;
    scope.discard();
    throw *std::move(failure);
  } catch (const krl::Error&) {
    scope.discard();
    throw;
  }
  scope.close();
  return result;
}

}  // namespace pico::postgres
