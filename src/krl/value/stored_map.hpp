// SPDX-License-Identifier: MIT
//
// What a map of stored items adds to an ordinary one: which entries it has seen, and what it has
// changed. As long as it is not complete, the entries of the map are those that were changed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "krl/value/stored_items.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

/// What has become of an entry since it was read.
enum class ItemChange : uint8_t {
  Set,    // another value in the same place of the order
  Added,  // at the end of the order
  Erased,
};

class StoredMap {
 public:
  explicit StoredMap(Ref<StoredItems> items) : items_(std::move(items)), size_(items_->count()) {}
  /// What was only seen is not copied.
  StoredMap(const StoredMap& other)
      : items_(other.items_),
        size_(other.size_),
        is_complete_(other.is_complete_),
        changes_(other.changes_) {}
  StoredMap& operator=(const StoredMap&) = delete;

  [[nodiscard]] const StoredItems& items() const noexcept { return *items_; }
  /// Whether the map has read all its entries.
  [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }
  void set_complete() noexcept {
    is_complete_ = true;
    seen_.clear();
  }
  /// Of the map as it is now, while it is not complete.
  [[nodiscard]] size_t size() const noexcept { return size_; }

  /// The stored value of an entry that was not changed; null where there is none.
  const Value* find(std::string_view key);
  [[nodiscard]] std::optional<ItemChange> change(std::string_view key) const;

  /// To be told of every change; `is_new` when there was no such entry.
  void note_edit(std::string_view key, bool is_new);
  void note_erase(std::string_view key);

  using Changes = std::unordered_map<std::string, ItemChange>;
  [[nodiscard]] const Changes& changes() const noexcept { return changes_; }

 private:
  Ref<StoredItems> items_;
  size_t size_;
  bool is_complete_ = false;
  Changes changes_;
  std::unordered_map<std::string, Value> seen_;
};

}  // namespace pico::krl
