// SPDX-License-Identifier: MIT
//
// Messages that wait, messages that are dead, and logs: see store.hpp.
#include <unordered_set>

#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

#include "postgres/errors.hpp"
#include "postgres/store.hpp"
#include "postgres/workers/wake.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

krl::Map map_of(const krl::Value& value) { return value.is_map() ? value.map() : krl::Map(); }

/// JSON text; empty for Undefined.
std::string json_or_nothing(const krl::Value& value) {
  return value.is_undefined() ? std::string() : krl::to_json_or_null(value);
}

}  // namespace

std::vector<engine::Message> ServerStore::pending_messages(std::string_view pico, size_t limit) {
  static KeyedTable outbox("outbox",
                           {"id", "pico", "eci", "sender", "domain", "name", "attributes",
                            "attempts", "sent_at", "timer", "result_event", "eid"},
                           {2, 1}, "outbox_pico", KeyedTable::Sees::Latest);
  std::vector<engine::Message> found;
  auto add = [&](const Row& row) {
    engine::Message message;
    message.id = row.number(1);
    message.pico = pico;
    message.eci = row.string(3);
    message.sender = row.string(4);
    message.domain = row.string(5);
    message.name = row.string(6);
    message.attributes = row.json(7);
    message.attempts = static_cast<int32_t>(row.number(8));
    if (!row.is_null(10)) message.timer = row.json(10);
    if (!row.is_null(11)) message.result_event = row.json(11);
    if (!row.is_null(12)) message.eid = row.string(12);
    found.push_back(std::move(message));
  };
  sql_.find(outbox, {pico}, add, limit);
  return found;
}

engine::WaitingPicos ServerStore::waiting_picos(int64_t after, size_t limit) {
  static constinit Statement select{
      "select id, pico from pico.outbox where id > $1 order by id limit $2", true};
  engine::WaitingPicos found;
  std::unordered_set<std::string> known;
  sql_.select(select, {after, static_cast<int64_t>(limit)}, [&](const Row& row) {
    found.last = row.number(1);
    std::string pico = row.string(2);
    if (known.insert(pico).second) found.picos.push_back(std::move(pico));
  });
  return found;
}

void ServerStore::add_message(const engine::Message& message) {
  wake_courier_at_commit();
  static constinit Statement insert{
      "insert into pico.outbox (pico, eci, sender, domain, name, attributes, attempts, timer,"
      " result_event, eid) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
  const std::string attributes = krl::to_json_or_null(message.attributes);
  const std::string timer = json_or_nothing(message.timer);
  const std::string result_event = json_or_nothing(message.result_event);
  sql_.write(insert, {message.pico, message.eci, Parameter::text_or_null(message.sender),
                      message.domain, message.name, Parameter::json(attributes),
                      int64_t{message.attempts}, Parameter::json_or_null(timer),
                      Parameter::json_or_null(result_event), Parameter::text_or_null(message.eid)});
}

void ServerStore::update_message(const engine::Message& message) {
  static constinit Statement update{"update pico.outbox set attempts = $2 where id = $1", true};
  sql_.write(update, {message.id, int64_t{message.attempts}});
}

void ServerStore::delete_message(int64_t id) {
  static constinit Statement statement{"delete from pico.outbox where id = $1", true};
  sql_.write(statement, {id});
}

void ServerStore::add_dead_letter(const engine::Message& message, std::string_view error) {
  static constinit Statement insert{
      "insert into pico.dead_letter (pico, eci, sender, domain, name, attributes, attempts, error,"
      " timer, result_event) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"};
  const std::string attributes = krl::to_json_or_null(message.attributes);
  const std::string timer = json_or_nothing(message.timer);
  const std::string result_event = json_or_nothing(message.result_event);
  const std::string reason = server_text(error);
  sql_.write(insert,
             {message.pico, message.eci, Parameter::text_or_null(message.sender), message.domain,
              message.name, Parameter::json(attributes), int64_t{message.attempts}, reason,
              Parameter::json_or_null(timer), Parameter::json_or_null(result_event)});
}

std::vector<engine::LogEntry> ServerStore::logs(std::string_view pico, engine::Time since) {
  static constinit Statement select{
      "select rid, transaction, logged_at, level, message, data from pico.log"
      " where pico = $1 and logged_at >= $2 order by logged_at, id"};
  std::vector<engine::LogEntry> found;
  sql_.select(select, {pico, Parameter::time(since)}, [&](const Row& row) {
    found.push_back({std::string(pico), row.string(1), row.string(2), row.time(3),
                     static_cast<uint8_t>(row.number(4)), row.json(5), map_of(row.json(6))});
  });
  return found;
}

void ServerStore::add_log(const engine::LogEntry& entry) {
  static constinit Statement insert{
      "insert into pico.log (pico, rid, transaction, logged_at, level, message, data)"
      " values ($1, $2, $3, $4, $5, $6, $7)"};
  const std::string message = krl::to_json_or_null(entry.message);
  const std::string data = krl::to_json_or_null(entry.data);
  sql_.write(insert, {entry.pico, Parameter::text_or_null(entry.rid),
                      Parameter::text_or_null(entry.transaction), Parameter::time(entry.time),
                      int64_t{entry.level}, Parameter::json(message), Parameter::json(data)});
}

uint64_t ServerStore::delete_logs_before(engine::Time limit) {
  static constinit Statement statement{"delete from pico.log where logged_at < $1"};
  return sql_.write(statement, {Parameter::time(limit)});
}

uint64_t ServerStore::delete_logs_beyond(int64_t kept) {
  static constinit Statement statement{
      "delete from pico.log where id <= (select id from pico.log order by id desc offset $1 limit "
      "1)"};
  return sql_.write(statement, {kept});
}

}  // namespace pico::postgres
