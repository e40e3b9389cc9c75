// SPDX-License-Identifier: MIT
//
// All that one outermost call reads and changes, between the engine and the store: reads go through
// it and see the changes; write() hands each changed row to the store once.
//
// Events that may fail by themselves, such as messages delivered inline, run behind a savepoint.
// See docs/architecture.md, "The engine".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/rows.hpp"
#include "engine/store/store.hpp"
#include "engine/work/pico_rows.hpp"
#include "engine/work/table.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class UnitOfWork {
 public:
  /// `lists` outlives the unit of work.
  UnitOfWork(Store& store, RulesetLists& lists) : store_(store), lists_(lists) {}
  UnitOfWork(const UnitOfWork&) = delete;
  UnitOfWork& operator=(const UnitOfWork&) = delete;

  // Savepoints and writing -----------------------------------------------------------------------

  struct Savepoint {
    size_t picos, channels, urls, versions, messages, requests, finished, attempts, dead_letters,
        logs, changes, notified, advanced, ended;
  };
  [[nodiscard]] Savepoint savepoint();
  /// Keeps what happened since; savepoints end in the reverse order of their making.
  void release();
  /// Takes back what happened since `savepoint`, and ends it.
  void undo(const Savepoint& savepoint);
  /// Writes all changes. They count as unwritten until mark_written(), so that a failed write can
  /// be undone and repeated.
  void write();
  void mark_written();
  /// Drops what was read of a pico, to read it anew now that it is locked.
  void forget(std::string_view pico);

  // Picos and channels ---------------------------------------------------------------------------

  /// The pico, or null.
  const Pico* pico(std::string_view id);
  void add_pico(Pico pico);
  /// With all that belongs to it, except channels on other picos.
  void delete_pico(std::string_view id);

  /// A stored channel, or null; self channels are not here.
  ChannelPtr channel(std::string_view eci);
  std::vector<Channel> channels(std::string_view pico);
  std::vector<Channel> child_channels(std::string_view pico);
  std::optional<Channel> parent_channel(std::string_view pico);
  void add_channel(Channel channel);
  void update_channel(Channel channel);
  void delete_channel(std::string_view eci);

  // Rulesets -------------------------------------------------------------------------------------

  std::optional<RulesetUrl> ruleset_url(std::string_view url);
  std::vector<RulesetUrl> ruleset_urls_of(std::string_view rid);
  std::optional<RulesetVersion> ruleset_version(std::string_view hash);
  /// Store::was_version.
  [[nodiscard]] bool was_version(std::string_view url, std::string_view hash) {
    return store_.was_version(url, hash);
  }
  void put_ruleset_url(RulesetUrl url);
  void put_ruleset_version(RulesetVersion version);

  /// What is installed; never null.
  std::shared_ptr<const RulesetList> rulesets(std::string_view pico);
  /// Of a ruleset that is installed.
  Installation installation(std::string_view pico, std::string_view rid);
  void put_installed_ruleset(std::string_view pico, InstalledRuleset ruleset,
                             Installation installation);
  /// Store::registry_version.
  [[nodiscard]] uint64_t registry_version() { return store_.registry_version(); }
  /// Whether a URL stands for another version than the store knows yet.
  [[nodiscard]] bool has_changed_urls();
  /// With its entity variables, kept values, event states and timers.
  void delete_installed_ruleset(std::string_view pico, std::string_view rid);

  // Values; Undefined means none -----------------------------------------------------------------

  krl::Value instance(std::string_view pico, std::string_view rid);
  void put_instance(std::string_view pico, std::string_view rid, krl::Value kept);
  krl::Value entity(std::string_view pico, std::string_view rid, std::string_view name);
  /// Whether the value is what the store holds as that variable, but for changes it knows of.
  [[nodiscard]] bool is_stored_as(const krl::Value& value, const EntityName& name);
  /// The variable to change in place.
  krl::Value& edit_entity(std::string_view pico, std::string_view rid, std::string_view name);
  krl::Value event_state(std::string_view pico, std::string_view rid, std::string_view rule);
  void put_event_state(std::string_view pico, std::string_view rid, std::string_view rule,
                       krl::Value state);
  void delete_event_states(std::string_view pico, std::string_view rid);

  // Timers ---------------------------------------------------------------------------------------

  /// Those of a ruleset, in order of creation.
  std::vector<Timer> timers(std::string_view pico, std::string_view rid);
  std::optional<Timer> timer(std::string_view pico, std::string_view rid, std::string_view id);
  void add_timer(Timer timer);
  /// Does nothing where the ruleset has no such timer.
  void delete_timer(std::string_view pico, std::string_view rid, std::string_view id);
  void delete_timers(std::string_view pico, std::string_view rid);
  /// A timer that has fired is due again, or has ended.
  void advance_timer(Timer timer) { advanced_.add(std::move(timer)); }
  void end_timer(std::string id) { ended_.add(std::move(id)); }

  // Messages, logs and changes -------------------------------------------------------------------

  /// Puts a message into the outbox.
  void add_message(Message message) { messages_.add(std::move(message)); }
  /// Lets a request leave after the commit.
  void add_request(Request request) { requests_.add(std::move(request)); }
  /// Messages in the outbox for a pico, oldest first.
  std::vector<Message> pending_messages(std::string_view pico, size_t limit);
  /// Takes a delivered or buried message out of it.
  void delete_message(int64_t id) { finished_.add(id); }
  /// Writes the number of attempts.
  void update_message(Message message) { attempts_.add(std::move(message)); }
  void add_dead_letter(Message message, std::string error) {
    dead_letters_.add({std::move(message), std::move(error)});
  }
  void add_log(LogEntry entry) { logs_.add(std::move(entry)); }
  std::vector<LogEntry> logs(std::string_view pico, Time since);
  /// Of a locked pico. Goes with the pico, if that is deleted.
  void add_change(Change change) { changes_.add(std::move(change)); }
  /// Tells who listens, after the commit.
  void notify(std::string_view pico) { notified_.add(std::string(pico)); }

 private:
  struct ChannelRow {
    Channel channel;
    bool is_new = false;
    bool is_changed = false;
    bool is_deleted = false;
    uint64_t order = 0;
  };
  template <class Row>
  struct RegistryRow {
    std::optional<Row> row;
    bool is_changed = false;
  };

  PicoRows& rows(std::string_view pico);
  /// For reading as well: values are cached without a trace for undo.
  PicoRows& edit_rows(std::string_view pico);
  /// Whether this call has found or made it so.
  [[nodiscard]] bool is_deleted(std::string_view pico);
  const std::shared_ptr<const RulesetList>& rulesets(PicoRows& rows);
  void set_rulesets(PicoRows& rows, RulesetList list);
  StoredEntity& entity_row(PicoRows& rows, std::string_view pico, std::string_view rid,
                           std::string_view name);
  template <class Wanted>
  std::vector<Channel> merge_channels(std::vector<Channel> stored, std::string_view pico,
                                      Wanted wanted);
  ChannelRow& edit_channel(const Channel& channel);
  [[nodiscard]] static bool is_in_store(const PicoRows& rows, std::string_view rid);

  void write_registry();
  void write_picos();
  void write_channels();
  void write_rows_of(const std::string& pico, PicoRows& rows);
  void write_installations(const std::string& pico, const PicoRows& rows);
  void write_timers(const std::string& pico, const PicoRows& rows);
  void write_messages();

  Store& store_;
  RulesetLists& lists_;
  Table<PicoRows> picos_;
  Table<ChannelRow> channels_;                     // changed ones only
  TextMap<std::vector<std::string>> channels_of_;  // their ECIs by pico and family pico, and more
  Table<RegistryRow<RulesetUrl>> urls_;
  Table<RegistryRow<RulesetVersion>> versions_;
  Log<Message> messages_;
  Log<Request> requests_;
  Log<int64_t> finished_;
  Log<Message> attempts_;
  Log<std::pair<Message, std::string>> dead_letters_;
  Log<LogEntry> logs_;
  Log<Change> changes_;
  Log<std::string> notified_;
  Log<Timer> advanced_;
  Log<std::string> ended_;
  uint64_t next_order_ = 0;
};

}  // namespace pico::engine
