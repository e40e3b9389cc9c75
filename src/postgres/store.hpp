// SPDX-License-Identifier: MIT
//
// The tables of the schema pico as the engine's store. What each call sees is said in
// sql.hpp.
//
// One class in files by subject: store.cpp (picos, locks), store_channels.cpp, store_rulesets.cpp,
// store_entities.cpp, store_state.cpp (instances, event states), store_schedule.cpp (timers),
// store_messages.cpp (outbox, dead letters, logs), store_requests.cpp (requests, keys of events
// that came), store_changes.cpp (what events of watched picos did).
#pragma once

#include "engine/store/store.hpp"

#include "postgres/row_cache.hpp"
#include "postgres/sql.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {

/// What this backend has made of rows.
struct RowCaches {
  RowCache<engine::Channel> channels{0};  // by ECI
  RowCache<krl::Value> values{0};         // entity variables and their members, by name

  /// Keeps about `bytes` in all.
  void set_bound(size_t bytes) {
    channels.set_bound(bytes / 2);
    values.set_bound(bytes / 2);
  }
};
RowCaches& row_caches();

class ServerStore final : public engine::Store {
 public:
  explicit ServerStore(Sql& sql) : sql_(sql) {}

  engine::LockResult lock(std::string_view pico, engine::LockMode mode) override;
  void unlock(std::string_view pico) override;
  void refresh() override { sql_.refresh(); }
  bool try_in_subtransaction(const std::function<void()>& work) override;

  std::optional<engine::Pico> pico(std::string_view id) override;
  engine::ChannelPtr channel(std::string_view eci) override;
  std::vector<engine::Channel> channels(std::string_view pico) override;
  std::vector<engine::Channel> child_channels(std::string_view pico) override;
  std::optional<engine::Channel> parent_channel(std::string_view pico) override;
  std::vector<engine::InstalledRuleset> installed_rulesets(std::string_view pico) override;
  std::optional<engine::Installation> installation(std::string_view pico,
                                                   std::string_view rid) override;
  uint64_t registry_version() override;
  std::optional<engine::RulesetUrl> ruleset_url(std::string_view url) override;
  std::vector<engine::RulesetUrl> ruleset_urls_of(std::string_view rid) override;
  std::optional<engine::RulesetVersion> ruleset_version(std::string_view hash) override;
  bool was_version(std::string_view url, std::string_view hash) override;
  std::optional<krl::Value> instance(std::string_view pico, std::string_view rid) override;
  std::optional<engine::EntityRow> entity(const engine::EntityName& name) override;
  std::optional<engine::EntityItem> entity_item(const engine::EntityName& name,
                                                std::string_view key) override;
  std::vector<engine::EntityItem> entity_items(const engine::EntityName& name) override;
  [[nodiscard]] bool fits_item(const engine::EntityName& name, std::string_view key) const override;
  std::optional<krl::Value> event_state(std::string_view pico, std::string_view rid,
                                        std::string_view rule) override;
  std::vector<engine::Message> pending_messages(std::string_view pico, size_t limit) override;
  engine::WaitingPicos waiting_picos(int64_t after, size_t limit) override;
  std::vector<engine::Timer> timers(std::string_view pico, std::string_view rid) override;
  std::optional<engine::Timer> timer(std::string_view id) override;
  std::vector<engine::Timer> lock_due_timers(engine::Time now, size_t limit) override;
  std::optional<engine::Time> next_due() override;
  std::vector<engine::Request> due_requests(engine::Time now,
                                            const engine::ClaimLimits& limits) override;
  std::optional<engine::Time> next_request_due(const std::vector<std::string>& busy) override;
  std::vector<engine::Request> claimed_requests() override;
  std::optional<krl::Value> kept_answer(std::string_view key) override;
  std::optional<krl::Value> take_key(std::string_view key) override;
  std::vector<engine::LogEntry> logs(std::string_view pico, engine::Time since) override;
  int64_t last_change(std::string_view pico) override;

  void put_answer(std::string_view key, const krl::Value& answer) override;
  void forget_key(std::string_view key) override;
  void update_requests(const std::vector<engine::Request>& requests) override;
  void delete_requests(const std::vector<engine::Request>& requests) override;
  void bury_request(const engine::Request& request, const krl::Value& response) override;
  bool put_watched_until(std::string_view pico, engine::Time until) override;

  void notify(std::string_view pico) override;
  void add_pico(engine::Pico& pico) override;
  void delete_pico(std::string_view id) override;
  void add_channel(engine::Channel& channel) override;
  void update_channel(const engine::Channel& channel) override;
  void delete_channel(std::string_view eci) override;
  void put_ruleset_version(const engine::RulesetVersion& version) override;
  void put_ruleset_url(const engine::RulesetUrl& url) override;
  void put_installed_ruleset(std::string_view pico, const engine::InstalledRuleset& ruleset,
                             const engine::Installation& installation) override;
  void put_program(std::string_view pico, std::string_view hash) override;
  void delete_installed_ruleset(std::string_view pico, std::string_view rid) override;
  void put_instance(std::string_view pico, std::string_view rid, const krl::Value& kept) override;
  void put_entity(const engine::EntityName& name, const engine::EntityRow& row) override;
  void delete_entity(const engine::EntityName& name) override;
  void put_entity_item(const engine::EntityName& name, const engine::EntityItem& item) override;
  void delete_entity_item(const engine::EntityName& name, std::string_view key) override;
  void delete_entity_items(const engine::EntityName& name) override;
  void put_event_state(std::string_view pico, std::string_view rid, std::string_view rule,
                       const krl::Value& state) override;
  void delete_event_states(std::string_view pico, std::string_view rid) override;
  void add_timer(const engine::Timer& timer) override;
  void advance_timer(const engine::Timer& timer) override;
  void delete_timers(std::span<const std::string> ids) override;
  void delete_timers_of(std::string_view pico, std::string_view rid) override;
  void add_message(const engine::Message& message) override;
  void add_request(const engine::Request& request) override;
  void update_message(const engine::Message& message) override;
  void delete_message(int64_t id) override;
  void add_dead_letter(const engine::Message& message, std::string_view error) override;
  void add_log(const engine::LogEntry& entry) override;
  void add_change(const engine::Change& change) override;

  /// Deletes the log entries from before `limit`; how many.
  uint64_t delete_logs_before(engine::Time limit);
  /// Deletes all but the `kept` newest log entries; how many.
  uint64_t delete_logs_beyond(int64_t kept);
  /// Deletes the keys of events that came before `limit`; how many.
  uint64_t delete_keys_before(engine::Time limit);

  // Changes, for those who watch
  /// Which change of a pico.
  struct ChangePlace {
    std::string pico;
    int64_t id = 0;
  };
  /// With Change::what as JSON text.
  struct ChangeText {
    ChangePlace place;
    std::string what;
  };
  /// Those behind each of `places`, by id: at most `limit`, of all picos together.
  std::vector<ChangeText> changes_since(const std::vector<ChangePlace>& places, size_t limit);
  [[nodiscard]] bool has_change(const ChangePlace& place);
  /// Deletes those from before `limit`, but for the newest of a pico that has been watched since;
  /// how many.
  uint64_t delete_changes_before(engine::Time limit);

 private:
  Sql& sql_;
};

}  // namespace pico::postgres
