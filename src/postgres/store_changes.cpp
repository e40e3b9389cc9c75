// SPDX-License-Identifier: MIT
//
// What events of watched picos did: see store.hpp. Rows live for minutes, and are read by id within
// their pico.
#include "krl/value/json.hpp"

#include "postgres/guard.hpp"
#include "postgres/store.hpp"
#include "postgres/workers/wake.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

int64_t ServerStore::last_change(std::string_view pico) {
  static constinit Statement select{
      "select id from pico.change where pico = $1 order by id desc limit 1", true};
  int64_t last = 0;
  sql_.select(select, {pico}, [&](const Row& row) { last = row.number(1); });
  return last;
}

bool ServerStore::put_watched_until(std::string_view pico, engine::Time until) {
  static constinit Statement update{
      "update pico.pico set watched_until = $2 where id = ("
      "select id from pico.pico where id = $1 for no key update skip locked)"};
  return sql_.write(update, {pico, Parameter::time(until)}) > 0;
}

void ServerStore::notify(std::string_view pico) {
  const std::string payload(pico);
  pg_call([&] { Async_Notify("pico", payload.c_str()); });
}

void ServerStore::add_change(const engine::Change& change) {
  wake_watchers_at_commit();
  static constinit Statement insert{"insert into pico.change (pico, what) values ($1, $2)"};
  const std::string what = krl::to_json_or_null(change.what);
  sql_.write(insert, {change.pico, Parameter::json(what)});
}

std::vector<ServerStore::ChangeText> ServerStore::changes_since(
    const std::vector<ChangePlace>& places, size_t limit) {
  // Each pico's own rows by its index, at most `limit` of them; of all those the oldest.
  static constinit Statement select{
      "select c.pico, c.id, c.what"
      " from unnest($1::text[], ($2::text[])::bigint[]) as w (pico, id)"
      " cross join lateral ("
      "   select * from pico.change c where c.pico = w.pico and c.id > w.id order by c.id limit $3"
      " ) c"
      " order by c.id limit $3",
      true};
  std::vector<std::string> picos;
  std::vector<std::string> ids;
  for (const ChangePlace& place : places) {
    picos.push_back(place.pico);
    ids.push_back(std::to_string(place.id));
  }
  std::vector<ChangeText> found;
  sql_.select(select,
              {Parameter(std::span<const std::string>(picos)),
               Parameter(std::span<const std::string>(ids)), static_cast<int64_t>(limit)},
              [&](const Row& row) {
                found.push_back({{row.string(1), row.number(2)}, row.string(3)});
              });
  return found;
}

bool ServerStore::has_change(const ChangePlace& place) {
  static constinit Statement select{"select from pico.change where pico = $1 and id = $2", true};
  bool is_there = false;
  sql_.select(select, {place.pico, place.id}, [&](const Row&) { is_there = true; });
  return is_there;
}

// The newest row of a pico that is watched stays: it tells that nothing is missing behind it.
uint64_t ServerStore::delete_changes_before(engine::Time limit) {
  static constinit Statement statement{
      "delete from pico.change where (pico, id) in ("
      " select c.pico, c.id from pico.change c where c.changed_at < $1 and ("
      "   exists (select from pico.change n where n.pico = c.pico and n.id > c.id)"
      "   or not exists ("
      "     select from pico.pico p where p.id = c.pico and p.watched_until >= $1))"
      " for update of c skip locked)",
      true};
  return sql_.write(statement, {Parameter::time(limit)});
}

}  // namespace pico::postgres
