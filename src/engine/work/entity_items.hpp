// SPDX-License-Identifier: MIT
//
// A large entity variable as it is stored: one row for each of its members.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/store/store.hpp"
#include "krl/value/stored_items.hpp"

namespace pico::engine {

/// Reads members from the store. Lives as long as the call that made it at most: whatever is kept
/// longer is copied by krl::json_copy.
class EntityItems final : public krl::StoredItems {
 public:
  EntityItems(Store& store, const EntityName& name, ItemsHeader header)
      : store_(store), name_(name), header_(header) {}

  [[nodiscard]] size_t count() const override { return header_.count; }
  [[nodiscard]] std::optional<krl::Value> find(std::string_view key) const override;
  void visit(const Visitor& visitor) const override;

  [[nodiscard]] const EntityName& name() const noexcept { return name_; }
  [[nodiscard]] const ItemsHeader& header() const noexcept { return header_; }
  /// Where a member stands in the order of adding; it must be there.
  [[nodiscard]] int64_t position(std::string_view key) const;

 private:
  Store& store_;
  EntityName name_;
  ItemsHeader header_;
  mutable std::unordered_map<std::string, int64_t> positions_;  // of the members that were found
};

/// The value of a variable as it was read.
krl::Value entity_value(Store& store, const EntityName& name, const EntityRow& row);

/// The items that a collection was read from; null for any other value.
const EntityItems* items_of(const krl::Value& value);

}  // namespace pico::engine
