// SPDX-License-Identifier: MIT
//
// Reading through a unit of work and changing it: see unit_of_work.hpp. Writing is in
// unit_of_work_write.cpp.
#include "engine/work/unit_of_work.hpp"

#include <algorithm>

#include "engine/work/entity_items.hpp"

namespace pico::engine {

// Savepoints -------------------------------------------------------------------------------------

UnitOfWork::Savepoint UnitOfWork::savepoint() {
  return {.picos = picos_.savepoint(),
          .channels = channels_.savepoint(),
          .urls = urls_.savepoint(),
          .versions = versions_.savepoint(),
          .messages = messages_.savepoint(),
          .requests = requests_.savepoint(),
          .finished = finished_.savepoint(),
          .attempts = attempts_.savepoint(),
          .dead_letters = dead_letters_.savepoint(),
          .logs = logs_.savepoint(),
          .changes = changes_.savepoint(),
          .notified = notified_.savepoint(),
          .advanced = advanced_.savepoint(),
          .ended = ended_.savepoint()};
}

void UnitOfWork::release() {
  picos_.release();
  channels_.release();
  urls_.release();
  versions_.release();
}

void UnitOfWork::undo(const Savepoint& savepoint) {
  picos_.undo(savepoint.picos);
  channels_.undo(savepoint.channels);
  urls_.undo(savepoint.urls);
  versions_.undo(savepoint.versions);
  messages_.undo(savepoint.messages);
  requests_.undo(savepoint.requests);
  finished_.undo(savepoint.finished);
  attempts_.undo(savepoint.attempts);
  dead_letters_.undo(savepoint.dead_letters);
  logs_.undo(savepoint.logs);
  changes_.undo(savepoint.changes);
  notified_.undo(savepoint.notified);
  advanced_.undo(savepoint.advanced);
  ended_.undo(savepoint.ended);
}

void UnitOfWork::forget(std::string_view pico) { picos_.erase(pico); }

// Picos ------------------------------------------------------------------------------------------

PicoRows& UnitOfWork::rows(std::string_view pico) {
  if (PicoRows* known = picos_.find(pico)) return *known;
  PicoRows rows;
  rows.pico = store_.pico(pico);
  return picos_.cache(pico, std::move(rows));
}

PicoRows& UnitOfWork::edit_rows(std::string_view pico) {
  rows(pico);
  return picos_.edit(pico);
}

const Pico* UnitOfWork::pico(std::string_view id) {
  const PicoRows& found = rows(id);
  return found.pico ? &*found.pico : nullptr;
}

void UnitOfWork::add_pico(Pico pico) {
  PicoRows& rows = picos_.edit(pico.id);
  rows.pico = std::move(pico);
  rows.is_new = true;
  rows.order = ++next_order_;
}

void UnitOfWork::delete_pico(std::string_view id) {
  for (const std::string& eci : channels_of_[std::string(id)]) {
    const ChannelRow* known = channels_.find(eci);
    if (known == nullptr || known->channel.pico != id) continue;
    ChannelRow& row = channels_.edit(eci);
    row.is_deleted = true;
    row.is_changed = false;  // the store drops channels with their pico
  }
  PicoRows& rows = edit_rows(id);
  const bool is_new = rows.is_new;
  rows = PicoRows();
  rows.is_deleted = !is_new;
}

bool UnitOfWork::is_deleted(std::string_view pico) {
  const PicoRows* known = picos_.find(pico);
  return known != nullptr && !known->pico;
}

// Channels ---------------------------------------------------------------------------------------

ChannelPtr UnitOfWork::channel(std::string_view eci) {
  if (const ChannelRow* row = channels_.find(eci)) {
    return row->is_deleted ? nullptr : std::make_shared<const Channel>(row->channel);
  }
  ChannelPtr stored = store_.channel(eci);
  if (stored && is_deleted(stored->pico)) return nullptr;
  return stored;
}

/// The stored channels as this call has changed them, and behind them its new ones.
template <class Wanted>
std::vector<Channel> UnitOfWork::merge_channels(std::vector<Channel> stored, std::string_view pico,
                                                Wanted wanted) {
  std::vector<Channel> result;
  for (Channel& channel : stored) {
    const ChannelRow* row = channels_.find(channel.eci);
    if (row == nullptr) {
      result.push_back(std::move(channel));
    } else if (!row->is_deleted) {
      result.push_back(row->channel);
    }
  }
  const auto touched = channels_of_.find(pico);
  if (touched == channels_of_.end()) return result;
  std::vector<const ChannelRow*> added;
  for (const std::string& eci : touched->second) {
    const ChannelRow* row = channels_.find(eci);
    if (row != nullptr && row->is_new && !row->is_deleted && wanted(row->channel))
      added.push_back(row);
  }
  std::sort(added.begin(), added.end(),
            [](const ChannelRow* a, const ChannelRow* b) { return a->order < b->order; });
  for (const ChannelRow* row : added) result.push_back(row->channel);
  return result;
}

std::vector<Channel> UnitOfWork::channels(std::string_view pico) {
  return merge_channels(store_.channels(pico), pico,
                        [&](const Channel& channel) { return channel.pico == pico; });
}

std::vector<Channel> UnitOfWork::child_channels(std::string_view pico) {
  std::vector<Channel> found =
      merge_channels(store_.child_channels(pico), pico, [&](const Channel& channel) {
        return channel.family == Family::Child && channel.family_pico == pico;
      });
  std::erase_if(found, [this](const Channel& channel) { return is_deleted(channel.pico); });
  return found;
}

std::optional<Channel> UnitOfWork::parent_channel(std::string_view pico) {
  std::vector<Channel> stored;
  if (std::optional<Channel> found = store_.parent_channel(pico)) stored.push_back(*found);
  std::vector<Channel> merged =
      merge_channels(std::move(stored), pico, [&](const Channel& channel) {
        return channel.family == Family::Parent && channel.family_pico == pico;
      });
  if (merged.empty()) return std::nullopt;
  return std::move(merged.front());
}

/// The row of a channel that this call changes, which its picos are then known to have.
UnitOfWork::ChannelRow& UnitOfWork::edit_channel(const Channel& channel) {
  if (channels_.find(channel.eci) == nullptr) {
    channels_of_[channel.pico].push_back(channel.eci);
    if (!channel.family_pico.empty()) channels_of_[channel.family_pico].push_back(channel.eci);
  }
  return channels_.edit(channel.eci);
}

void UnitOfWork::add_channel(Channel channel) {
  ChannelRow& row = edit_channel(channel);
  row = {.channel = std::move(channel), .is_new = true, .order = ++next_order_};
}

void UnitOfWork::update_channel(Channel channel) {
  ChannelRow& row = edit_channel(channel);
  row.channel = std::move(channel);
  row.is_changed = true;
}

void UnitOfWork::delete_channel(std::string_view eci) {
  const ChannelPtr found = channel(eci);
  if (!found) return;
  ChannelRow& row = edit_channel(*found);
  row.channel = *found;
  row.is_changed = row.is_deleted = true;
}

// Rulesets ---------------------------------------------------------------------------------------

std::optional<RulesetUrl> UnitOfWork::ruleset_url(std::string_view url) {
  if (const auto* row = urls_.find(url)) return row->row;
  return urls_.cache(url, {store_.ruleset_url(url)}).row;
}

std::vector<RulesetUrl> UnitOfWork::ruleset_urls_of(std::string_view rid) {
  std::vector<RulesetUrl> found = store_.ruleset_urls_of(rid);
  std::erase_if(found, [&](const RulesetUrl& each) { return urls_.find(each.url) != nullptr; });
  urls_.for_each([&](const std::string&, const RegistryRow<RulesetUrl>& row) {
    if (row.row && row.row->rid == rid) found.push_back(*row.row);
  });
  return found;
}

std::optional<RulesetVersion> UnitOfWork::ruleset_version(std::string_view hash) {
  if (const auto* row = versions_.find(hash)) return row->row;
  return store_.ruleset_version(hash);
}

void UnitOfWork::put_ruleset_url(RulesetUrl url) {
  auto& row = urls_.edit(url.url);
  row.row = std::move(url);
  row.is_changed = true;
}

void UnitOfWork::put_ruleset_version(RulesetVersion version) {
  auto& row = versions_.edit(version.hash);
  row.row = std::move(version);
  row.is_changed = true;
}

bool UnitOfWork::has_changed_urls() {
  bool has_changed = false;
  urls_.for_each([&](const std::string&, const RegistryRow<RulesetUrl>& row) {
    has_changed = has_changed || row.is_changed;
  });
  return has_changed;
}

const std::shared_ptr<const RulesetList>& UnitOfWork::rulesets(PicoRows& rows) {
  if (rows.rulesets) return rows.rulesets;
  static const auto kEmpty = std::make_shared<const RulesetList>();
  if (!rows.pico || rows.pico->program.empty()) return rows.rulesets = kEmpty;
  rows.rulesets = lists_.find(rows.pico->program);
  if (!rows.rulesets) {
    rows.rulesets = std::make_shared<const RulesetList>(store_.installed_rulesets(rows.pico->id));
    lists_.put(rows.rulesets->hash(), rows.rulesets, rows.rulesets->cost());
  }
  return rows.rulesets;
}

std::shared_ptr<const RulesetList> UnitOfWork::rulesets(std::string_view pico) {
  return rulesets(rows(pico));
}

void UnitOfWork::set_rulesets(PicoRows& rows, RulesetList list) {
  rows.rulesets = std::make_shared<const RulesetList>(std::move(list));
  rows.pico->program = rows.rulesets->hash();
  rows.is_program_changed = true;
}

Installation UnitOfWork::installation(std::string_view pico, std::string_view rid) {
  PicoRows& known = rows(pico);
  const auto found = known.installations.find(rid);
  if (found != known.installations.end()) return found->second.installation;
  Installation installation;
  if (is_in_store(known, rid))
    installation = store_.installation(pico, rid).value_or(Installation());
  return known.installations.emplace(rid, StoredInstallation{std::move(installation)})
      .first->second.installation;
}

void UnitOfWork::put_installed_ruleset(std::string_view pico, InstalledRuleset ruleset,
                                       Installation installation) {
  PicoRows& rows = edit_rows(pico);
  rows.installations.insert_or_assign(ruleset.rid,
                                      StoredInstallation{std::move(installation), true});
  set_rulesets(rows, rulesets(rows)->with(std::move(ruleset)));
}

void UnitOfWork::delete_installed_ruleset(std::string_view pico, std::string_view rid) {
  PicoRows& rows = edit_rows(pico);
  set_rulesets(rows, rulesets(rows)->without(rid));
  if (const auto found = rows.installations.find(rid); found != rows.installations.end()) {
    rows.installations.erase(found);
  }
  rows.entities.erase(rid);
  rows.event_states.erase(rid);
  if (const auto found = rows.instances.find(rid); found != rows.instances.end()) {
    rows.instances.erase(found);
  }
  if (const auto found = rows.timers.find(rid); found != rows.timers.end()) {
    rows.timers.erase(found);
  }
  rows.uninstalled.emplace(rid);
}

// Values -----------------------------------------------------------------------------------------

bool UnitOfWork::is_in_store(const PicoRows& rows, std::string_view rid) {
  return !rows.is_new && !rows.is_deleted && !rows.uninstalled.contains(rid);
}

krl::Value UnitOfWork::instance(std::string_view pico, std::string_view rid) {
  PicoRows& known = rows(pico);
  const auto found = known.instances.find(rid);
  if (found != known.instances.end()) return found->second.value;
  krl::Value value;
  if (is_in_store(known, rid)) value = store_.instance(pico, rid).value_or(krl::Value());
  return known.instances.emplace(rid, StoredValue{std::move(value)}).first->second.value;
}

void UnitOfWork::put_instance(std::string_view pico, std::string_view rid, krl::Value kept) {
  edit_rows(pico).instances.insert_or_assign(std::string(rid), StoredValue{std::move(kept), true});
}

StoredEntity& UnitOfWork::entity_row(PicoRows& rows, std::string_view pico, std::string_view rid,
                                     std::string_view name) {
  if (StoredEntity* known = rows.entities.find(rid, name)) return *known;
  StoredEntity entity;
  if (is_in_store(rows, rid)) {
    const EntityName full{std::string(pico), std::string(rid), std::string(name)};
    if (const std::optional<EntityRow> row = store_.entity(full)) {
      entity.value = entity_value(store_, full, *row);
      entity.items = row->items;
    }
  }
  return rows.entities.put(rid, name, std::move(entity));
}

krl::Value UnitOfWork::entity(std::string_view pico, std::string_view rid, std::string_view name) {
  return entity_row(rows(pico), pico, rid, name).value;
}

bool UnitOfWork::is_stored_as(const krl::Value& value, const EntityName& name) {
  const EntityItems* items = items_of(value);
  return items != nullptr && items->name() == name && is_in_store(rows(name.pico), name.rid);
}

krl::Value& UnitOfWork::edit_entity(std::string_view pico, std::string_view rid,
                                    std::string_view name) {
  StoredEntity& row = entity_row(edit_rows(pico), pico, rid, name);
  row.is_changed = true;
  return row.value;
}

krl::Value UnitOfWork::event_state(std::string_view pico, std::string_view rid,
                                   std::string_view rule) {
  PicoRows& known = rows(pico);
  if (const StoredValue* state = known.event_states.find(rid, rule)) return state->value;
  krl::Value value;
  if (is_in_store(known, rid) && !known.without_event_states.contains(rid)) {
    value = store_.event_state(pico, rid, rule).value_or(krl::Value());
  }
  return known.event_states.put(rid, rule, {std::move(value)}).value;
}

void UnitOfWork::put_event_state(std::string_view pico, std::string_view rid, std::string_view rule,
                                 krl::Value state) {
  edit_rows(pico).event_states.put(rid, rule, {std::move(state), true});
}

void UnitOfWork::delete_event_states(std::string_view pico, std::string_view rid) {
  PicoRows& rows = edit_rows(pico);
  rows.event_states.erase(rid);
  rows.without_event_states.emplace(rid);
}

std::vector<Message> UnitOfWork::pending_messages(std::string_view pico, size_t limit) {
  const std::vector<int64_t>& finished = finished_.rows();
  std::vector<Message> messages = store_.pending_messages(pico, limit + finished.size());
  std::erase_if(messages, [&](const Message& message) {
    return std::find(finished.begin(), finished.end(), message.id) != finished.end();
  });
  if (messages.size() > limit) messages.resize(limit);
  return messages;
}

std::vector<LogEntry> UnitOfWork::logs(std::string_view pico, Time since) {
  std::vector<LogEntry> entries = store_.logs(pico, since);
  for (const LogEntry& entry : logs_.rows()) {
    if (entry.pico == pico && entry.time >= since) entries.push_back(entry);
  }
  return entries;
}

}  // namespace pico::engine
