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
  /// Keeps items whose costs add up to at most `bound`.
  explicit LruCache(size_t bound) : bound_(bound) {}

  /// The newest item stays, be it too large: who put it is about to use it. How many were dropped.
  size_t set_bound(size_t bound) {
    bound_ = bound;
    return drop_excess();
  }
  [[nodiscard]] size_t count() const noexcept { return entries_.size(); }
  [[nodiscard]] size_t cost() const noexcept { return cost_; }

  /// The item, or null.
  std::shared_ptr<Item> find(std::string_view key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->item;
  }

  /// How many others were dropped for it.
  size_t put(std::string_view key, std::shared_ptr<Item> item, size_t cost) {
    if (places_.contains(key)) return 0;
    entries_.push_front({std::string(key), std::move(item), cost});
    places_.emplace(entries_.front().key, entries_.begin());
    cost_ += cost;
    return drop_excess();
  }

  void erase(std::string_view key) {
    const auto found = places_.find(key);
    if (found == places_.end()) return;
    const auto entry = found->second;
    cost_ -= entry->cost;
    places_.erase(found);
    entries_.erase(entry);
  }

  void clear() {
    places_.clear();
    entries_.clear();
    cost_ = 0;
  }

 private:
  struct Entry {
    std::string key;
    std::shared_ptr<Item> item;
    size_t cost;
  };

  size_t drop_excess() {
    size_t dropped = 0;
    for (; entries_.size() > 1 && cost_ > bound_; ++dropped) {
      cost_ -= entries_.back().cost;
      places_.erase(entries_.back().key);
      entries_.pop_back();
    }
    return dropped;
  }

  size_t bound_;
  size_t cost_ = 0;
  std::list<Entry> entries_;  // the one used last comes first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> places_;
};

}  // namespace pico::engine
