// SPDX-License-Identifier: MIT
//
// One outermost call of the engine and everything it causes: the unit of work, the picos it has
// locked, those that run, and the messages on their way.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/environment.hpp"
#include "engine/model/rows.hpp"
#include "engine/ruleset/instances.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "engine/ruleset/registry.hpp"
#include "engine/run/delivery.hpp"
#include "engine/run/incoming.hpp"
#include "engine/run/message_queue.hpp"
#include "engine/run/table_events.hpp"
#include "engine/work/table.hpp"
#include "engine/work/unit_of_work.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/memory.hpp"

namespace pico::engine {

class Transaction;

class Session {
 public:
  /// What lasts of former attempts at the same call, which ended for want of a source.
  struct Former {
    size_t shown = 0;      // log entries
    size_t delivered = 0;  // messages that waited before
    size_t parked = 0;     // messages that those have sent, now in the outbox
  };

  Session(Environment& environment, ProgramCache& programs, Sources& sources, Former former);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] Environment& environment() noexcept { return environment_; }
  [[nodiscard]] UnitOfWork& unit() noexcept { return unit_; }
  [[nodiscard]] Registry& registry() noexcept { return registry_; }
  [[nodiscard]] Instances& instances() noexcept { return instances_; }

  /// Sends a request in the midst of the call and waits for the response. Throws why there is none.
  HttpResponse request(const HttpRequest& request);
  /// Shows a log entry at once, unless a former attempt has.
  void show_log(const LogEntry& entry);
  /// The channel of an ECI, self channels included. Throws Error{UnknownEci}.
  ChannelPtr channel(std::string_view eci);
  /// Throws Error{UnknownPico}.
  const Pico& require_pico(std::string_view id);

  // Picos that run -------------------------------------------------------------------------------

  /// Locks a pico for changes, waiting for it, and first delivers what it missed. False where it
  /// had to do either: what was read before may have changed.
  bool enter(std::string_view pico);
  /// Enters the pico that a channel leads to; its id. `check` throws where the channel is not to be
  /// used, and sees it again when it may have changed.
  std::string enter_by(std::string_view eci, const std::function<void(const Channel&)>& check);
  /// Locks a pico, waiting for it, without delivering anything.
  void lock(std::string_view pico) { lock(pico, LockMode::Wait); }
  /// The same without waiting: false where another transaction holds the pico.
  [[nodiscard]] bool try_lock(std::string_view pico) { return lock(pico, LockMode::Try); }
  /// Puts a pico that this call has made among the locked ones.
  void own(std::string_view pico) {
    locked_.emplace(pico, Lock{.is_drained = true});
    made_.emplace_back(pico);
  }
  /// The picos that this call has made, in order; some may be gone again.
  [[nodiscard]] const std::vector<std::string>& made() const noexcept { return made_; }
  /// Ends an attempt: gives back what it has locked, where it has not written anything; else keeps
  /// what belongs to that. What lasts of it and of those before.
  Former let_go();
  [[nodiscard]] bool is_running(std::string_view pico) const noexcept;
  void push(Transaction& transaction) { running_.push_back(&transaction); }
  void pop() noexcept { running_.pop_back(); }

  /// Runs a checked event on a pico that is locked, for all its rulesets or for one; its
  /// directives.
  krl::Array run_event(std::string_view pico, std::string_view eid, Event event,
                       std::string_view only_rid = {});
  /// The same, where an error of its rules undoes it, is logged with the pico, and is given.
  struct TriedEvent {
    krl::Array directives;
    std::optional<krl::Error> failure;
  };
  TriedEvent try_event(std::string_view pico, std::string_view eid, Event event);
  /// Runs a checked query; its result as JSON.
  krl::Value run_query(std::string_view pico, std::string_view qid, const Query& query);

  // Messages and synchronous calls between picos --------------------------------------------------

  /// Checks an event against the channel it goes to and queues it; its eid. Throws what the channel
  /// says. `result_event`: outbound/result_event.hpp.
  std::string send(std::string_view sender, Event event, krl::Value result_event = {});
  /// Likewise, but leaves the event to others: it goes to the outbox when the call ends.
  std::string post(std::string_view sender, Event event);
  /// Queues a message of the engine itself, which no channel refuses.
  std::string send(Message message);
  krl::Value query(std::string_view sender, const Query& query);
  /// An event and the query that follows it, through the same channel.
  krl::Value event_query(std::string_view sender, Event event, const Query& query);
  /// Enters the pico for an event and a query of the same channel, which may both be refused.
  std::string enter_for(const Query& query, std::string_view sender, const Event& event);
  struct Called {
    std::string pico;
    std::string qid;
  };
  /// The event alone: what the query is to ask then.
  Called event_before(const Query& query, std::string_view sender, Event event);

  // Statements of programs, and calls from within them (statements.cpp) ---------------------------

  /// Runs a statement for the program of a pico, as its owner: ProgramSql::run.
  krl::Value run_statement(std::string_view pico, std::string_view text, krl::Array arguments,
                           bool writes);
  /// Runs a checked event at once, on a pico that must not run; its directives. An error of its
  /// rules undoes it alone, and is thrown.
  krl::Array raise_within(std::string_view eid, Event event);
  /// Delivers what this call has queued for a pico that it is about to call.
  void drain(std::string_view pico);
  /// Answers from the unit of work, which has not got what waits for the pico.
  krl::Value query_within(const Query& query);
  /// Queues an event of a table, once the statement that has changed the table has ended well.
  void add_table_event(std::string_view table, StatementPart part, Event event);
  TableEvents& table_events() noexcept { return table_events_; }
  /// Throws Error{PicoBusy} where the pico runs.
  void require_idle(std::string_view pico) const;

  /// Does `work`. A KRL error in it undoes what was changed and sent meanwhile, and is given.
  std::optional<krl::Error> run_undoable(const std::function<void()>& work);
  /// Lets one ruleset of a pico that is about to go see `wrangler:pico_deletion`, behind what waits
  /// for the pico. An error in it is logged, no more.
  void announce_deletion(std::string_view pico, std::string_view rid);

  /// Delivers waiting messages of any pico; how many it and former attempts delivered or buried.
  size_t deliver_pending(size_t limit);
  Delivered deliver_to(std::string_view pico, const Delivery& delivery);
  /// Of the oldest message that waits for a pico; false where none does.
  bool count_attempt(std::string_view pico);
  bool count_first_attempts(std::string_view pico, size_t limit);
  bool end_attempt(std::string_view pico, std::string_view error);
  void take_back_attempt(std::string_view pico);

  /// Delivers what the call has sent, writes all changes, and puts the rest into the outbox. To be
  /// called once, when the outermost work has ended well; how many messages were left for later.
  size_t finish();

 private:
  struct Savepoint {
    UnitOfWork::Savepoint unit;
    MessageQueue::Savepoint queue;
    size_t locks;
  };
  struct Lock {
    bool is_drained = false;  // no message of a former call waits for the pico
  };

  bool lock(std::string_view pico, LockMode mode);
  Savepoint savepoint() { return {unit_.savepoint(), queue_.savepoint(), lock_order_.size()}; }
  void undo(const Savepoint& savepoint);
  void undo_statements(const Savepoint& savepoint);
  bool attempt(const std::function<void()>& work);
  void forget_locks(size_t kept);

  Message checked_message(std::string_view sender, Event event);
  void deliver_queued();
  void deliver_queued(size_t index);
  [[nodiscard]] bool is_among_the_gone(const Message& message);
  [[nodiscard]] bool can_deliver_to(std::string_view pico);
  size_t park();

  bool lock_recipient(std::string_view pico, LockMode mode);
  std::optional<Message> oldest_pending(std::string_view pico);
  size_t deliver_pending_of(std::string_view pico, size_t limit);
  bool refuse(Message message);
  void bury_refused(const Message& message, std::string_view error);
  void count_delivery(const Message& message);
  void deliver(const Message& message, std::string_view eid);
  std::optional<krl::Error> try_message(const Message& message, std::string_view eid,
                                        std::string_view only_rid = {});
  void run_message(const Message& message, std::string_view eid, std::string_view only_rid);
  void bury(const Message& message, std::string error);
  void tell_sender(const Message& message, krl::Map status);
  void tell_of_failure(const Message& message, const krl::Error& error);
  void log_failure(std::string_view pico, std::string_view eid, std::string_view event,
                   const krl::Error& error);

  krl::StackScope stack_;
  krl::MemoryScope memory_;
  Environment& environment_;
  Sources& sources_;
  UnitOfWork unit_;
  Registry registry_;
  Instances instances_;
  MessageQueue queue_;
  std::vector<Transaction*> running_;
  TextMap<Lock> locked_;                 // by pico
  std::vector<std::string> lock_order_;  // those asked of the store
  std::vector<std::string> made_;
  size_t deliveries_ = 0;
  bool is_attempting_ = false;
  bool has_written_ = false;
  MessageQueue::Savepoint written_queue_{};  // the queue when that was written
  Former former_;
  size_t shown_ = 0;
  size_t delivered_ = 0;  // of messages that waited
  TableEvents table_events_;
  size_t table_event_count_ = 0;  // of the call
  size_t table_event_depth_ = 0;  // of the message that is delivered: QueuedMessage::table_events
  Delivery manner_;               // in which those are delivered
  Delivered outcome_;             // of that, as far as it is not in delivered_
};

}  // namespace pico::engine
