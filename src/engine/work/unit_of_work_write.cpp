// SPDX-License-Identifier: MIT
//
// Writing a unit of work: what others refer to comes first (see unit_of_work.hpp).
#include <algorithm>

#include "engine/work/entity_writer.hpp"
#include "engine/work/unit_of_work.hpp"

namespace pico::engine {

void UnitOfWork::write() {
  write_registry();
  write_picos();
  write_channels();
  picos_.for_each([this](const std::string& id, PicoRows& rows) { write_rows_of(id, rows); });
  write_messages();
}

void UnitOfWork::write_registry() {
  versions_.for_each([this](const std::string&, const RegistryRow<RulesetVersion>& row) {
    if (row.is_changed) store_.put_ruleset_version(*row.row);
  });
  urls_.for_each([this](const std::string&, const RegistryRow<RulesetUrl>& row) {
    if (row.is_changed) store_.put_ruleset_url(*row.row);
  });
}

void UnitOfWork::write_picos() {
  std::vector<PicoRows*> added;
  picos_.for_each([&](const std::string&, PicoRows& rows) {
    if (rows.is_new) added.push_back(&rows);
  });
  std::sort(added.begin(), added.end(),
            [](const PicoRows* a, const PicoRows* b) { return a->order < b->order; });
  for (PicoRows* rows : added) store_.add_pico(*rows->pico);
}

void UnitOfWork::write_channels() {
  std::vector<ChannelRow*> added;
  channels_.for_each([&](const std::string& eci, ChannelRow& row) {
    if (row.is_new) {
      if (!row.is_deleted) added.push_back(&row);
    } else if (row.is_changed && row.is_deleted) {
      store_.delete_channel(eci);
    } else if (row.is_changed) {
      store_.update_channel(row.channel);
    }
  });
  std::sort(added.begin(), added.end(),
            [](const ChannelRow* a, const ChannelRow* b) { return a->order < b->order; });
  for (ChannelRow* row : added) store_.add_channel(row->channel);
}

void UnitOfWork::write_rows_of(const std::string& pico, PicoRows& rows) {
  if (rows.is_deleted) store_.delete_pico(pico);
  if (!rows.pico) return;
  for (const std::string& rid : rows.uninstalled) store_.delete_installed_ruleset(pico, rid);
  write_installations(pico, rows);
  for (const auto& [rid, kept] : rows.instances) {
    if (kept.is_changed) store_.put_instance(pico, rid, kept.value);
  }
  for (const auto& [key, entity] : rows.entities) {
    if (!entity.is_changed) continue;
    write_entity(store_, {pico, key.first, key.second}, entity.value, entity.items);
  }
  for (const std::string& rid : rows.without_event_states) store_.delete_event_states(pico, rid);
  for (const auto& [key, state] : rows.event_states) {
    if (state.is_changed) store_.put_event_state(pico, key.first, key.second, state.value);
  }
  write_timers(pico, rows);
}

/// In order of installation, which the store gives by that of writing.
void UnitOfWork::write_installations(const std::string& pico, const PicoRows& rows) {
  if (!rows.is_program_changed) return;
  for (const InstalledRuleset& ruleset : rows.rulesets->rulesets()) {
    const auto found = rows.installations.find(ruleset.rid);
    if (found == rows.installations.end() || !found->second.is_changed) continue;
    store_.put_installed_ruleset(pico, ruleset, found->second.installation);
  }
  if (!rows.is_new) store_.put_program(pico, rows.pico->program);
}

void UnitOfWork::write_timers(const std::string& pico, const PicoRows& rows) {
  for (const auto& [rid, changes] : rows.timers) {
    if (changes.is_cleared) store_.delete_timers_of(pico, rid);
    const std::vector<std::string> removed(changes.removed.begin(), changes.removed.end());
    if (!removed.empty()) store_.delete_timers(removed);
    for (const Timer& timer : changes.added) store_.add_timer(timer);
  }
}

void UnitOfWork::write_messages() {
  for (const Timer& timer : advanced_.rows()) store_.advance_timer(timer);
  if (!ended_.rows().empty()) store_.delete_timers(ended_.rows());
  for (const Message& message : attempts_.rows()) store_.update_message(message);
  for (const int64_t id : finished_.rows()) store_.delete_message(id);
  for (const Message& message : messages_.rows()) store_.add_message(message);
  for (const Request& request : requests_.rows()) store_.add_request(request);
  for (const auto& [message, error] : dead_letters_.rows()) {
    store_.add_dead_letter(message, error);
  }
  for (const LogEntry& entry : logs_.rows()) store_.add_log(entry);
  for (const Change& change : changes_.rows()) {
    if (!is_deleted(change.pico)) store_.add_change(change);
  }
  for (const std::string& pico : notified_.rows()) store_.notify(pico);
}

void UnitOfWork::mark_written() {
  picos_.for_each([](const std::string&, PicoRows& rows) {
    rows.is_new = rows.is_deleted = rows.is_program_changed = false;
    rows.uninstalled.clear();
    rows.without_event_states.clear();
    rows.timers.clear();
    for (auto& [rid, row] : rows.installations) row.is_changed = false;
    for (auto& [rid, kept] : rows.instances) kept.is_changed = false;
    // To be read anew: as a collection that knows of no changes.
    rows.entities.erase_if([](const StoredEntity& entity) {
      return entity.is_changed && (entity.items || entity.value.is_collection());
    });
    for (auto& [key, entity] : rows.entities) entity.is_changed = false;
    for (auto& [key, state] : rows.event_states) state.is_changed = false;
  });
  std::vector<std::string> written;
  channels_.for_each([&](const std::string& eci, const ChannelRow&) { written.push_back(eci); });
  for (const std::string& eci : written) channels_.erase(eci);
  channels_of_.clear();
  urls_.for_each([](const std::string&, auto& row) { row.is_changed = false; });
  versions_.for_each([](const std::string&, auto& row) { row.is_changed = false; });
  messages_.clear();
  requests_.clear();
  finished_.clear();
  attempts_.clear();
  dead_letters_.clear();
  logs_.clear();
  changes_.clear();
  notified_.clear();
  advanced_.clear();
  ended_.clear();
}

}  // namespace pico::engine
