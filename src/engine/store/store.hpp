// SPDX-License-Identifier: MIT
//
// Where an image lives. The engine reads rows through it, collects its changes in a unit of work
// and writes them in one go; only the store knows transactions, snapshots and locks.
//
// Reads see what is committed plus what this transaction has written; after lock() of a pico they
// see the latest committed state of it. Any call may throw the store's own errors, which the
// engine lets pass.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/rows.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

enum class LockMode : uint8_t { Wait, Try };
/// Which requests to claim.
struct ClaimLimits {
  size_t recipients = 100;          // at most so many
  size_t per_recipient = 1;         // and so many requests of each, in order
  size_t bytes = size_t{64} << 20;  // of bodies, about
  std::vector<std::string> busy;    // recipients to which something is on its way
};

enum class LockResult : uint8_t { Locked, Busy, NoSuchPico };

/// A piece of the queue of messages.
struct WaitingPicos {
  std::vector<std::string> picos;  // each once, by its oldest message in the piece
  int64_t last = 0;                // id of the piece's last message; 0: no message was left
};

class Store {
 public:
  virtual ~Store() = default;

  // Locks and transactions -----------------------------------------------------------------------

  /// Locks a pico until the end of the transaction; Busy only in mode Try, when another holds it.
  /// The empty id stands for all picos that are gone.
  virtual LockResult lock(std::string_view pico, LockMode mode) = 0;
  /// Gives a lock back that this transaction took and wrote nothing under, as often as it took it.
  virtual void unlock(std::string_view pico) = 0;
  /// Lets reads show what others have committed meanwhile, as after waiting for a lock.
  virtual void refresh() = 0;
  /// Runs `work` so that a failure of the store inside it (not cancellation) undoes what it wrote
  /// and gives false; other exceptions undo it and pass on.
  virtual bool try_in_subtransaction(const std::function<void()>& work) = 0;

  // Reads ----------------------------------------------------------------------------------------

  virtual std::optional<Pico> pico(std::string_view id) = 0;
  /// A stored channel, or null; self channels are not here.
  virtual ChannelPtr channel(std::string_view eci) = 0;
  /// Stored channels of a pico, in order of creation.
  virtual std::vector<Channel> channels(std::string_view pico) = 0;
  /// Family channels on the children of `pico` that it alone may use, in order of creation.
  virtual std::vector<Channel> child_channels(std::string_view pico) = 0;
  /// The family channel on the parent of `pico` that it alone may use.
  virtual std::optional<Channel> parent_channel(std::string_view pico) = 0;
  /// In order of installation.
  virtual std::vector<InstalledRuleset> installed_rulesets(std::string_view pico) = 0;
  virtual std::optional<Installation> installation(std::string_view pico, std::string_view rid) = 0;
  /// A number that changes with any row of ruleset_url; never 0.
  virtual uint64_t registry_version() = 0;
  virtual std::optional<RulesetUrl> ruleset_url(std::string_view url) = 0;
  /// URLs whose current version has this rid.
  virtual std::vector<RulesetUrl> ruleset_urls_of(std::string_view rid) = 0;
  virtual std::optional<RulesetVersion> ruleset_version(std::string_view hash) = 0;
  /// Whether a URL stood for a version before the current one.
  virtual bool was_version(std::string_view url, std::string_view hash) = 0;
  /// The kept values of impure globals (krl::Instance::kept), and the version they are of.
  virtual std::optional<krl::Value> instance(std::string_view pico, std::string_view rid) = 0;
  virtual std::optional<EntityRow> entity(const EntityName& name) = 0;
  virtual std::optional<EntityItem> entity_item(const EntityName& name, std::string_view key) = 0;
  /// All members, in no certain order.
  virtual std::vector<EntityItem> entity_items(const EntityName& name) = 0;
  /// Whether a member can have this key.
  [[nodiscard]] virtual bool fits_item(const EntityName& name, std::string_view key) const = 0;
  /// Progress of a rule's event expression.
  virtual std::optional<krl::Value> event_state(std::string_view pico, std::string_view rid,
                                                std::string_view rule) = 0;
  /// Messages that wait for a pico, oldest first, by the latest snapshot.
  virtual std::vector<Message> pending_messages(std::string_view pico, size_t limit) = 0;
  /// Whom the `limit` oldest messages behind the one with the id `after` wait for, by the latest
  /// snapshot. So the whole queue is gone through piece by piece.
  virtual WaitingPicos waiting_picos(int64_t after, size_t limit) = 0;
  /// Timers of a ruleset in a pico, in order of creation, by the latest snapshot.
  virtual std::vector<Timer> timers(std::string_view pico, std::string_view rid) = 0;
  virtual std::optional<Timer> timer(std::string_view id) = 0;
  /// Timers that are due at `now`, by due time, then by order of creation. They are locked until
  /// the end of the transaction; those that others have locked are left out.
  virtual std::vector<Timer> lock_due_timers(Time now, size_t limit) = 0;
  /// When the next timer is due, by the latest snapshot.
  virtual std::optional<Time> next_due() = 0;
  /// Requests to claim at `now`: of each recipient whose oldest one is due that and those behind
  /// it, recipient by recipient. By the latest snapshot; so for the next two.
  virtual std::vector<Request> due_requests(Time now, const ClaimLimits& limits) = 0;
  /// When the oldest request of a recipient that is not `busy` is due next.
  virtual std::optional<Time> next_request_due(const std::vector<std::string>& busy) = 0;
  virtual std::vector<Request> claimed_requests() = 0;
  /// The answer that is kept for a key. Waits for nobody, and takes no key.
  virtual std::optional<krl::Value> kept_answer(std::string_view key) = 0;
  /// The answer that an event with this key got. Nothing where the key is new: it is taken then,
  /// and others wait with it until the end of the transaction.
  virtual std::optional<krl::Value> take_key(std::string_view key) = 0;
  /// Entries of a pico since `since`, oldest first.
  virtual std::vector<LogEntry> logs(std::string_view pico, Time since) = 0;
  /// Id of the newest change of a pico; 0: there is none.
  virtual int64_t last_change(std::string_view pico) = 0;

  // Writes that cannot fail by an event: at once
  // ---------------------------------------------------

  /// Keeps the answer for a key that was taken.
  virtual void put_answer(std::string_view key, const krl::Value& answer) = 0;
  /// Forgets a key that was taken, so that it can be taken again.
  virtual void forget_key(std::string_view key) = 0;
  /// Writes attempts, claim, next try and error.
  virtual void update_requests(const std::vector<Request>& requests) = 0;
  virtual void delete_requests(const std::vector<Request>& requests) = 0;
  /// Makes it a dead letter, with the response, Undefined where there was none.
  virtual void bury_request(const Request& request, const krl::Value& response) = 0;

  /// Sets Pico::watched_until; false where another transaction writes to the pico's row.
  virtual bool put_watched_until(std::string_view pico, Time until) = 0;

  // Writes: only from UnitOfWork::write -----------------------------------------------------------

  /// Tells who listens, after the commit, that events of a pico have ended.
  virtual void notify(std::string_view pico) = 0;
  /// Gives the pico its number.
  virtual void add_pico(Pico& pico) = 0;
  /// Removes the pico with its channels, rulesets, variables, states, timers and pending messages.
  virtual void delete_pico(std::string_view id) = 0;
  /// Gives the channel its position.
  virtual void add_channel(Channel& channel) = 0;
  virtual void update_channel(const Channel& channel) = 0;
  virtual void delete_channel(std::string_view eci) = 0;
  /// Does nothing when the version is there.
  virtual void put_ruleset_version(const RulesetVersion& version) = 0;
  /// Keeps in mind which version the URL stood for.
  virtual void put_ruleset_url(const RulesetUrl& url) = 0;
  /// Adds or replaces by (pico, rid); a replaced one keeps its position.
  virtual void put_installed_ruleset(std::string_view pico, const InstalledRuleset& ruleset,
                                     const Installation& installation) = 0;
  /// The hash of the list of its rulesets.
  virtual void put_program(std::string_view pico, std::string_view hash) = 0;
  /// Removes the installation with its entity variables, kept values, event states and timers.
  virtual void delete_installed_ruleset(std::string_view pico, std::string_view rid) = 0;
  virtual void put_entity(const EntityName& name, const EntityRow& row) = 0;
  /// Without its members; so put_entity.
  virtual void delete_entity(const EntityName& name) = 0;
  virtual void put_entity_item(const EntityName& name, const EntityItem& item) = 0;
  virtual void delete_entity_item(const EntityName& name, std::string_view key) = 0;
  virtual void delete_entity_items(const EntityName& name) = 0;
  /// Undefined deletes; so for the next one.
  virtual void put_instance(std::string_view pico, std::string_view rid,
                            const krl::Value& kept) = 0;
  virtual void put_event_state(std::string_view pico, std::string_view rid, std::string_view rule,
                               const krl::Value& state) = 0;
  /// All event states of one ruleset in a pico.
  virtual void delete_event_states(std::string_view pico, std::string_view rid) = 0;
  /// Gives the timer its position.
  virtual void add_timer(const Timer& timer) = 0;
  /// Writes when it is due and has last fired.
  virtual void advance_timer(const Timer& timer) = 0;
  virtual void delete_timers(std::span<const std::string> ids) = 0;
  /// All timers of one ruleset in a pico.
  virtual void delete_timers_of(std::string_view pico, std::string_view rid) = 0;
  virtual void add_message(const Message& message) = 0;
  /// A request that leaves after the commit.
  virtual void add_request(const Request& request) = 0;
  /// Writes the number of attempts.
  virtual void update_message(const Message& message) = 0;
  virtual void delete_message(int64_t id) = 0;
  /// A message that will not be tried again, and why.
  virtual void add_dead_letter(const Message& message, std::string_view error) = 0;
  virtual void add_log(const LogEntry& entry) = 0;
  /// Gives the change its id.
  virtual void add_change(const Change& change) = 0;
};

}  // namespace pico::engine
