// SPDX-License-Identifier: MIT
//
// What rulesets keep in a pico besides entity variables: kept globals, progress of event
// expressions. See store.hpp.
#include "krl/value/json.hpp"

#include "postgres/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

KeyedTable& instances() {
  static KeyedTable table("instance", {"pico", "rid", "kept"}, {1, 2});
  return table;
}

KeyedTable& event_states() {
  static KeyedTable table("event_state", {"pico", "rid", "rule", "state"}, {1, 2, 3});
  return table;
}

std::optional<krl::Value> value_of(Sql& sql, KeyedTable& table,
                                   std::initializer_list<Parameter> key, int column) {
  std::optional<krl::Value> found;
  sql.find(table, key, [&](const Row& row) { found = row.json(column); });
  return found;
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

std::optional<krl::Value> ServerStore::event_state(std::string_view pico, std::string_view rid,
                                                   std::string_view rule) {
  return value_of(sql_, event_states(), {pico, rid, rule}, 4);
}

void ServerStore::put_event_state(std::string_view pico, std::string_view rid,
                                  std::string_view rule, const krl::Value& state) {
  if (state.is_undefined()) {
    sql_.erase(event_states(), {pico, rid, rule});
    return;
  }
  const std::string json = krl::to_json_or_null(state);
  sql_.put(event_states(),
           {pico, Parameter::key(rid), Parameter::key(rule), Parameter::json(json)});
}

void ServerStore::delete_event_states(std::string_view pico, std::string_view rid) {
  sql_.erase(event_states(), {pico, rid});
}

}  // namespace pico::postgres
