// SPDX-License-Identifier: MIT
//
// Maps: see map.hpp. The hash table is open addressing with linear probing over positions in the
// vector of entries; a slot whose entry has died keeps its place so that probes run on past it.
#include "krl/value/map.hpp"

#include <algorithm>

namespace pico::krl {

namespace {

// Up to so many entries a search through them beats hashing the key.
constexpr size_t kLinearEntries = 8;
// Erased entries are worth a pass over all when they are at least as many as the others.
constexpr size_t kFewDead = 16;

}  // namespace

int64_t index_of_key(std::string_view key) noexcept {
  constexpr size_t kMaxDigits = 10;
  constexpr int64_t kMaxIndex = 4294967294;  // JavaScript's
  if (key.empty() || key.size() > kMaxDigits || (key[0] == '0' && key.size() > 1)) return -1;
  int64_t index = 0;
  for (const char digit : key) {
    if (digit < '0' || digit > '9') return -1;
    index = index * 10 + (digit - '0');
  }
  return index <= kMaxIndex ? index : -1;
}

MapObject::MapObject(const Entries& source) : entries_(source) {
  if (!entries_.empty()) last_index_ = index_of_key(entries_.back().key.view());
  if (entries_.size() > kLinearEntries) {
    size_t count = 4 * kLinearEntries;
    while (count < 2 * entries_.size()) count *= 2;
    slots_.resize(count);
    fill_slots();
  }
}

MapObject::~MapObject() = default;

MapObject::MapObject(Ref<StoredItems> items)
    : is_ordered_(false), stored_(std::make_unique<StoredMap>(std::move(items))) {}

MapObject::MapObject(const MapObject& other)
    : Object(),
      entries_(other.entries_),
      slots_(other.slots_),
      dead_(other.dead_),
      last_index_(other.last_index_),
      is_ordered_(other.is_ordered_),
      stored_(std::make_unique<StoredMap>(*other.stored_)) {}

const Value* MapObject::find(std::string_view key) const {
  const size_t at = position(key);
  if (at != kNone) return &entries_[at].value;
  return stored_ ? stored_->find(key) : nullptr;
}

const Value* MapObject::find(const String& key) const {
  const size_t at = has_slots() ? position(key.view(), key.hash()) : position(key.view());
  if (at != kNone) return &entries_[at].value;
  return stored_ ? stored_->find(key.view()) : nullptr;
}

Value& MapObject::slot(const String& key) {
  const size_t at = has_slots() ? position(key.view(), key.hash()) : position(key.view());
  if (at != kNone) {
    if (stored_) stored_->note_edit(key.view(), false);
    return entries_[at].value;
  }
  Value known;
  if (stored_) {
    const Value* found = stored_->find(key.view());
    if (found != nullptr) known = *found;
    stored_->note_edit(key.view(), found == nullptr);
  }
  reserve_one();
  if (is_ordered_) {
    const int64_t index = index_of_key(key.view());
    if (index >= 0) is_ordered_ = entries_.empty() || (last_index_ >= 0 && index > last_index_);
    last_index_ = index;
  }
  entries_.push_back({key, std::move(known)});
  if (has_slots()) place(key.hash(), static_cast<uint32_t>(entries_.size() - 1));
  return entries_.back().value;
}

bool MapObject::erase(std::string_view key) {
  const size_t at = position(key);
  if (at == kNone && (!stored_ || stored_->find(key) == nullptr)) return false;
  if (stored_) stored_->note_erase(key);
  if (at == kNone) return true;
  if (!has_slots()) {
    entries_.erase(entries_.begin() + static_cast<ptrdiff_t>(at));
    return true;
  }
  entries_[at] = {String(), Value::uninitialized()};
  if (++dead_ >= kFewDead && 2 * dead_ > entries_.size()) remove_dead();
  return true;
}

/// Reads all entries, lays the changed ones over them, and adds the new ones behind.
void MapObject::complete() const {
  Entries changed = std::move(entries_);
  std::unordered_map<std::string_view, Value*> values;
  for (MapEntry& entry : changed) {
    if (!is_dead(entry)) values.emplace(entry.key.view(), &entry.value);
  }
  entries_ = Entries();
  stored_->items().visit([&](std::string_view key, Value value) {
    const std::optional<ItemChange> change = stored_->change(key);
    if (change == ItemChange::Set) value = std::move(*values.find(key)->second);
    if (!change || change == ItemChange::Set) entries_.push_back({String(key), std::move(value)});
  });
  for (MapEntry& entry : changed) {
    const bool is_added = !is_dead(entry) && stored_->change(entry.key.view()) == ItemChange::Added;
    if (is_added) entries_.push_back(std::move(entry));
  }
  stored_->set_complete();
  dead_ = 0;
  is_ordered_ = false;
  slots_.clear();
  if (entries_.size() <= kLinearEntries) return;
  size_t count = 4 * kLinearEntries;
  while (count < 2 * entries_.size()) count *= 2;
  slots_.resize(count);
  fill_slots();
}

const MapObject::Entries& MapObject::ordered() const {
  if (is_partial()) complete();
  if (dead_ > 0) remove_dead();
  if (is_ordered_) return entries_;

  using Keyed = std::pair<int64_t, size_t>;
  std::vector<Keyed> indices;
  for (size_t i = 0; i < entries_.size(); ++i) {
    const int64_t index = index_of_key(entries_[i].key.view());
    if (index >= 0) indices.emplace_back(index, i);
  }
  if (!indices.empty()) {
    if (!std::is_sorted(indices.begin(), indices.end())) std::sort(indices.begin(), indices.end());
    Entries sorted;
    sorted.reserve(entries_.size());
    for (const Keyed& keyed : indices) sorted.push_back(std::move(entries_[keyed.second]));
    for (MapEntry& entry : entries_) {
      // The entries that were moved away have no key object any more.
      if (entry.key.object() != nullptr) sorted.push_back(std::move(entry));
    }
    entries_ = std::move(sorted);
    if (has_slots()) fill_slots();
  }
  is_ordered_ = true;
  last_index_ = entries_.empty() ? -1 : index_of_key(entries_.back().key.view());
  return entries_;
}

size_t MapObject::position(std::string_view key) const noexcept {
  if (has_slots()) return position(key, hash_of(key));
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].key.view() == key) return i;
  }
  return kNone;
}

size_t MapObject::position(std::string_view key, uint32_t hash) const noexcept {
  const auto mask = static_cast<uint32_t>(slots_.size() - 1);
  for (uint32_t i = hash & mask; slots_[i] != kFree; i = (i + 1) & mask) {
    if (((slots_[i] ^ hash) & ~mask) != 0) continue;
    const uint32_t at = slots_[i] & mask;
    if (entries_[at].key.view() == key && !is_dead(entries_[at])) return at;
  }
  return kNone;
}

/// Makes room for one entry more in the vector and in the table, so that adding it cannot fail.
void MapObject::reserve_one() const {
  if (entries_.size() == entries_.capacity()) {
    entries_.reserve(entries_.empty() ? 2 : 2 * entries_.size());
  }
  if (entries_.size() < kLinearEntries || 2 * (entries_.size() + 1) <= slots_.size()) return;
  slots_.resize(std::max(4 * kLinearEntries, 2 * slots_.size()));
  fill_slots();
}

void MapObject::place(uint32_t hash, uint32_t position) const noexcept {
  const auto mask = static_cast<uint32_t>(slots_.size() - 1);
  uint32_t i = hash & mask;
  while (slots_[i] != kFree) i = (i + 1) & mask;
  slots_[i] = (hash & ~mask) | position;
}

void MapObject::fill_slots() const noexcept {
  std::fill(slots_.begin(), slots_.end(), kFree);
  for (size_t i = 0; i < entries_.size(); ++i) {
    place(entries_[i].key.hash(), static_cast<uint32_t>(i));
  }
}

void MapObject::remove_dead() const noexcept {
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), is_dead), entries_.end());
  dead_ = 0;
  fill_slots();
}

Map::Map(std::initializer_list<std::pair<std::string_view, Value>> entries) : Map() {
  for (const auto& [key, value] : entries) set(key, value);
}

void Map::own() {
  if (!object_->is_shared()) return;
  object_ =
      stored() != nullptr ? make_ref<MapObject>(*object_) : make_ref<MapObject>(object_->ordered());
}

Map Map::unstored() const { return Map(make_ref<MapObject>(object_->ordered())); }

void Map::set(const String& key, Value value) { edit(key) = std::move(value); }

Value& Map::edit(const String& key) {
  own();
  return object_->slot(key);
}

bool Map::erase(std::string_view key) {
  if (!contains(key)) return false;
  own();
  return object_->erase(key);
}

}  // namespace pico::krl
