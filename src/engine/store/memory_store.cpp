// SPDX-License-Identifier: MIT
//
// The image in memory: see memory_store.hpp. Clarity before speed: a subtransaction is a copy.
#include "engine/store/memory_store.hpp"

#include <algorithm>

#include "krl/value/unicode.hpp"

namespace pico::engine {

namespace {

template <class Map, class Key>
auto row_of(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
  const auto found = map.find(key);
  return found == map.end() ? std::nullopt : std::optional(found->second);
}

template <class Map>
void put_or_erase(Map& map, typename Map::key_type key, const krl::Value& value) {
  if (value.is_undefined()) {
    map.erase(key);
  } else {
    map.insert_or_assign(std::move(key), value);
  }
}

/// Erases the rows of one ruleset in one pico.
template <class Map>
void erase_rows_of(Map& map, std::string_view pico, std::string_view rid) {
  std::erase_if(map, [&](const auto& row) {
    return std::get<0>(row.first) == pico && std::get<1>(row.first) == rid;
  });
}

template <class Map>
void erase_rows_of(Map& map, std::string_view pico) {
  std::erase_if(map, [&](const auto& row) { return std::get<0>(row.first) == pico; });
}

template <class Map>
void erase_timers(Map& timers, std::string_view pico, std::string_view rid) {
  std::erase_if(timers,
                [&](const auto& row) { return row.second.pico == pico && row.second.rid == rid; });
}

std::tuple<std::string, std::string, std::string> variable_of(const EntityName& name) {
  return {name.pico, name.rid, name.name};
}

}  // namespace

// Locks and transactions -------------------------------------------------------------------------

LockResult MemoryStore::lock(std::string_view pico, LockMode mode) {
  if (!pico.empty() && !rows_.picos.contains(pico)) return LockResult::NoSuchPico;
  if (!held_.contains(pico)) {
    ++locks_;
    return LockResult::Locked;
  }
  if (mode == LockMode::Try) return LockResult::Busy;
  throw StoreFailure("waiting for a pico that another transaction holds");
}

void MemoryStore::unlock(std::string_view) { --locks_; }

bool MemoryStore::try_in_subtransaction(const std::function<void()>& work) {
  Rows before = rows_;
  try {
    work();
    return true;
  } catch (const StoreFailure&) {
    rows_ = std::move(before);
    ++registry_version_;
    return false;
  } catch (...) {
    rows_ = std::move(before);
    ++registry_version_;
    throw;
  }
}

// Picos and channels -----------------------------------------------------------------------------

std::optional<Pico> MemoryStore::pico(std::string_view id) { return row_of(rows_.picos, id); }

std::vector<Pico> MemoryStore::picos() const {
  std::vector<Pico> all;
  for (const auto& [id, pico] : rows_.picos) all.push_back(pico);
  std::sort(all.begin(), all.end(),
            [](const Pico& a, const Pico& b) { return a.number < b.number; });
  return all;
}

void MemoryStore::add_pico(Pico& pico) {
  ++writes_;
  pico.number = rows_.next_number++;
  rows_.picos.insert_or_assign(pico.id, pico);
}

void MemoryStore::delete_pico(std::string_view id) {
  ++writes_;
  rows_.picos.erase(std::string(id));
  std::erase_if(rows_.channels, [&](const auto& row) { return row.second.pico == id; });
  std::erase_if(rows_.messages, [&](const auto& row) { return row.second.pico == id; });
  std::erase_if(rows_.timers, [&](const auto& row) { return row.second.pico == id; });
  std::erase_if(rows_.logs, [&](const LogEntry& entry) { return entry.pico == id; });
  std::erase_if(rows_.changes, [&](const Change& change) { return change.pico == id; });
  erase_rows_of(rows_.installed, id);
  erase_rows_of(rows_.instances, id);
  erase_rows_of(rows_.entities, id);
  erase_rows_of(rows_.entity_items, id);
  erase_rows_of(rows_.event_states, id);
}

ChannelPtr MemoryStore::channel(std::string_view eci) {
  const auto found = rows_.channels.find(eci);
  return found == rows_.channels.end() ? nullptr : std::make_shared<const Channel>(found->second);
}

template <class Wanted>
std::vector<Channel> MemoryStore::channels_where(Wanted wanted) const {
  std::vector<Channel> found;
  for (const auto& [eci, channel] : rows_.channels) {
    if (wanted(channel)) found.push_back(channel);
  }
  std::sort(found.begin(), found.end(),
            [](const Channel& a, const Channel& b) { return a.position < b.position; });
  return found;
}

std::vector<Channel> MemoryStore::channels(std::string_view pico) {
  return channels_where([&](const Channel& channel) { return channel.pico == pico; });
}

std::vector<Channel> MemoryStore::child_channels(std::string_view pico) {
  return channels_where([&](const Channel& channel) {
    return channel.family == Family::Child && channel.family_pico == pico;
  });
}

std::optional<Channel> MemoryStore::parent_channel(std::string_view pico) {
  std::vector<Channel> found = channels_where([&](const Channel& channel) {
    return channel.family == Family::Parent && channel.family_pico == pico;
  });
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void MemoryStore::add_channel(Channel& channel) {
  ++writes_;
  channel.position = rows_.next_number++;
  rows_.channels.insert_or_assign(channel.eci, channel);
}

void MemoryStore::update_channel(const Channel& channel) {
  ++writes_;
  rows_.channels.insert_or_assign(channel.eci, channel);
}

void MemoryStore::delete_channel(std::string_view eci) {
  ++writes_;
  rows_.channels.erase(std::string(eci));
}

// Rulesets ---------------------------------------------------------------------------------------

std::optional<RulesetUrl> MemoryStore::ruleset_url(std::string_view url) {
  return row_of(rows_.urls, url);
}

std::vector<RulesetUrl> MemoryStore::ruleset_urls_of(std::string_view rid) {
  std::vector<RulesetUrl> found;
  for (const auto& [url, row] : rows_.urls) {
    if (row.rid == rid) found.push_back(row);
  }
  return found;
}

std::optional<RulesetVersion> MemoryStore::ruleset_version(std::string_view hash) {
  return row_of(rows_.versions, hash);
}

bool MemoryStore::was_version(std::string_view url, std::string_view hash) {
  return std::any_of(rows_.former_urls.begin(), rows_.former_urls.end(),
                     [&](const RulesetUrl& row) { return row.url == url && row.hash == hash; });
}

void MemoryStore::put_ruleset_version(const RulesetVersion& version) {
  ++writes_;
  rows_.versions.emplace(version.hash, version);
}

void MemoryStore::put_ruleset_url(const RulesetUrl& url) {
  ++writes_;
  ++registry_version_;
  const auto former = rows_.urls.find(url.url);
  if (former != rows_.urls.end() && former->second.hash != url.hash)
    rows_.former_urls.push_back(former->second);
  rows_.urls.insert_or_assign(url.url, url);
}

std::vector<InstalledRuleset> MemoryStore::installed_rulesets(std::string_view pico) {
  std::vector<const InstalledRow*> rows;
  for (const auto& [name, row] : rows_.installed) {
    if (name.first == pico) rows.push_back(&row);
  }
  std::sort(rows.begin(), rows.end(),
            [](const InstalledRow* a, const InstalledRow* b) { return a->position < b->position; });
  std::vector<InstalledRuleset> found;
  found.reserve(rows.size());
  for (const InstalledRow* row : rows) found.push_back(row->ruleset);
  return found;
}

std::optional<Installation> MemoryStore::installation(std::string_view pico, std::string_view rid) {
  const auto found = rows_.installed.find(Name(pico, rid));
  if (found == rows_.installed.end()) return std::nullopt;
  return found->second.installation;
}

void MemoryStore::put_installed_ruleset(std::string_view pico, const InstalledRuleset& ruleset,
                                        const Installation& installation) {
  ++writes_;
  const auto [place, is_new] = rows_.installed.try_emplace(Name(pico, ruleset.rid));
  InstalledRow& row = place->second;
  if (is_new) row.position = rows_.next_number++;
  row.ruleset = ruleset;
  row.installation = installation;
}

void MemoryStore::put_program(std::string_view pico, std::string_view hash) {
  ++writes_;
  if (const auto row = rows_.picos.find(pico); row != rows_.picos.end()) row->second.program = hash;
}

void MemoryStore::delete_installed_ruleset(std::string_view pico, std::string_view rid) {
  ++writes_;
  erase_rows_of(rows_.installed, pico, rid);
  erase_rows_of(rows_.instances, pico, rid);
  erase_rows_of(rows_.entities, pico, rid);
  erase_rows_of(rows_.entity_items, pico, rid);
  erase_rows_of(rows_.event_states, pico, rid);
  erase_timers(rows_.timers, pico, rid);
}

// Values -----------------------------------------------------------------------------------------

std::optional<krl::Value> MemoryStore::instance(std::string_view pico, std::string_view rid) {
  return row_of(rows_.instances, Name(pico, rid));
}

void MemoryStore::put_instance(std::string_view pico, std::string_view rid,
                               const krl::Value& kept) {
  ++writes_;
  put_or_erase(rows_.instances, Name(pico, rid), kept);
}

std::optional<EntityRow> MemoryStore::entity(const EntityName& name) {
  return row_of(rows_.entities, variable_of(name));
}

std::optional<EntityItem> MemoryStore::entity_item(const EntityName& name, std::string_view key) {
  const auto items = rows_.entity_items.find(variable_of(name));
  if (items == rows_.entity_items.end()) return std::nullopt;
  return row_of(items->second, key);
}

std::vector<EntityItem> MemoryStore::entity_items(const EntityName& name) {
  std::vector<EntityItem> found;
  for (const auto& [key, item] : rows_.entity_items[variable_of(name)]) found.push_back(item);
  return found;
}

bool MemoryStore::fits_item(const EntityName&, std::string_view key) const {
  constexpr size_t kMaxKeyBytes = 1000;  // the server's bound
  return key.size() <= kMaxKeyBytes && krl::is_valid_utf8(key, false);
}

void MemoryStore::put_entity(const EntityName& name, const EntityRow& row) {
  ++writes_;
  if (!refused_entity_.empty() && name.name == refused_entity_) throw StoreFailure("refused");
  rows_.entities.insert_or_assign(variable_of(name), row);
}

void MemoryStore::delete_entity(const EntityName& name) {
  ++writes_;
  rows_.entities.erase(variable_of(name));
}

void MemoryStore::put_entity_item(const EntityName& name, const EntityItem& item) {
  ++writes_;
  rows_.entity_items[variable_of(name)].insert_or_assign(item.key, item);
}

void MemoryStore::delete_entity_item(const EntityName& name, std::string_view key) {
  ++writes_;
  rows_.entity_items[variable_of(name)].erase(std::string(key));
}

void MemoryStore::delete_entity_items(const EntityName& name) {
  ++writes_;
  rows_.entity_items.erase(variable_of(name));
}

std::optional<krl::Value> MemoryStore::event_state(std::string_view pico, std::string_view rid,
                                                   std::string_view rule) {
  return row_of(rows_.event_states, Variable(pico, rid, rule));
}

void MemoryStore::put_event_state(std::string_view pico, std::string_view rid,
                                  std::string_view rule, const krl::Value& state) {
  ++writes_;
  put_or_erase(rows_.event_states, Variable(pico, rid, rule), state);
}

void MemoryStore::delete_event_states(std::string_view pico, std::string_view rid) {
  ++writes_;
  erase_rows_of(rows_.event_states, pico, rid);
}

// Timers -----------------------------------------------------------------------------------------

template <class Wanted, class Less>
std::vector<Timer> MemoryStore::timers_where(Wanted wanted, Less less) const {
  std::vector<Timer> found;
  for (const auto& [id, timer] : rows_.timers) {
    if (wanted(timer)) found.push_back(timer);
  }
  std::sort(found.begin(), found.end(), less);
  return found;
}

std::vector<Timer> MemoryStore::timers(std::string_view pico, std::string_view rid) {
  return timers_where([&](const Timer& timer) { return timer.pico == pico && timer.rid == rid; },
                      [](const Timer& a, const Timer& b) { return a.position < b.position; });
}

std::optional<Timer> MemoryStore::timer(std::string_view id) { return row_of(rows_.timers, id); }

std::vector<Timer> MemoryStore::lock_due_timers(Time now, size_t limit) {
  std::vector<Timer> found =
      timers_where([&](const Timer& timer) { return timer.due <= now; },
                   [](const Timer& a, const Timer& b) {
                     return std::pair(a.due, a.position) < std::pair(b.due, b.position);
                   });
  if (found.size() > limit) found.resize(limit);
  return found;
}

std::optional<Time> MemoryStore::next_due() {
  std::optional<Time> next;
  for (const auto& [id, timer] : rows_.timers) {
    if (!next || timer.due < *next) next = timer.due;
  }
  return next;
}

void MemoryStore::add_timer(const Timer& timer) {
  ++writes_;
  Timer added = timer;
  added.position = rows_.next_number++;
  rows_.timers.emplace(added.id, std::move(added));
}

void MemoryStore::advance_timer(const Timer& timer) {
  ++writes_;
  rows_.timers.insert_or_assign(timer.id, timer);
}

void MemoryStore::delete_timers(std::span<const std::string> ids) {
  ++writes_;
  for (const std::string& id : ids) rows_.timers.erase(id);
}

void MemoryStore::delete_timers_of(std::string_view pico, std::string_view rid) {
  ++writes_;
  erase_timers(rows_.timers, pico, rid);
}

// Messages and logs ------------------------------------------------------------------------------

std::vector<Message> MemoryStore::pending_messages(std::string_view pico, size_t limit) {
  std::vector<Message> found;
  for (const auto& [id, message] : rows_.messages) {
    if (found.size() == limit) break;
    if (message.pico == pico) found.push_back(message);
  }
  return found;
}

WaitingPicos MemoryStore::waiting_picos(int64_t after, size_t limit) {
  WaitingPicos found;
  size_t seen = 0;
  for (auto at = rows_.messages.upper_bound(after); at != rows_.messages.end(); ++at) {
    if (seen++ == limit) break;
    const auto& [id, message] = *at;
    found.last = id;
    if (std::find(found.picos.begin(), found.picos.end(), message.pico) == found.picos.end())
      found.picos.push_back(message.pico);
  }
  return found;
}

void MemoryStore::add_message(const Message& message) {
  ++writes_;
  Message added = message;
  added.id = rows_.next_number++;
  rows_.messages.emplace(added.id, std::move(added));
}

void MemoryStore::update_message(const Message& message) {
  ++writes_;
  rows_.messages.insert_or_assign(message.id, message);
}

void MemoryStore::delete_message(int64_t id) {
  ++writes_;
  rows_.messages.erase(id);
}

void MemoryStore::add_dead_letter(const Message& message, std::string_view error) {
  ++writes_;
  rows_.dead_letters.emplace_back(message, std::string(error));
}

std::vector<LogEntry> MemoryStore::logs(std::string_view pico, Time since) {
  std::vector<LogEntry> found;
  for (const LogEntry& entry : rows_.logs) {
    if (entry.pico == pico && entry.time >= since) found.push_back(entry);
  }
  return found;
}

void MemoryStore::add_log(const LogEntry& entry) {
  ++writes_;
  rows_.logs.push_back(entry);
}

}  // namespace pico::engine
