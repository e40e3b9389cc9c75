// SPDX-License-Identifier: MIT
//
// A cache of shared things by name that drops what was not used for longest.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace pico::engine {

template <class Item>
class LruCache {
 public:
  /// Keeps at most `count` items whose costs add up to at most `cost`.
  LruCache(size_t count, size_t cost) : max_count_(count), max_cost_(cost) {}

  /// The item, or null.
  std::shared_ptr<Item> find(std::string_view key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->item;
  }

  void put(std::string_view key, std::shared_ptr<Item> item, size_t cost) {
    if (places_.contains(key)) return;
    entries_.push_front({std::string(key), std::move(item), cost});
    places_.emplace(entries_.front().key, entries_.begin());
    cost_ += cost;
    // The newest stays, be it too large: who put it is about to use it again.
    while (entries_.size() > 1 && (entries_.size() > max_count_ || cost_ > max_cost_)) drop_last();
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<Item> item;
    size_t cost;
  };

  void drop_last() {
    cost_ -= entries_.back().cost;
    places_.erase(entries_.back().key);
    entries_.pop_back();
  }

  size_t max_count_;
  size_t max_cost_;
  size_t cost_ = 0;
  std::list<Entry> entries_;  // the one used last comes first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> places_;
};

}  // namespace pico::engine
