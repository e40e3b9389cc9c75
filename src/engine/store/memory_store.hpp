// SPDX-License-Identifier: MIT
//
// An image in memory: for unit tests, scenario cases and the krl tool. There is one transaction at
// a time; what another one would do to it (hold a pico, refuse a write) can be staged.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/store/store.hpp"

namespace pico::engine {

/// What the server would call an ERROR: a constraint, a trigger of the user.
class StoreFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class MemoryStore final : public Store {
 public:
  LockResult lock(std::string_view pico, LockMode mode) override;
  void unlock(std::string_view pico) override;
  void refresh() override {}
  bool try_in_subtransaction(const std::function<void()>& work) override;

  std::optional<Pico> pico(std::string_view id) override;
  ChannelPtr channel(std::string_view eci) override;
  std::vector<Channel> channels(std::string_view pico) override;
  std::vector<Channel> child_channels(std::string_view pico) override;
  std::optional<Channel> parent_channel(std::string_view pico) override;
  std::vector<InstalledRuleset> installed_rulesets(std::string_view pico) override;
  std::optional<Installation> installation(std::string_view pico, std::string_view rid) override;
  uint64_t registry_version() override { return registry_version_; }
  std::optional<RulesetUrl> ruleset_url(std::string_view url) override;
  std::vector<RulesetUrl> ruleset_urls_of(std::string_view rid) override;
  std::optional<RulesetVersion> ruleset_version(std::string_view hash) override;
  bool was_version(std::string_view url, std::string_view hash) override;
  std::optional<krl::Value> instance(std::string_view pico, std::string_view rid) override;
  std::optional<EntityRow> entity(const EntityName& name) override;
  std::optional<EntityItem> entity_item(const EntityName& name, std::string_view key) override;
  std::vector<EntityItem> entity_items(const EntityName& name) override;
  [[nodiscard]] bool fits_item(const EntityName& name, std::string_view key) const override;
  std::optional<krl::Value> event_state(std::string_view pico, std::string_view rid,
                                        std::string_view rule) override;
  std::vector<Message> pending_messages(std::string_view pico, size_t limit) override;
  WaitingPicos waiting_picos(int64_t after, size_t limit) override;
  std::vector<Timer> timers(std::string_view pico, std::string_view rid) override;
  std::optional<Timer> timer(std::string_view id) override;
  std::vector<Timer> lock_due_timers(Time now, size_t limit) override;
  std::optional<Time> next_due() override;
  std::vector<Request> due_requests(Time now, const ClaimLimits& limits) override;
  std::optional<Time> next_request_due(const std::vector<std::string>& busy) override;
  std::vector<Request> claimed_requests() override;
  std::optional<krl::Value> kept_answer(std::string_view key) override;
  std::optional<krl::Value> take_key(std::string_view key) override;
  std::vector<LogEntry> logs(std::string_view pico, Time since) override;
  int64_t last_change(std::string_view pico) override;

  void put_answer(std::string_view key, const krl::Value& answer) override;
  void forget_key(std::string_view key) override;
  void update_requests(const std::vector<Request>& requests) override;
  void delete_requests(const std::vector<Request>& requests) override;
  void bury_request(const Request& request, const krl::Value& response) override;
  bool put_watched_until(std::string_view pico, Time until) override;

  void notify(std::string_view pico) override { notified_.emplace_back(pico); }
  void add_pico(Pico& pico) override;
  void delete_pico(std::string_view id) override;
  void add_channel(Channel& channel) override;
  void update_channel(const Channel& channel) override;
  void delete_channel(std::string_view eci) override;
  void put_ruleset_version(const RulesetVersion& version) override;
  void put_ruleset_url(const RulesetUrl& url) override;
  void put_installed_ruleset(std::string_view pico, const InstalledRuleset& ruleset,
                             const Installation& installation) override;
  void put_program(std::string_view pico, std::string_view hash) override;
  void delete_installed_ruleset(std::string_view pico, std::string_view rid) override;
  void put_instance(std::string_view pico, std::string_view rid, const krl::Value& kept) override;
  void put_entity(const EntityName& name, const EntityRow& row) override;
  void delete_entity(const EntityName& name) override;
  void put_entity_item(const EntityName& name, const EntityItem& item) override;
  void delete_entity_item(const EntityName& name, std::string_view key) override;
  void delete_entity_items(const EntityName& name) override;
  void put_event_state(std::string_view pico, std::string_view rid, std::string_view rule,
                       const krl::Value& state) override;
  void delete_event_states(std::string_view pico, std::string_view rid) override;
  void add_timer(const Timer& timer) override;
  void advance_timer(const Timer& timer) override;
  void delete_timers(std::span<const std::string> ids) override;
  void delete_timers_of(std::string_view pico, std::string_view rid) override;
  void add_message(const Message& message) override;
  void add_request(const Request& request) override;
  void update_message(const Message& message) override;
  void delete_message(int64_t id) override;
  void add_dead_letter(const Message& message, std::string_view error) override;
  void add_log(const LogEntry& entry) override;
  void add_change(const Change& change) override;

  // For tests and tools ---------------------------------------------------------------------------

  /// From now on the pico is another transaction's, until release().
  void hold(std::string_view pico) { held_.emplace(pico); }
  void release(std::string_view pico) { held_.erase(std::string(pico)); }
  /// From now on every write of an entity variable of that name fails.
  void refuse_entity(std::string_view name) { refused_entity_ = name; }

  [[nodiscard]] std::vector<Pico> picos() const;
  [[nodiscard]] const std::vector<std::pair<Message, std::string>>& dead_letters() const noexcept {
    return rows_.dead_letters;
  }
  [[nodiscard]] size_t message_count() const noexcept { return rows_.messages.size(); }
  [[nodiscard]] const std::map<int64_t, Request>& requests() const noexcept {
    return rows_.requests;
  }
  /// With the response of each.
  [[nodiscard]] const std::vector<std::pair<Request, krl::Value>>& dead_requests() const noexcept {
    return rows_.dead_requests;
  }
  [[nodiscard]] const std::vector<Change>& changes() const noexcept { return rows_.changes; }
  /// Calls of writing functions so far.
  [[nodiscard]] size_t writes() const noexcept { return writes_; }
  /// Locks taken so far and not given back.
  [[nodiscard]] size_t locks() const noexcept { return locks_; }

  /// The picos that notify() was called with, since the last call.
  std::vector<std::string> take_notified() { return std::exchange(notified_, {}); }

 private:
  using Name = std::pair<std::string, std::string>;                    // pico, rid
  using Variable = std::tuple<std::string, std::string, std::string>;  // pico, rid, name

  struct InstalledRow {
    InstalledRuleset ruleset;
    Installation installation;
    int64_t position = 0;  // order of installation
  };

  struct Rows {
    std::map<std::string, Pico, std::less<>> picos;
    std::map<std::string, Channel, std::less<>> channels;
    std::map<std::string, RulesetUrl, std::less<>> urls;
    std::map<std::string, RulesetVersion, std::less<>> versions;
    std::vector<RulesetUrl> former_urls;
    std::map<Name, InstalledRow> installed;
    std::map<Name, krl::Value> instances;
    std::map<Variable, EntityRow> entities;
    std::map<Variable, std::map<std::string, EntityItem, std::less<>>> entity_items;
    std::map<Variable, krl::Value> event_states;
    std::map<std::string, Timer, std::less<>> timers;
    std::map<int64_t, Message> messages;
    std::map<int64_t, Request> requests;
    std::vector<std::pair<Message, std::string>> dead_letters;
    std::vector<std::pair<Request, krl::Value>> dead_requests;
    std::map<std::string, krl::Value, std::less<>> answers;
    std::vector<LogEntry> logs;
    std::vector<Change> changes;
    int64_t next_number = 1;
  };

  template <class Wanted>
  std::vector<Channel> channels_where(Wanted wanted) const;
  template <class Wanted, class Less>
  std::vector<Timer> timers_where(Wanted wanted, Less less) const;
  /// The oldest request of each recipient that is not busy, oldest first.
  [[nodiscard]] std::vector<const Request*> heads(const std::vector<std::string>& busy) const;

  Rows rows_;
  std::set<std::string, std::less<>> held_;
  std::string refused_entity_;
  size_t writes_ = 0;
  size_t locks_ = 0;
  uint64_t registry_version_ = 1;
  std::vector<std::string> notified_;
};

}  // namespace pico::engine
