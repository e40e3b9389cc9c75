// SPDX-License-Identifier: MIT
//
// Dead letters: see dead_letters.hpp.
#include <fmt/format.h>

#include "krl/text/error.hpp"

#include "postgres/dead_letters.hpp"
#include "postgres/workers/wake.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Locks the row, so that a second call for it finds it gone.
void require_dead_letter(ServerCall& call, int64_t id) {
  static constinit Statement select{
      "select p.owner from (select pico from pico.dead_letter where id = $1 for update) d"
      " left join pico.pico p on p.id = d.pico",
      true};
  bool is_there = false;
  std::string owner;
  call.sql().write(select, {id}, [&](const Row& row) {
    is_there = true;
    owner = row.string(1);
  });
  if (!is_there)
    throw krl::Error(krl::ErrorClass::Error, fmt::format("Dead letter not found {}", id),
                     krl::ErrorCode::InvalidArgument);
  if (!call.environment().may_manage(owner))
    throw krl::Error(krl::ErrorClass::Error, fmt::format("must be owner of dead letter {}", id),
                     krl::ErrorCode::NotOwner);
}

}  // namespace

void retry_dead_letter(ServerCall& call, int64_t id) {
  static constinit Statement send{
      "insert into pico.outbox (pico, eci, sender, domain, name, attributes, attempts, timer,"
      "   result_event)"
      " select pico, eci, sender, domain, name, attributes, 0, timer, result_event"
      " from pico.dead_letter where id = $1 and request is null",
      true};
  static constinit Statement request{
      "insert into pico.request (pico, rid, recipient, method, url, headers, body,"
      "   follows_redirects, outcome, idempotency_key, attempts, next_try_at)"
      " select r.pico, r.rid, r.recipient, r.method, r.url, r.headers, r.body,"
      "   r.follows_redirects, r.outcome, r.idempotency_key, 0, pg_catalog.clock_timestamp()"
      " from pico.dead_letter d"
      " cross join lateral pg_catalog.json_populate_record(null::pico.request, d.request) r"
      " where d.id = $1 and d.request is not null",
      true};
  require_dead_letter(call, id);
  call.sql().write(send, {id});
  call.sql().write(request, {id});
  drop_dead_letter(call, id);
  wake_courier_at_commit();
}

void drop_dead_letter(ServerCall& call, int64_t id) {
  static constinit Statement statement{"delete from pico.dead_letter where id = $1", true};
  require_dead_letter(call, id);
  call.sql().write(statement, {id});
}

}  // namespace pico::postgres
