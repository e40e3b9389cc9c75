// SPDX-License-Identifier: MIT
//
// What a unit of work knows of one pico: rows read from the store and changes not yet written.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/rows.hpp"
#include "engine/work/ruleset_list.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// A value as it is now, Undefined when there is none.
struct StoredValue {
  krl::Value value;
  bool is_changed = false;
};

/// An entity variable as it is now, Undefined when there is none.
struct StoredEntity {
  krl::Value value;
  std::optional<ItemsHeader> items;  // what the store holds: by members, or not
  bool is_changed = false;
};

/// Values under two names: entity variables by (rid, name), event states by (rid, rule).
template <class Stored>
class NamedValues {
 public:
  using Key = std::pair<std::string, std::string>;

  [[nodiscard]] Stored* find(std::string_view rid, std::string_view name) {
    const auto found = values_.find(View(rid, name));
    return found == values_.end() ? nullptr : &found->second;
  }
  Stored& put(std::string_view rid, std::string_view name, Stored value) {
    return values_.insert_or_assign(Key(rid, name), std::move(value)).first->second;
  }
  /// Drops everything of a ruleset.
  void erase(std::string_view rid) {
    std::erase_if(values_, [&](const auto& each) { return each.first.first == rid; });
  }
  template <class Condition>
  void erase_if(Condition condition) {
    std::erase_if(values_, [&](const auto& each) { return condition(each.second); });
  }
  [[nodiscard]] auto begin() noexcept { return values_.begin(); }
  [[nodiscard]] auto end() noexcept { return values_.end(); }

 private:
  using View = std::pair<std::string_view, std::string_view>;
  struct Less {
    using is_transparent = void;
    template <class A, class B>
    bool operator()(const A& a, const B& b) const noexcept {
      return View(a.first, a.second) < View(b.first, b.second);
    }
  };

  std::map<Key, Stored, Less> values_;
};

struct StoredInstallation {
  Installation installation;
  bool is_changed = false;
};

/// What a call has changed of the timers of a ruleset.
struct TimerChanges {
  bool is_cleared = false;                     // those in the store do not count
  std::set<std::string, std::less<>> removed;  // from the store, by id
  std::vector<Timer> added;
};

struct PicoRows {
  std::optional<Pico> pico;  // none: there is no such pico, or it is deleted
  bool is_new = false;       // not in the store yet
  bool is_deleted = false;   // in the store, but to be deleted
  uint64_t order = 0;        // of creation, when new

  std::shared_ptr<const RulesetList> rulesets;  // null: not read yet
  bool is_program_changed = false;
  std::map<std::string, StoredInstallation, std::less<>> installations;  // by rid
  NamedValues<StoredEntity> entities;
  NamedValues<StoredValue> event_states;
  std::map<std::string, StoredValue, std::less<>> instances;  // by rid
  std::map<std::string, TimerChanges, std::less<>> timers;    // by rid

  // What the store still holds of these rulesets no longer counts.
  std::set<std::string, std::less<>> uninstalled;
  std::set<std::string, std::less<>> without_event_states;
};

}  // namespace pico::engine
