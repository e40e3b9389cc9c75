// SPDX-License-Identifier: MIT
//
// Stored members: see entity_items.hpp.
#include "engine/work/entity_items.hpp"

#include <algorithm>
#include <vector>

#include "krl/value/array.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

std::optional<krl::Value> EntityItems::find(std::string_view key) const {
  std::optional<EntityItem> item = store_.entity_item(name_, key);
  if (!item) return std::nullopt;
  positions_.insert_or_assign(std::string(key), item->position);
  return std::move(item->value);
}

void EntityItems::visit(const Visitor& visitor) const {
  std::vector<EntityItem> items = store_.entity_items(name_);
  std::sort(items.begin(), items.end(),
            [](const EntityItem& a, const EntityItem& b) { return a.position < b.position; });
  for (EntityItem& item : items) visitor(item.key, std::move(item.value));
}

int64_t EntityItems::position(std::string_view key) const {
  const std::string name(key);
  if (!positions_.contains(name)) (void)find(key);
  return positions_.at(name);
}

krl::Value entity_value(Store& store, const EntityName& name, const EntityRow& row) {
  if (!row.items) return row.value;
  krl::Ref<krl::StoredItems> items(new EntityItems(store, name, *row.items));
  if (row.items->is_array) return krl::Array(std::move(items));
  return krl::Map(std::move(items));
}

const EntityItems* items_of(const krl::Value& value) {
  const krl::StoredItems* items = nullptr;
  if (value.is_map() && value.map().stored() != nullptr) items = &value.map().stored()->items();
  if (value.is_array() && value.array().stored() != nullptr)
    items = &value.array().stored()->items();
  return dynamic_cast<const EntityItems*>(items);
}

}  // namespace pico::engine
