// SPDX-License-Identifier: MIT
//
// Requests on their way, and the keys of events that came: see store.hpp. Statements on queues see
// the latest state.
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

#include "postgres/errors.hpp"
#include "postgres/store.hpp"
#include "postgres/workers/wake.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

#define PICO_REQUEST_COLUMNS                                                                  \
  " r.id, r.pico, r.rid, r.recipient, r.method, r.url, r.headers, r.body,"                    \
  " r.follows_redirects, r.outcome, r.idempotency_key, r.attempts, r.next_try_at, r.sent_at," \
  " r.error"

// The oldest request of each recipient, found by jumping from one to the next in the index: the
// others may be many.
#define PICO_HEADS                                                            \
  "with recursive head (recipient, id, next_try_at) as ("                     \
  " (select r.recipient, r.id, r.next_try_at from pico.request r"             \
  "   order by r.recipient, r.id limit 1)"                                    \
  " union all"                                                                \
  " select n.recipient, n.id, n.next_try_at from head h cross join lateral (" \
  "   select r.recipient, r.id, r.next_try_at from pico.request r"            \
  "   where r.recipient > h.recipient order by r.recipient, r.id limit 1) n)"

krl::Map map_of(const engine::HttpHeaders& headers) {
  krl::Map map;
  for (const auto& [name, value] : headers) map.set(name, std::string_view(value));
  return map;
}

engine::HttpHeaders headers_of(const krl::Value& map) {
  engine::HttpHeaders headers;
  if (!map.is_map()) return headers;
  for (const krl::MapEntry& each : map.map()) {
    if (each.value.is_string()) headers.emplace_back(each.key.view(), each.value.string().view());
  }
  return headers;
}

/// Of PICO_REQUEST_COLUMNS.
engine::Request request_of(const Row& row) {
  engine::Request request;
  request.id = row.number(1);
  request.pico = row.string(2);
  request.rid = row.string(3);
  request.recipient = row.string(4);
  request.http = {.method = row.string(5),
                  .url = row.string(6),
                  .headers = headers_of(row.json(7)),
                  .body = row.string(8),
                  .follows_redirects = row.number(9) != 0};
  request.outcome = row.json(10);
  request.idempotency_key = row.string(11);
  request.attempts = static_cast<int32_t>(row.number(12));
  request.next_try = row.time(13);
  request.sent = row.time(14);
  request.error = row.string(15);
  return request;
}

std::string text_of(std::optional<engine::Time> time) {
  return time ? std::to_string(*time) : std::string();
}

}  // namespace

void ServerStore::add_request(const engine::Request& request) {
  wake_courier_at_commit();
  static constinit Statement insert{
      "insert into pico.request (pico, rid, recipient, method, url, headers, body,"
      " follows_redirects, outcome, idempotency_key, attempts, next_try_at, sent_at)"
      " values ($1, $2, $3, $4, $5, $6, $7, $8 <> 0, $9, $10, $11, $12, $13)"};
  const std::string headers = krl::to_json_or_null(map_of(request.http.headers));
  const std::string outcome = krl::to_json_or_null(request.outcome);
  sql_.write(insert, {request.pico, Parameter::text_or_null(request.rid), request.recipient,
                      request.http.method, request.http.url, Parameter::json(headers),
                      Parameter::bytes(request.http.body), int64_t{request.http.follows_redirects},
                      Parameter::json(outcome), request.idempotency_key, int64_t{request.attempts},
                      Parameter::time(request.next_try), Parameter::time(request.sent)});
}

std::vector<engine::Request> ServerStore::due_requests(engine::Time now,
                                                       const engine::ClaimLimits& limits) {
  static constinit Statement select{
      PICO_HEADS
      " select" PICO_REQUEST_COLUMNS
      " from ("
      "   select run.id, run.recipient, pg_catalog.sum(run.size) over (order by run.recipient,"
      "     run.id rows between unbounded preceding and 1 preceding) as before"
      "   from (select h.recipient from head h"
      "     where h.next_try_at <= $1 and h.recipient <> all ($2) order by h.id limit $3) due"
      "   cross join lateral ("
      "     select q.id, q.recipient, pg_catalog.octet_length(q.body) as size from pico.request q"
      "     where q.recipient = due.recipient order by q.id limit $4) run) wanted"
      " join pico.request r on r.id = wanted.id"
      " where coalesce(wanted.before, 0) < $5"
      " order by r.recipient, r.id",
      true};
  std::vector<engine::Request> found;
  sql_.select(select,
              {Parameter::time(now), Parameter(std::span(limits.busy)),
               static_cast<int64_t>(limits.recipients), static_cast<int64_t>(limits.per_recipient),
               static_cast<int64_t>(limits.bytes)},
              [&](const Row& row) { found.push_back(request_of(row)); });
  return found;
}

std::optional<engine::Time> ServerStore::next_request_due(const std::vector<std::string>& busy) {
  static constinit Statement select{
      PICO_HEADS
      " select h.next_try_at from head h where h.recipient <> all ($1)"
      " order by h.next_try_at limit 1",
      true};
  std::optional<engine::Time> next;
  sql_.select(select, {Parameter(std::span(busy))}, [&](const Row& row) { next = row.time(1); });
  return next;
}

std::vector<engine::Request> ServerStore::claimed_requests() {
  static constinit Statement select{"select" PICO_REQUEST_COLUMNS
                                    " from pico.request r where r.claimed_at is not null"
                                    " order by r.recipient, r.id",
                                    true};
  std::vector<engine::Request> found;
  sql_.select(select, {}, [&](const Row& row) { found.push_back(request_of(row)); });
  return found;
}

// Qualified, unnest takes one array.
void ServerStore::update_requests(const std::vector<engine::Request>& requests) {
  if (requests.empty()) return;
  static constinit Statement update{
      "update pico.request r set attempts = u.attempts::integer,"
      " next_try_at = pg_catalog.to_timestamp(u.next_try::double precision / 1000),"
      " claimed_at = pg_catalog.to_timestamp(nullif(u.claimed, '')::double precision / 1000),"
      " error = nullif(u.error, '')"
      " from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])"
      "   as u (id, attempts, next_try, claimed, error)"
      " where r.id = u.id::bigint",
      true};
  std::vector<std::string> ids, attempts, next_tries, claims, errors;
  for (const engine::Request& each : requests) {
    ids.push_back(std::to_string(each.id));
    attempts.push_back(std::to_string(each.attempts));
    next_tries.push_back(text_of(each.next_try));
    claims.push_back(text_of(each.claimed));
    errors.push_back(server_text(each.error));
  }
  sql_.write(update, {Parameter(std::span<const std::string>(ids)),
                      Parameter(std::span<const std::string>(attempts)),
                      Parameter(std::span<const std::string>(next_tries)),
                      Parameter(std::span<const std::string>(claims)),
                      Parameter(std::span<const std::string>(errors))});
}

void ServerStore::delete_requests(const std::vector<engine::Request>& requests) {
  if (requests.empty()) return;
  static constinit Statement statement{
      "delete from pico.request where id = any (($1::text[])::bigint[])", true};
  std::vector<std::string> ids;
  for (const engine::Request& each : requests) ids.push_back(std::to_string(each.id));
  sql_.write(statement, {Parameter(std::span<const std::string>(ids))});
}

// An http call has no channel and no attributes: it is kept as the event http:<method>.
void ServerStore::bury_request(const engine::Request& request, const krl::Value& response) {
  static constinit Statement bury{
      "with gone as (delete from pico.request where id = $1 returning *)"
      " insert into pico.dead_letter (pico, eci, domain, name, attributes, attempts, error, "
      "request,"
      "   response)"
      " select g.pico, coalesce(e.outcome ->> 'eci', ''), coalesce(e.outcome ->> 'domain', 'http'),"
      "   coalesce(e.outcome ->> 'name', pg_catalog.lower(g.method)),"
      "   case when e.outcome is null then '{}'::json"
      "     else pg_catalog.convert_from(g.body, 'UTF8')::json end,"
      "   g.attempts, $2, pg_catalog.row_to_json(g), $3"
      " from gone g"
      " left join lateral (select g.outcome) e (outcome) on g.outcome ->> 'kind' = 'event'",
      true};
  const std::string answer = response.is_undefined() ? "" : krl::to_json_or_null(response);
  sql_.write(bury, {request.id, server_text(request.error), Parameter::json_or_null(answer)});
}

// Keys -------------------------------------------------------------------------------------------

std::optional<krl::Value> ServerStore::kept_answer(std::string_view key) {
  static constinit Statement select{"select answer from pico.received where idempotency_key = $1",
                                    true};
  std::optional<krl::Value> answer;
  sql_.select(select, {Parameter::key(key)}, [&](const Row& row) { answer = row.json(1); });
  return answer;
}

std::optional<krl::Value> ServerStore::take_key(std::string_view key) {
  static constinit Statement insert{
      "insert into pico.received (idempotency_key, answer) values ($1, 'null')"
      " on conflict do nothing",
      true};
  if (sql_.write(insert, {Parameter::key(key)}) > 0) return std::nullopt;
  return kept_answer(key);
}

void ServerStore::put_answer(std::string_view key, const krl::Value& answer) {
  static constinit Statement update{
      "update pico.received set answer = $2 where idempotency_key = $1", true};
  const std::string json = krl::to_json_or_null(answer);
  sql_.write(update, {Parameter::key(key), Parameter::json(json)});
}

void ServerStore::forget_key(std::string_view key) {
  static constinit Statement remove{"delete from pico.received where idempotency_key = $1", true};
  sql_.write(remove, {Parameter::key(key)});
}

uint64_t ServerStore::delete_keys_before(engine::Time limit) {
  static constinit Statement statement{"delete from pico.received where received_at < $1"};
  return sql_.write(statement, {Parameter::time(limit)});
}

}  // namespace pico::postgres
