// SPDX-License-Identifier: MIT
//
// Writing entity variables: see entity_writer.hpp.
#include "engine/work/entity_writer.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/model/json_bound.hpp"
#include "engine/work/entity_items.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

namespace pico::engine {

namespace {

struct Member {
  std::string key;
  krl::Value value;
};

std::vector<Member> members_of(const krl::Value& collection) {
  std::vector<Member> members;
  if (collection.is_map()) {
    for (const krl::MapEntry& entry : collection.map())
      members.push_back({std::string(entry.key.view()), entry.value});
  } else {
    for (const krl::Value& value : collection.array())
      members.push_back({std::to_string(members.size()), value});
  }
  return members;
}

size_t size_of(const krl::Value& collection) {
  return collection.is_map() ? collection.map().size() : collection.array().size();
}

class EntityWriter {
 public:
  EntityWriter(Store& store, const EntityName& name, const std::optional<ItemsHeader>& former)
      : store_(store), name_(name), former_(former) {}

  void write(const krl::Value& value) {
    if (value.is_undefined()) {
      if (former_) store_.delete_entity_items(name_);
      store_.delete_entity(name_);
    } else if (is_own(value) && size_of(value) > kMaxWholeMembers / 2 && write_changes(value)) {
      return;
    } else if (wants_items(value)) {
      write_members(value);
    } else {
      if (former_) store_.delete_entity_items(name_);
      store_.put_entity(name_, {value, std::nullopt});
    }
  }

 private:
  /// Whether the value is what the store holds, but for changes it knows of.
  [[nodiscard]] bool is_own(const krl::Value& value) const {
    const EntityItems* items = items_of(value);
    return items != nullptr && former_ && items->name() == name_;
  }

  [[nodiscard]] bool wants_items(const krl::Value& value) const {
    if (!value.is_collection() || size_of(value) < 2) return false;
    const size_t divisor = former_ ? 2 : 1;
    if (size_of(value) <= kMaxWholeMembers / divisor &&
        fits_json(value, kMaxWholeBytes / divisor)) {
      return false;
    }
    if (value.is_array()) return true;
    const krl::Map& map = value.map();
    return std::all_of(map.begin(), map.end(), [this](const krl::MapEntry& entry) {
      return store_.fits_item(name_, entry.key.view());
    });
  }

  void put(std::string_view key, int64_t position, const krl::Value& value) {
    store_.put_entity_item(name_, {std::string(key), position, value});
  }

  void put_header(const ItemsHeader& header) {
    if (former_ != header) store_.put_entity(name_, {krl::Value(), header});
  }

  // What the collection itself has noted ----------------------------------------------------------

  bool write_changes(const krl::Value& value) {
    return value.is_map() ? write_changes(value.map()) : write_changes(value.array());
  }

  bool write_changes(const krl::Map& map) {
    const krl::StoredMap::Changes& changes = map.stored()->changes();
    std::vector<std::string_view> added;
    for (const auto& [key, change] : changes) {
      if (change == krl::ItemChange::Erased) continue;
      if (!store_.fits_item(name_, key)) return false;
      if (change == krl::ItemChange::Added) added.push_back(key);
    }
    const EntityItems* items = items_of(map);
    ItemsHeader header = items->header();
    header.count = map.size();
    for (const auto& [key, change] : changes) {
      if (change == krl::ItemChange::Erased) store_.delete_entity_item(name_, key);
      if (change == krl::ItemChange::Set) put(key, items->position(key), *map.find(key));
    }
    if (added.size() > 1) added = in_order_of(map, added.size());
    for (const std::string_view key : added) put(key, header.next_position++, *map.find(key));
    put_header(header);
    return true;
  }

  /// The keys of the last `count` entries that were added, in that order.
  static std::vector<std::string_view> in_order_of(const krl::Map& map, size_t count) {
    std::vector<std::string_view> keys;
    keys.reserve(count);
    for (const krl::MapEntry& entry : map.object()->at_hand()) {
      const std::string_view key = entry.key.view();
      if (entry.value.is(krl::Kind::Uninitialized)) continue;
      if (map.stored()->change(key) == krl::ItemChange::Added) keys.push_back(key);
    }
    return keys;
  }

  bool write_changes(const krl::Array& array) {
    const krl::StoredArray& stored = *array.stored();
    if (stored.is_rewritten()) return false;
    auto put_element = [&](size_t index) {
      put(std::to_string(index), static_cast<int64_t>(index), array[index]);
    };
    for (const size_t index : stored.changed()) put_element(index);
    for (size_t index = stored.count(); index < array.size(); ++index) put_element(index);
    put_header(header_of(array));
    return true;
  }

  // All members, beside what is stored ------------------------------------------------------------

  static ItemsHeader header_of(const krl::Array& array) {
    return {true, array.size(), static_cast<int64_t>(array.size())};
  }

  struct Known {
    int64_t position;
    std::string json;
  };

  std::unordered_map<std::string, Known> stored_members() {
    std::unordered_map<std::string, Known> known;
    if (!former_) return known;
    for (EntityItem& item : store_.entity_items(name_)) {
      known.emplace(std::move(item.key), Known{item.position, krl::to_json_or_null(item.value)});
    }
    return known;
  }

  /// Members that stay in their order keep their positions; the others go to the end.
  void write_members(const krl::Value& value) {
    std::unordered_map<std::string, Known> stored = stored_members();
    const bool is_array = value.is_array();
    int64_t next = former_ && !is_array ? former_->next_position : 0;
    int64_t last = -1;
    const std::vector<Member> members = members_of(value);
    for (const Member& member : members) {
      const auto found = stored.find(member.key);
      const bool stays = found != stored.end() && (is_array || found->second.position > last);
      const int64_t position = is_array ? last + 1 : stays ? found->second.position : next++;
      last = position;
      if (!stays || found->second.json != krl::to_json_or_null(member.value))
        put(member.key, position, member.value);
      if (found != stored.end()) stored.erase(found);
    }
    for (const auto& [key, known] : stored) store_.delete_entity_item(name_, key);
    put_header(is_array ? header_of(value.array()) : ItemsHeader{false, members.size(), next});
  }

  Store& store_;
  const EntityName& name_;
  const std::optional<ItemsHeader>& former_;
};

}  // namespace

void write_entity(Store& store, const EntityName& name, const krl::Value& value,
                  const std::optional<ItemsHeader>& former) {
  EntityWriter(store, name, former).write(value);
}

}  // namespace pico::engine
