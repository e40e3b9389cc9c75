// SPDX-License-Identifier: MIT
//
// What rulesets keep in a pico: kept globals, entity variables, progress of event expressions. See
// store.hpp.
#include "krl/value/json.hpp"

#include "postgres/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

KeyedTable& instances() {
  static KeyedTable table("instance", "instance_pkey", {"pico", "rid", "kept"}, {1, 2});
  return table;
}

KeyedTable& entities() {
  static KeyedTable table("entity", "entity_pkey", {"pico", "rid", "name", "value"}, {1, 2, 3});
  return table;
}

KeyedTable& event_states() {
  static KeyedTable table("event_state", "event_state_pkey", {"pico", "rid", "rule", "state"},
                          {1, 2, 3});
  return table;
}

std::optional<krl::Value> value_of(Sql& sql, KeyedTable& table,
                                   std::initializer_list<Parameter> key, int column) {
  std::optional<krl::Value> found;
  sql.find(table, key, [&](const Row& row) { found = row.json(column); });
  return found;
}

/// Writes a value under two names of a pico, or deletes what is there where it is Undefined.
void put_named(Sql& sql, KeyedTable& table, std::string_view pico, std::string_view rid,
               std::string_view name, const krl::Value& value) {
  if (value.is_undefined()) {
    sql.erase(table, {pico, rid, name});
    return;
  }
  const std::string json = krl::to_json_or_null(value);
  sql.put(table, {pico, Parameter::key(rid), Parameter::key(name), Parameter::json(json)});
}

}  // namespace

std::optional<krl::Value> ServerStore::instance(std::string_view pico, std::string_view rid) {
  return value_of(sql_, instances(), {pico, rid}, 3);
}

void ServerStore::put_instance(std::string_view pico, std::string_view rid,
                               const krl::Value& kept) {
  if (kept.is_undefined()) {
    sql_.erase(instances(), {pico, rid});
    return;
  }
  const std::string json = krl::to_json_or_null(kept);
  sql_.put(instances(), {pico, Parameter::key(rid), Parameter::json(json)});
}

std::optional<krl::Value> ServerStore::entity(std::string_view pico, std::string_view rid,
                                              std::string_view name) {
  return value_of(sql_, entities(), {pico, rid, name}, 4);
}

void ServerStore::put_entity(std::string_view pico, std::string_view rid, std::string_view name,
                             const krl::Value& value) {
  put_named(sql_, entities(), pico, rid, name, value);
}

std::optional<krl::Value> ServerStore::event_state(std::string_view pico, std::string_view rid,
                                                   std::string_view rule) {
  return value_of(sql_, event_states(), {pico, rid, rule}, 4);
}

void ServerStore::put_event_state(std::string_view pico, std::string_view rid,
                                  std::string_view rule, const krl::Value& state) {
  put_named(sql_, event_states(), pico, rid, rule, state);
}

void ServerStore::delete_event_states(std::string_view pico, std::string_view rid) {
  sql_.erase(event_states(), {pico, rid});
}

}  // namespace pico::postgres
