// SPDX-License-Identifier: MIT
//
// What rulesets keep in a pico: kept globals, entity variables, progress of event expressions. See
// store.hpp.
#include "krl/value/json.hpp"

#include "postgres/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

std::optional<krl::Value> value_of(Sql& sql, Statement& select,
                                   std::initializer_list<Parameter> key) {
  std::optional<krl::Value> found;
  sql.select(select, key, [&](const Row& row) { found = row.json(1); });
  return found;
}

}  // namespace

std::optional<krl::Value> ServerStore::instance(std::string_view pico, std::string_view rid) {
  static constinit Statement select{"select kept from pico.instance where pico = $1 and rid = $2"};
  return value_of(sql_, select, {pico, rid});
}

void ServerStore::put_instance(std::string_view pico, std::string_view rid,
                               const krl::Value& kept) {
  static constinit Statement erase{"delete from pico.instance where pico = $1 and rid = $2"};
  static constinit Statement upsert{
      "insert into pico.instance (pico, rid, kept) values ($1, $2, $3)"
      " on conflict (pico, rid) do update set kept = excluded.kept"};
  if (kept.is_undefined()) {
    sql_.write(erase, {pico, rid});
    return;
  }
  const std::string json = krl::to_json_or_null(kept);
  sql_.write(upsert, {pico, Parameter::key(rid), Parameter::json(json)});
}

std::optional<krl::Value> ServerStore::entity(std::string_view pico, std::string_view rid,
                                              std::string_view name) {
  static constinit Statement select{
      "select value from pico.entity where pico = $1 and rid = $2 and name = $3"};
  return value_of(sql_, select, {pico, rid, name});
}

void ServerStore::put_entity(std::string_view pico, std::string_view rid, std::string_view name,
                             const krl::Value& value) {
  static constinit Statement erase{
      "delete from pico.entity where pico = $1 and rid = $2 and name = $3"};
  static constinit Statement upsert{
      "insert into pico.entity (pico, rid, name, value) values ($1, $2, $3, $4)"
      " on conflict (pico, rid, name) do update set value = excluded.value"};
  if (value.is_undefined()) {
    sql_.write(erase, {pico, rid, name});
    return;
  }
  const std::string json = krl::to_json_or_null(value);
  sql_.write(upsert, {pico, Parameter::key(rid), Parameter::key(name), Parameter::json(json)});
}

std::optional<krl::Value> ServerStore::event_state(std::string_view pico, std::string_view rid,
                                                   std::string_view rule) {
  static constinit Statement select{
      "select state from pico.event_state where pico = $1 and rid = $2 and rule = $3"};
  return value_of(sql_, select, {pico, rid, rule});
}

void ServerStore::put_event_state(std::string_view pico, std::string_view rid,
                                  std::string_view rule, const krl::Value& state) {
  static constinit Statement erase{
      "delete from pico.event_state where pico = $1 and rid = $2 and rule = $3"};
  static constinit Statement upsert{
      "insert into pico.event_state (pico, rid, rule, state) values ($1, $2, $3, $4)"
      " on conflict (pico, rid, rule) do update set state = excluded.state"};
  if (state.is_undefined()) {
    sql_.write(erase, {pico, rid, rule});
    return;
  }
  const std::string json = krl::to_json_or_null(state);
  sql_.write(upsert, {pico, Parameter::key(rid), Parameter::key(rule), Parameter::json(json)});
}

void ServerStore::delete_event_states(std::string_view pico, std::string_view rid) {
  static constinit Statement statement{"delete from pico.event_state where pico = $1 and rid = $2"};
  sql_.write(statement, {pico, rid});
}

}  // namespace pico::postgres
