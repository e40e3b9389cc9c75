// SPDX-License-Identifier: MIT
//
// What an array of stored items adds to an ordinary one, as stored_map.hpp does for maps. As long
// as it is not complete, the array itself holds nothing but what was added at its end.
#pragma once

#include <map>
#include <set>

#include "krl/value/stored_items.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

class StoredArray {
 public:
  explicit StoredArray(Ref<StoredItems> items)
      : items_(std::move(items)), count_(items_->count()) {}

  [[nodiscard]] const StoredItems& items() const noexcept { return *items_; }
  /// How many are stored.
  [[nodiscard]] size_t count() const noexcept { return count_; }
  [[nodiscard]] bool is_complete() const noexcept { return is_complete_; }
  void set_complete() noexcept { is_complete_ = true; }

  /// A stored element as it is now, while the array is not complete.
  Value& at(size_t index);

  void note_change(size_t index) { changed_.insert(index); }
  /// Any element may have changed, and their number.
  void note_rewrite() noexcept { is_rewritten_ = true; }
  [[nodiscard]] bool is_rewritten() const noexcept { return is_rewritten_; }
  /// Indices of stored elements that were changed, in order.
  [[nodiscard]] const std::set<size_t>& changed() const noexcept { return changed_; }

 private:
  Ref<StoredItems> items_;
  size_t count_;
  bool is_complete_ = false;
  bool is_rewritten_ = false;
  std::set<size_t> changed_;
  std::map<size_t, Value> seen_;
};

}  // namespace pico::krl
