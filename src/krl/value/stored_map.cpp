// SPDX-License-Identifier: MIT
//
// Maps of stored items: see stored_map.hpp.
#include "krl/value/stored_map.hpp"

namespace pico::krl {

const Value* StoredMap::find(std::string_view key) {
  if (is_complete_ || change(key)) return nullptr;
  std::string name(key);
  if (const auto seen = seen_.find(name); seen != seen_.end()) return &seen->second;
  std::optional<Value> value = items_->find(key);
  if (!value) return nullptr;
  return &seen_.emplace(std::move(name), std::move(*value)).first->second;
}

std::optional<ItemChange> StoredMap::change(std::string_view key) const {
  if (changes_.empty()) return std::nullopt;
  const auto found = changes_.find(std::string(key));
  return found == changes_.end() ? std::nullopt : std::optional(found->second);
}

void StoredMap::note_edit(std::string_view key, bool is_new) {
  if (is_new) ++size_;
  const auto [place, is_first] =
      changes_.try_emplace(std::string(key), is_new ? ItemChange::Added : ItemChange::Set);
  if (!is_first && place->second == ItemChange::Erased) place->second = ItemChange::Added;
}

void StoredMap::note_erase(std::string_view key) {
  --size_;
  changes_.insert_or_assign(std::string(key), ItemChange::Erased);
}

}  // namespace pico::krl
