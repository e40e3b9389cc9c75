// SPDX-License-Identifier: MIT
//
// Messages between picos: sending, delivering inline, spilling to the outbox, and delivering what
// waits there.
#include <fmt/format.h>

#include <utility>

#include "engine/channel/channel_record.hpp"
#include "engine/model/identifier.hpp"
#include "engine/outbound/result_event.hpp"
#include "engine/run/session.hpp"
#include "engine/store/program_sql.hpp"
#include "krl/run/host.hpp"

namespace pico::engine {

namespace {

/// Tries of a message that the server refuses, before it is buried.
constexpr int32_t kMaxAttempts = 5;

/// The id, for Store::lock, that stands for all picos that are gone.
constexpr std::string_view kGone;

/// A number that is another one for as long as this lives.
class NumberScope {
 public:
  NumberScope(size_t& number, size_t value) noexcept
      : number_(number), former_(std::exchange(number, value)) {}
  ~NumberScope() { number_ = former_; }
  NumberScope(const NumberScope&) = delete;
  NumberScope& operator=(const NumberScope&) = delete;

 private:
  size_t& number_;
  size_t former_;
};

}  // namespace

// Savepoints -------------------------------------------------------------------------------------

void Session::undo(const Savepoint& savepoint) {
  unit_.undo(savepoint.unit);
  queue_.undo(savepoint.queue);
  instances_.forget_all();
  // Waiting messages that were delivered since are waiting again.
  for (size_t i = savepoint.locks; i < lock_order_.size(); ++i) {
    locked_.find(lock_order_[i])->second.is_drained = false;
  }
}

/// Does `work` and writes its changes, so that a failure of the server undoes both; false then.
/// Inside of other work it is that work which fails.
bool Session::attempt(const std::function<void()>& work) {
  if (is_attempting_ || !running_.empty()) {
    work();
    return true;
  }
  const Savepoint before = savepoint();
  is_attempting_ = true;
  bool is_done = false;
  try {
    const auto written_work = [&] {
      work();
      unit_.write();
    };
    if (manner_.is_all_or_nothing) {
      written_work();
      is_done = true;
    } else {
      is_done = environment_.store().try_in_subtransaction(written_work);
    }
  } catch (...) {
    forget_locks(before.locks);
    throw;
  }
  is_attempting_ = false;
  if (is_done) {
    unit_.release();
    unit_.mark_written();
    has_written_ = true;
    written_queue_ = queue_.savepoint();
    return true;
  }
  undo(before);
  forget_locks(before.locks);
  return false;
}

/// All but the first `kept` locks, which went with their subtransaction.
void Session::forget_locks(size_t kept) {
  while (lock_order_.size() > kept) {
    locked_.erase(lock_order_.back());
    lock_order_.pop_back();
  }
}

std::optional<krl::Error> Session::run_undoable(const std::function<void()>& work) {
  const Savepoint before = savepoint();
  ProgramSql* const sql = environment_.program_sql();
  if (sql != nullptr) sql->begin_undoable();
  try {
    work();
  } catch (const krl::Error& error) {
    undo_statements(before);
    undo(before);
    return error;
  } catch (...) {
    undo_statements(before);
    undo(before);
    throw;
  }
  if (sql != nullptr) sql->keep();
  unit_.release();
  return std::nullopt;
}

/// What the statements of programs did since, with the locks that were taken meanwhile.
void Session::undo_statements(const Savepoint& savepoint) {
  ProgramSql* const sql = environment_.program_sql();
  if (sql != nullptr && sql->undo()) forget_locks(savepoint.locks);
}

// Sending ----------------------------------------------------------------------------------------

/// The message that carries an event to whom its channel leads.
Message Session::checked_message(std::string_view sender, Event event) {
  const ChannelPtr found = channel(event.eci.view());
  const Channel& target = *found;
  check_event_policy(target, sender, event.domain.view(), event.name.view());
  Message message;
  message.pico = target.pico;
  message.eci = target.eci;
  message.sender = sender;
  message.domain = event.domain.view();
  message.name = event.name.view();
  message.attributes = std::move(event.attributes);
  return message;
}

std::string Session::send(std::string_view sender, Event event, krl::Value result_event) {
  Message message = checked_message(sender, std::move(event));
  message.result_event = std::move(result_event);
  return send(std::move(message));
}

std::string Session::post(std::string_view sender, Event event) {
  Message message = checked_message(sender, std::move(event));
  message.eid = new_identifier(environment_);
  std::string eid = message.eid;
  unit_.add_message(std::move(message));
  return eid;
}

std::string Session::send(Message message) {
  std::string eid = new_identifier(environment_);
  queue_.add({std::move(message), eid, table_event_depth_});
  return eid;
}

// Delivering what this call has sent --------------------------------------------------------------

bool Session::can_deliver_to(std::string_view pico) {
  const Limits& limits = environment_.limits();
  if (deliveries_ >= limits.inline_deliveries || queue_.has_spilled(pico)) return false;
  if (unit_.pico(pico) != nullptr && !locked_.contains(pico)) {
    if (lock_order_.size() >= limits.pico_locks || !lock(pico, LockMode::Try)) return false;
  }
  if (unit_.pico(pico) == nullptr) return true;  // deleted: the delivery says so
  Lock& held = locked_.find(pico)->second;
  if (!held.is_drained) deliver_pending_of(pico, limits.inline_deliveries - deliveries_);
  return locked_.find(pico)->second.is_drained;
}

/// Between picos that are both deleted: nobody misses it.
bool Session::is_among_the_gone(const Message& message) {
  return unit_.pico(message.pico) == nullptr && unit_.pico(message.sender) == nullptr;
}

void Session::deliver_queued(size_t index) {
  queue_.set(index, MessageQueue::State::Delivered);
  ++deliveries_;
  const QueuedMessage queued = queue_[index];
  const NumberScope depth(table_event_depth_, queued.table_events);
  deliver(queued.message, queued.eid);
}

void Session::deliver_queued() {
  for (size_t next = queue_.next_waiting(); next != MessageQueue::kNone;
       next = queue_.next_waiting()) {
    const std::string pico = queue_[next].message.pico;
    if (is_among_the_gone(queue_[next].message)) {
      queue_.set(next, MessageQueue::State::Delivered);
    } else if (can_deliver_to(pico)) {
      deliver_queued(next);
    } else {
      queue_.set(next, MessageQueue::State::Spilled);
    }
  }
}

void Session::drain(std::string_view pico) {
  if (is_running(pico) || queue_.next_for(pico) == MessageQueue::kNone) return;
  enter(pico);
  while (deliveries_ < environment_.limits().inline_deliveries) {
    const size_t next = queue_.next_for(pico);
    if (next == MessageQueue::kNone) return;
    deliver_queued(next);
  }
}

/// Puts what is not delivered into the outbox; how many.
size_t Session::park() {
  std::vector<Message> left = queue_.undelivered();
  for (Message& message : left) unit_.add_message(std::move(message));
  return left.size();
}

size_t Session::finish() {
  size_t deferred = 0;
  const bool is_written = queue_.next_waiting() != MessageQueue::kNone && attempt([&] {
                            deliver_queued();
                            deferred = park();
                          });
  if (!is_written) {
    deferred = park();
    unit_.write();
  }
  queue_.clear();
  unit_.mark_written();
  return former_.parked + deferred;
}

// Delivering what waits in the outbox -------------------------------------------------------------

/// Picos that are gone share a lock, for their messages are to be buried once.
bool Session::lock_recipient(std::string_view pico, LockMode mode) {
  if (unit_.pico(pico) != nullptr && !lock(pico, mode)) return false;
  return unit_.pico(pico) != nullptr ||
         environment_.store().lock(kGone, mode) == LockResult::Locked;
}

size_t Session::deliver_pending(size_t limit) {
  constexpr size_t kPiece = 1000;
  size_t delivered = former_.delivered;
  WaitingPicos piece;
  do {
    piece = environment_.store().waiting_picos(piece.last, kPiece);
    for (const std::string& pico : piece.picos) {
      if (delivered >= limit || lock_order_.size() >= environment_.limits().pico_locks)
        return delivered;
      if (lock_recipient(pico, LockMode::Try))
        delivered += deliver_pending_of(pico, limit - delivered);
    }
  } while (piece.last != 0);
  return delivered;
}

Delivered Session::deliver_to(std::string_view pico, const Delivery& delivery) {
  manner_ = delivery;
  outcome_.is_busy = !lock_recipient(pico, delivery.lock);
  if (!outcome_.is_busy && delivery.limit > former_.delivered)
    deliver_pending_of(pico, delivery.limit - former_.delivered);
  outcome_.messages = former_.delivered + delivered_;
  return outcome_;
}

std::optional<Message> Session::oldest_pending(std::string_view pico) {
  std::vector<Message> messages = unit_.pending_messages(pico, 1);
  if (messages.empty()) return std::nullopt;
  return std::move(messages.front());
}

bool Session::count_attempt(std::string_view pico) {
  lock_recipient(pico, LockMode::Wait);
  std::optional<Message> message = oldest_pending(pico);
  while (message && message->attempts >= kMaxAttempts) {
    bury_refused(*message, "each try ended the process that made it");
    message = oldest_pending(pico);
  }
  if (!message) return false;
  ++message->attempts;
  unit_.update_message(*std::move(message));
  return true;
}

bool Session::count_first_attempts(std::string_view pico, size_t limit) {
  if (!lock_recipient(pico, LockMode::Try)) return true;
  std::vector<Message> messages = unit_.pending_messages(pico, limit);
  const auto was_tried = [](const Message& message) { return message.attempts != 0; };
  if (std::any_of(messages.begin(), messages.end(), was_tried)) return false;
  for (Message& message : messages) {
    message.attempts = 1;
    unit_.update_message(std::move(message));
  }
  return true;
}

bool Session::end_attempt(std::string_view pico, std::string_view error) {
  lock_recipient(pico, LockMode::Wait);
  const std::optional<Message> message = oldest_pending(pico);
  if (!message || message->attempts < kMaxAttempts) return false;
  bury_refused(*message, error);
  return true;
}

void Session::take_back_attempt(std::string_view pico) {
  lock_recipient(pico, LockMode::Wait);
  std::optional<Message> message = oldest_pending(pico);
  if (!message || message->attempts == 0) return;  // another has delivered it meanwhile
  --message->attempts;
  unit_.update_message(*std::move(message));
}

/// Delivers waiting messages of a locked (or deleted) pico, in order; how many.
size_t Session::deliver_pending_of(std::string_view pico, size_t limit) {
  std::vector<Message> messages = unit_.pending_messages(pico, limit);
  size_t delivered = 0;
  for (const Message& message : messages) {
    const bool is_done = attempt([&] {
      unit_.delete_message(message.id);
      deliver(message, message.eid.empty() ? new_identifier(environment_) : message.eid);
    });
    if (is_done) {
      count_delivery(message);
    } else if (!refuse(message)) {
      return delivered;  // those behind it must follow it
    }
    ++delivered;
    ++delivered_;
  }
  const auto held = locked_.find(pico);
  if (held != locked_.end() && messages.size() < limit) held->second.is_drained = true;
  return delivered;
}

/// After a try that the store has refused. True where it was the last one.
bool Session::refuse(Message message) {
  if (!manner_.is_counted) ++message.attempts;
  if (message.attempts >= kMaxAttempts) {
    bury_refused(message, "the server refused what the event wrote");
    return true;
  }
  ++outcome_.refused;
  unit_.update_message(std::move(message));
  return false;
}

void Session::bury_refused(const Message& message, std::string_view error) {
  const krl::Error refusal(krl::ErrorClass::Error, std::string(error));
  unit_.delete_message(message.id);
  bury(message, refusal.text());
  attempt([&] { tell_of_failure(message, refusal); });
}

void Session::count_delivery(const Message& message) {
  if (!message.timer.is_map()) return;
  ++outcome_.timers;
  const krl::Value* const due = message.timer.map().find("due");
  if (due == nullptr || !due->is_number()) return;
  const Time late = std::max<Time>(0, environment_.now() - static_cast<Time>(due->number()));
  outcome_.lateness += late;
  outcome_.latest = std::max(outcome_.latest, late);
}

// One message ------------------------------------------------------------------------------------

/// An error of the recipient is its own: it loses what it did, not what others did.
std::optional<krl::Error> Session::try_message(const Message& message, std::string_view eid,
                                               std::string_view only_rid) {
  std::optional<krl::Error> error = run_undoable([&] { run_message(message, eid, only_rid); });
  if (error) log_failure(message.pico, eid, message.domain + ":" + message.name, *error);
  return error;
}

void Session::deliver(const Message& message, std::string_view eid) {
  // A timer goes with its pico, even if it has fired.
  if (!message.timer.is_undefined() && unit_.pico(message.pico) == nullptr) return;
  const std::optional<krl::Error> error = try_message(message, eid);
  if (!error) return tell_sender(message, delivered());
  bury(message, error->text());
  tell_of_failure(message, *error);
}

/// Nobody waits for the answer to a message: its recipient hears what became of it, so that rules
/// can do something about it.
void Session::tell_of_failure(const Message& message, const krl::Error& error) {
  if (unit_.pico(message.pico) == nullptr) return;
  Message told = message;
  told.domain = "system";
  told.name = "message_failed";
  told.attributes = krl::Map{{"domain", std::string_view(message.domain)},
                             {"name", std::string_view(message.name)},
                             {"attrs", message.attributes},
                             {"error", std::string_view(error.text())}};
  try_message(told, new_identifier(environment_));
}

void Session::announce_deletion(std::string_view pico, std::string_view rid) {
  enter(pico);
  drain(pico);
  if (unit_.pico(pico) == nullptr) return;  // one of the messages has deleted it
  Message message;
  message.pico = message.eci = message.sender = pico;
  message.domain = "wrangler";
  message.name = "pico_deletion";
  try_message(message, new_identifier(environment_), rid);
}

void Session::run_message(const Message& message, std::string_view eid, std::string_view only_rid) {
  if (unit_.pico(message.pico) == nullptr) {
    throw krl::Error(krl::ErrorClass::Error, fmt::format("ECI not found {}", message.eci),
                     krl::ErrorCode::UnknownEci);
  }
  Event event{.eci = krl::String(message.eci),
              .domain = krl::String(message.domain),
              .name = krl::String(message.name),
              .attributes = message.attributes.is_map() ? message.attributes.map() : krl::Map(),
              .time = environment_.now(),
              .timer = message.timer};
  run_event(message.pico, eid, std::move(event), only_rid);
}

void Session::bury(const Message& message, std::string error) {
  tell_sender(message, failed(error));
  ++outcome_.dead;
  unit_.add_dead_letter(message, std::move(error));
}

void Session::tell_sender(const Message& message, krl::Map status) {
  if (message.result_event.is_undefined() || unit_.pico(message.sender) == nullptr) return;
  send(result_message(message.result_event, message.sender, std::move(status)));
}

void Session::log_failure(std::string_view pico, std::string_view eid, std::string_view event,
                          const krl::Error& error) {
  if (environment_.log_level() < static_cast<uint8_t>(krl::LogLevel::Error)) return;
  LogEntry entry{.pico = std::string(pico),
                 .rid = error.place().rid,
                 .transaction = std::string(eid),
                 .time = environment_.now(),
                 .level = static_cast<uint8_t>(krl::LogLevel::Error),
                 .message = std::string_view(error.text()),
                 .data = krl::Map{{"event", event}}};
  show_log(entry);
  if (unit_.pico(pico) != nullptr) unit_.add_log(std::move(entry));
}

}  // namespace pico::engine
