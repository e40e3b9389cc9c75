// SPDX-License-Identifier: MIT
//
// Entity variables: see store.hpp. A large one has a row in pico.entity that tells its kind and
// size, and a row in pico.entity_item for each member.
#include "engine/work/entity_items.hpp"
#include "krl/value/json.hpp"

#include "postgres/store.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

// The kinds of collections that are kept by members.
constexpr std::string_view kArray = "array";
constexpr std::string_view kMap = "map";

/// What a row of the index of pico.entity_item may take of the 2,704 bytes of a btree row.
constexpr size_t kMaxItemKeyBytes = 2600;

KeyedTable& entities() {
  static KeyedTable table("entity",
                          {"pico", "rid", "name", "value", "collection", "length", "next_position"},
                          {1, 2, 3});
  return table;
}

KeyedTable& items() {
  static KeyedTable table("entity_item", {"pico", "rid", "name", "key", "position", "value"},
                          {1, 2, 3, 4});
  return table;
}

/// Of memory, roughly, for the value of a JSON text.
constexpr size_t kBytesPerJsonByte = 4;

std::string cache_key(const engine::EntityName& name) {
  std::string key;
  key.append(name.pico).append("\n").append(name.rid).append("\n").append(name.name);
  return key;
}

/// A shorter text is parsed sooner than a value is found in the cache.
constexpr size_t kMinCachedBytes = 64;

/// The value of a JSON column of a row, parsed unless that version of the row was before.
template <class MakeKey>
krl::Value cached_value(const Row& row, int column, MakeKey make_key) {
  const std::string_view json = row.text(column);
  if (json.size() < kMinCachedBytes) return krl::parse_json(json);
  return *row_caches().values.get(make_key(), row.version(), kBytesPerJsonByte * json.size(),
                                  [&] { return krl::parse_json(json); });
}

}  // namespace

std::optional<engine::EntityRow> ServerStore::entity(const engine::EntityName& name) {
  std::optional<engine::EntityRow> found;
  sql_.find(entities(), {name.pico, name.rid, name.name}, [&](const Row& row) {
    found.emplace();
    if (row.is_null(5)) {
      found->value = cached_value(row, 4, [&] { return cache_key(name); });
    } else {
      found->items = {row.text(5) == kArray, static_cast<size_t>(row.number(6)), row.number(7)};
    }
  });
  return found;
}

std::optional<engine::EntityItem> ServerStore::entity_item(const engine::EntityName& name,
                                                           std::string_view key) {
  std::optional<engine::EntityItem> found;
  if (!fits_item(name, key)) return found;
  sql_.find(items(), {name.pico, name.rid, name.name, key}, [&](const Row& row) {
    const auto make_key = [&] { return cache_key(name).append("\n").append(key); };
    found = {row.string(4), row.number(5), cached_value(row, 6, make_key)};
  });
  return found;
}

std::vector<engine::EntityItem> ServerStore::entity_items(const engine::EntityName& name) {
  std::vector<engine::EntityItem> found;
  sql_.find(items(), {name.pico, name.rid, name.name}, [&](const Row& row) {
    found.push_back({row.string(4), row.number(5), row.json(6)});
  });
  return found;
}

bool ServerStore::fits_item(const engine::EntityName& name, std::string_view key) const {
  return is_key(key) &&
         name.pico.size() + name.rid.size() + name.name.size() + key.size() <= kMaxItemKeyBytes;
}

void ServerStore::put_entity(const engine::EntityName& name, const engine::EntityRow& row) {
  const std::string json = row.items ? std::string() : krl::to_json_or_null(row.value);
  const engine::ItemsHeader header = row.items.value_or(engine::ItemsHeader());
  auto for_items = [&](Parameter parameter) {
    return row.items ? parameter : Parameter::null_like(parameter);
  };
  const Parameter value = Parameter::json(json);
  const RowVersion version = sql_.put(
      entities(), {name.pico, Parameter::key(name.rid), Parameter::key(name.name),
                   row.items ? Parameter::null_like(value) : value,
                   for_items(Parameter(header.is_array ? kArray : kMap)),
                   for_items(static_cast<int64_t>(header.count)), for_items(header.next_position)});
  // A collection of members that becomes one value still refers to them.
  if (row.items || engine::items_of(row.value) != nullptr) return;
  if (json.size() < kMinCachedBytes) return;
  row_caches().values.put(cache_key(name), version, row.value, kBytesPerJsonByte * json.size());
}

void ServerStore::delete_entity(const engine::EntityName& name) {
  sql_.erase(entities(), {name.pico, name.rid, name.name});
}

void ServerStore::put_entity_item(const engine::EntityName& name, const engine::EntityItem& item) {
  const std::string json = krl::to_json_or_null(item.value);
  sql_.put(items(), {name.pico, name.rid, name.name, Parameter::key(item.key), item.position,
                     Parameter::json(json)});
}

void ServerStore::delete_entity_item(const engine::EntityName& name, std::string_view key) {
  sql_.erase(items(), {name.pico, name.rid, name.name, key});
}

void ServerStore::delete_entity_items(const engine::EntityName& name) {
  sql_.erase(items(), {name.pico, name.rid, name.name});
}

}  // namespace pico::postgres
