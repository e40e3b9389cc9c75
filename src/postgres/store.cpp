// SPDX-License-Identifier: MIT
//
// Locks, subtransactions and picos: see store.hpp.
#include "engine/work/table.hpp"

#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/locks.hpp"
#include "postgres/store.hpp"
#include "postgres/workers/blocking.hpp"
#include "postgres/workers/wake.hpp"

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

// The numbers of picos, which never change: to lock one without reading it first, since it must be
// read after that anyway.
constexpr size_t kMaxNumbers = 100'000;
engine::TextMap<int64_t> numbers;

std::optional<int64_t> known_number(std::string_view pico) {
  const auto found = numbers.find(pico);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

/// Error 40001 where the pico was locked by another number, which only an image that was replaced
/// behind our back can bring about.
void remember_number(std::string_view pico, int64_t number) {
  if (const auto known = numbers.find(pico); known != numbers.end()) {
    if (known->second == number) return;
    known->second = number;
    pg_call([] { raise_serialization_failure(); });
  }
  if (numbers.size() >= kMaxNumbers) numbers.clear();
  numbers.emplace(pico, number);
}

}  // namespace

RowCaches& row_caches() {
  static RowCaches caches;
  return caches;
}

engine::LockResult ServerStore::lock(std::string_view id, engine::LockMode mode) {
  constexpr int64_t kNumberOfGone = 0;  // which no pico has
  std::optional<int64_t> number = id.empty() ? kNumberOfGone : known_number(id);
  if (!number) {
    const std::optional<engine::Pico> found = pico(id);
    if (!found) return engine::LockResult::NoSuchPico;
    number = found->number;
  }
  const bool must_wait = mode == engine::LockMode::Wait;
  if (must_wait && must_not_wait_for_picos()) mode = engine::LockMode::Try;
  if (!lock_pico(*number, mode)) {
    if (must_wait) throw MustNotBlock(MustNotBlock::For::Pico);
    return engine::LockResult::Busy;
  }
  sql_.refresh();
  check_image(sql_);  // it may have waited for an upgrade of the image by a newer library
  return engine::LockResult::Locked;
}

void ServerStore::unlock(std::string_view id) {
  if (const std::optional<int64_t> number = known_number(id)) unlock_pico(*number);
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
  static KeyedTable picos("pico",
                          {"id", "number", "parent", "name", "created_at", "owner", "program",
                           "watched_until", "notifies"},
                          {1});
  std::optional<engine::Pico> found;
  sql_.find(picos, {id}, [&](const Row& row) {
    found.emplace();
    found->id = id;
    found->number = row.number(2);
    if (!row.is_null(3)) found->parent = row.string(3);
    found->name = row.string(4);
    found->owner = row.string(6);
    found->program = row.string(7);
    if (!row.is_null(8)) found->watched_until = row.time(8);
    found->notifies = row.boolean(9);
  });
  if (found) remember_number(id, found->number);
  return found;
}

void ServerStore::add_pico(engine::Pico& pico) {
  adopt_image(sql_);
  static constinit Statement insert{
      "insert into pico.pico (id, parent, name, owner, program) values ($1, $2, $3, $4, $5)"
      " returning number"};
  sql_.write(insert,
             {pico.id, Parameter::text_or_null(pico.parent.value_or("")), pico.name, pico.owner,
              Parameter::text_or_null(pico.program)},
             [&](const Row& row) { pico.number = row.number(1); });
}

void ServerStore::put_program(std::string_view pico, std::string_view hash) {
  static constinit Statement update{"update pico.pico set program = $2 where id = $1"};
  sql_.write(update, {pico, Parameter::text_or_null(hash)});
}

void ServerStore::delete_pico(std::string_view id) {
  static constinit Statement statements[] = {
      Statement{"delete from pico.entity where pico = $1"},
      Statement{"delete from pico.entity_item where pico = $1"},
      Statement{"delete from pico.event_state where pico = $1"},
      Statement{"delete from pico.instance where pico = $1"},
      Statement{"delete from pico.installed_ruleset where pico = $1"},
      Statement{"delete from pico.channel where pico = $1"},
      Statement{"delete from pico.change where pico = $1"},
      // Those that fire meanwhile are waited for.
      Statement{"delete from pico.schedule where pico = $1", true},
      // Sent by transactions that ours may not see: gone with their pico all the same.
      Statement{"delete from pico.outbox where pico = $1", true},
      Statement{"delete from pico.pico where id = $1"},
  };
  for (Statement& statement : statements) sql_.write(statement, {id});
  wake_watchers_at_commit();
}

}  // namespace pico::postgres
