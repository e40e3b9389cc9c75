// SPDX-License-Identifier: MIT
//
// What was made of rows, by key, for as long as the rows are the same: an unchanged row is read but
// not parsed again. Nothing need be dropped when a transaction ends: versions tell.
#pragma once

#include <memory>
#include <string_view>

#include "engine/model/lru_cache.hpp"

#include "postgres/row.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

template <class Item>
class RowCache {
 public:
  /// Keeps about `bytes`.
  explicit RowCache(size_t bytes) : entries_(bytes) {}

  void set_bound(size_t bytes) { entries_.set_bound(bytes); }

  /// What was made of the row with this key, or what `make` makes of it, which takes about `bytes`.
  template <class Make>
  std::shared_ptr<const Item> get(std::string_view key, const RowVersion& version, size_t bytes,
                                  Make make) {
    if (const auto known = entries_.find(key); known && known->version == version)
      return {known, &known->item};
    auto made = std::make_shared<const Entry>(Entry{version, make()});
    put(key, made, bytes);
    return {made, &made->item};
  }
  /// Keeps what a row was written from.
  void put(std::string_view key, const RowVersion& version, Item item, size_t bytes) {
    put(key, std::make_shared<const Entry>(Entry{version, std::move(item)}), bytes);
  }

 private:
  struct Entry {
    RowVersion version;
    Item item;
  };

  void put(std::string_view key, std::shared_ptr<const Entry> entry, size_t bytes) {
    if (!entry->version.is_known()) return;
    entries_.erase(key);
    entries_.put(key, std::move(entry), kEntryBytes + bytes);
  }

  static constexpr size_t kEntryBytes = 256;

  engine::LruCache<const Entry> entries_;
};

}  // namespace pico::postgres
