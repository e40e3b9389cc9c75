// SPDX-License-Identifier: MIT
//
// The image: see image.hpp.
#include "postgres/image.hpp"
#include "postgres/guard.hpp"
#include "postgres/relations.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// The table pico.image whose row has been found right; none as long as there is no row.
Oid checked_image = InvalidOid;

// pico.upgrade_image() will change the table's catalog entry, which every backend hears of.
void forget_image(Datum, Oid changed) {
  if (changed == InvalidOid || changed == checked_image) checked_image = InvalidOid;
}

}  // namespace

void check_image(Sql& sql) {
  const Oid image = pg_call([] { return relation("image"); });
  if (image == checked_image) return;

  static constinit Statement select{"select format from pico.image where singleton"};
  std::optional<int64_t> found;
  sql.select(select, {}, [&](const Row& row) { found = row.number(1); });
  if (!found) return;
  const int64_t format = *found;
  if (format != kImageFormat)
    pg_call([&] {
      ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
                      errmsg("the image has format " INT64_FORMAT
                             ", this version of pico needs " INT64_FORMAT,
                             format, kImageFormat),
                      format < kImageFormat
                          ? errhint("Call pico.upgrade_image() to bring it to the new format.")
                          : errhint("Install the version of pico that wrote it, or a later one.")));
    });
  checked_image = image;
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

void set_up_image() { CacheRegisterRelcacheCallback(forget_image, 0); }

}  // namespace pico::postgres
