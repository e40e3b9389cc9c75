// SPDX-License-Identifier: MIT
//
// Locks, subtransactions and picos: see store.hpp.
#include "postgres/store.hpp"
#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/locks.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Errors that are not about the work, so that doing it later would be no better: a cancel, a
/// time-out, a shutdown, and conflicts for which the whole transaction is to be retried.
bool passes_on(const PgError& error) {
  const int sqlstate = error.sqlstate();
  const int category = ERRCODE_TO_CATEGORY(sqlstate);
  return category == ERRCODE_TO_CATEGORY(ERRCODE_OPERATOR_INTERVENTION) ||
         category == ERRCODE_TO_CATEGORY(ERRCODE_TRANSACTION_ROLLBACK) ||
         sqlstate == ERRCODE_LOCK_NOT_AVAILABLE;
}

}  // namespace

bool ServerStore::lock(const engine::Pico& pico, engine::LockMode mode) {
  if (!lock_pico(pico.number, mode)) return false;
  sql_.refresh();
  return true;
}

bool ServerStore::try_in_subtransaction(const std::function<void()>& work) {
  sql_.connect();
  try {
    subxact(work);
    return true;
  } catch (const PgError& error) {
    if (passes_on(error)) throw;
    return false;
  }
}

std::optional<engine::Pico> ServerStore::pico(std::string_view id) {
  static KeyedTable picos("pico", "pico_pkey", {"id", "number", "parent", "name", "created_at"},
                          {1});
  std::optional<engine::Pico> found;
  sql_.find(picos, {id}, [&](const Row& row) {
    found.emplace();
    found->id = id;
    found->number = row.number(2);
    if (!row.is_null(3)) found->parent = row.string(3);
    found->name = row.string(4);
  });
  return found;
}

void ServerStore::add_pico(engine::Pico& pico) {
  adopt_image(sql_);
  static constinit Statement insert{
      "insert into pico.pico (id, parent, name) values ($1, $2, $3) returning number"};
  sql_.write(insert, {pico.id, Parameter::text_or_null(pico.parent.value_or("")), pico.name},
             [&](const Row& row) { pico.number = row.number(1); });
}

void ServerStore::delete_pico(std::string_view id) {
  static constinit Statement statements[] = {
      Statement{"delete from pico.entity where pico = $1"},
      Statement{"delete from pico.event_state where pico = $1"},
      Statement{"delete from pico.instance where pico = $1"},
      Statement{"delete from pico.installed_ruleset where pico = $1"},
      Statement{"delete from pico.channel where pico = $1"},
      // Sent by transactions that ours may not see: gone with their pico all the same.
      Statement{"delete from pico.outbox where pico = $1", true},
      Statement{"delete from pico.pico where id = $1"},
  };
  for (Statement& statement : statements) sql_.write(statement, {id});
}

}  // namespace pico::postgres
