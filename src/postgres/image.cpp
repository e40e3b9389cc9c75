// SPDX-License-Identifier: MIT
//
// The image: see image.hpp.
#include <utility>

#include "postgres/guard.hpp"
#include "postgres/image.hpp"
#include "postgres/relations.hpp"
#include "postgres/settings.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// The table pico.image whose row has been found right; none as long as there is no row.
Oid checked_image = InvalidOid;

// pico.upgrade_image() tells every backend that the table has changed.
void forget_image(Datum, Oid changed) {
  if (changed == InvalidOid || changed == checked_image) checked_image = InvalidOid;
}

// The row that was found may go with the transaction that has made it.
void forget_image_on_abort(XactEvent event, void*) {
  if (event == XACT_EVENT_ABORT) checked_image = InvalidOid;
}
void forget_image_on_subabort(SubXactEvent event, SubTransactionId, SubTransactionId, void*) {
  if (event == SUBXACT_EVENT_ABORT_SUB) checked_image = InvalidOid;
}

/// Only inside pg_call.
[[noreturn]] void refuse_format(int64_t format) {
  ereport(ERROR,
          (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
           errmsg("the image has format " INT64_FORMAT ", this version of pico needs " INT64_FORMAT,
                  format, kImageFormat),
           format < kImageFormat
               ? errhint("Call pico.upgrade_image() to bring it to the new format.")
               : errhint("Install the version of pico that wrote it, or a later one.")));
}

/// False as long as the library is newer than what the extension has in the database.
bool has_columns_of_now() {
  return pg_call([] { return get_attnum(relation("pico"), "notifies") != InvalidAttrNumber; });
}

/// Only inside pg_call.
[[noreturn]] void refuse_old_objects() {
  ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                  errmsg("the extension pico in this database is older than its library"),
                  errhint("Run: alter extension pico update")));
}

/// Calls `on_row` with the image's row, where there is one.
template <class OnRow>
void read_image(Sql& sql, OnRow on_row) {
  static KeyedTable table("image",
                          {"singleton", "id", "system_identifier", "database", "format",
                           "created_at", "is_held", "paused_until"},
                          {1});
  sql.find(table, {}, on_row);
}

// Steps from one format to the next --------------------------------------------------------------

/// Changes the rows of an image of the format before `to`. May find its work done, in part or in
/// whole: what the format says may have been changed by hand.
struct Step {
  int64_t to;
  void (*change_rows)(Sql& sql);
};

/// The list of rulesets of each pico, by its hash (engine/work/ruleset_list.hpp).
void add_programs(Sql& sql) {
  static constinit Statement update{
      "update pico.pico p set program = x.hash"
      " from (select i.pico, pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to("
      "     pg_catalog.string_agg(pg_catalog.concat(i.rid, e'\\t', i.url, e'\\t', i.hash, e'\\n'),"
      "       '' order by i.position), 'UTF8')), 'hex') as hash"
      "   from pico.installed_ruleset i group by i.pico) x"
      " where p.id = x.pico"};
  sql.write(update, {});
}

constexpr Step kSteps[] = {
    {2, add_programs},
};
static_assert(std::size(kSteps) == kImageFormat - 1, "each format but the first has a step");

}  // namespace

std::optional<int64_t> image_format(Sql& sql) {
  std::optional<int64_t> found;
  if (has_columns_of_now()) {
    read_image(sql, [&](const Row& row) { found = row.number(5); });
  } else {
    static constinit Statement select{"select format from pico.image"};
    sql.select(select, {}, [&](const Row& row) { found = row.number(1); });
  }
  return found;
}

namespace {

enum class Hold : uint8_t { None, Copied, ByHand };

bool is_at_home(const Row& row) {
  return row.number(3) == static_cast<int64_t>(GetSystemIdentifier()) &&
         row.number(4) == static_cast<int64_t>(MyDatabaseId);
}

Hold hold_of(Sql& sql) {
  Hold hold = Hold::None;
  read_image(sql, [&](const Row& row) {
    if (!is_at_home(row)) hold = Hold::Copied;
    if (row.number(7) != 0) hold = Hold::ByHand;
  });
  return hold;
}

/// Once in a session.
void warn_of_hold(Sql& sql) {
  static bool has_warned = false;
  if (has_warned) return;
  const Hold hold = hold_of(sql);
  if (hold == Hold::None) return;
  has_warned = true;
  pg_call([&] {
    ereport(WARNING,
            (errmsg(hold == Hold::Copied
                        ? "this image is a copy: its timers do not fire, no request leaves it"
                        : "this image is held: its timers do not fire, no request leaves it"),
             errhint("Call pico.resume_image() where that is not wanted any more.")));
  });
}

}  // namespace

bool is_copy(Sql& sql) {
  bool is_it = false;
  read_image(sql, [&](const Row& row) { is_it = !is_at_home(row); });
  return is_it;
}

bool is_held(Sql& sql) { return !settings().is_enabled || hold_of(sql) != Hold::None; }

std::optional<engine::Time> paused_until(Sql& sql) {
  std::optional<engine::Time> until;
  read_image(sql, [&](const Row& row) {
    if (!row.is_null(8)) until = row.time(8);
  });
  return until;
}

void pause_workers(Sql& sql, std::optional<engine::Time> until) {
  static constinit Statement update{"update pico.image set paused_until = $1 where singleton"};
  adopt_image(sql);
  const Parameter time = Parameter::time(until.value_or(0));
  sql.write(update, {until ? time : Parameter::null_like(time)});
}

void hold_image(Sql& sql) {
  static constinit Statement update{"update pico.image set is_held = true where singleton"};
  adopt_image(sql);
  sql.write(update, {});
}

namespace {

/// Who makes a copy an image of its own right should know who else may administer it then.
void tell_of_tokens(Sql& sql) {
  static constinit Statement count{"select pg_catalog.count(*) from pico.token"};
  int64_t tokens = 0;
  sql.select(count, {}, [&](const Row& row) { tokens = row.number(1); });
  if (tokens == 0) return;
  pg_call([&] {
    ereport(NOTICE,
            (errmsg("tokens of the original that are good here, too, from now on: " INT64_FORMAT,
                    tokens),
             errhint("pico.revoke_token() takes back those that should not be.")));
  });
}

}  // namespace

void resume_image(Sql& sql) {
  static constinit Statement update{
      "update pico.image set is_held = false, system_identifier = $1, database = d.oid"
      " from pg_catalog.pg_database d"
      " where singleton and d.datname = pg_catalog.current_database()"};
  if (is_copy(sql)) tell_of_tokens(sql);
  adopt_image(sql);
  sql.write(update, {static_cast<int64_t>(GetSystemIdentifier())});
}

void check_image(Sql& sql) {
  const Oid image = pg_call([] { return relation("image"); });
  if (image == checked_image) return;

  const std::optional<int64_t> format = image_format(sql);
  if (!format) return;
  if (*format != kImageFormat) pg_call([&] { refuse_format(*format); });
  if (!has_columns_of_now()) pg_call([] { refuse_old_objects(); });
  checked_image = image;
  warn_of_hold(sql);
}

void adopt_image(Sql& sql) {
  static constinit Statement insert{
      "insert into pico.image (id, system_identifier, database, format)"
      " select pg_catalog.gen_random_uuid()::pg_catalog.text, $1, d.oid, $2"
      " from pg_catalog.pg_database d"
      " where d.datname = pg_catalog.current_database()"
      " and not exists (select from pico.image where singleton)"
      " on conflict do nothing"};
  sql.write(insert, {static_cast<int64_t>(GetSystemIdentifier()), kImageFormat});
}

int64_t upgrade_image(Sql& sql) {
  // Every event has a weaker lock of this table to its end: none runs meanwhile, nor another
  // upgrade.
  pg_call([] { LockRelationOid(relation("pico"), ShareRowExclusiveLock); });
  const std::optional<int64_t> format = image_format(sql);
  if (!format) return 0;
  if (*format > kImageFormat) pg_call([&] { refuse_format(*format); });

  int64_t steps = 0;
  for (const Step& step : kSteps) {
    if (step.to <= *format) continue;
    step.change_rows(sql);
    ++steps;
  }
  static constinit Statement update{"update pico.image set format = $1 where singleton"};
  sql.write(update, {kImageFormat});
  pg_call([] { CacheInvalidateRelcacheByRelid(relation("image")); });
  return steps;
}

void set_up_image() {
  CacheRegisterRelcacheCallback(forget_image, 0);
  RegisterXactCallback(forget_image_on_abort, nullptr);
  RegisterSubXactCallback(forget_image_on_subabort, nullptr);
}

}  // namespace pico::postgres
