// SPDX-License-Identifier: MIT
//
// Clients that watch: see watchers.hpp.
#include "postgres/web/watchers.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "engine/web/web_answer.hpp"

#include "postgres/guard.hpp"
#include "postgres/settings.hpp"
#include "postgres/time.hpp"
#include "postgres/web/web_metrics.hpp"
#include "postgres/web/web_role.hpp"
#include "postgres/web/web_rules.hpp"
#include "postgres/workers/blocking.hpp"
#include "postgres/workers/worker_transaction.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Streams of one pico in one process; each is told each change.
constexpr size_t kMaxStreamsOfPico = 100;
/// What one run() does of each, so that others are served meanwhile.
constexpr size_t kStarts = 16;
constexpr milliseconds kStartingTime{20};
constexpr size_t kRenewals = 100;
constexpr size_t kChanges = 64;

constexpr milliseconds kRetryPause{50};    // where a pico is held
constexpr milliseconds kReadingPause{20};  // where a client is to read first
constexpr seconds kCheckPause{1};          // between looks at all channels
constexpr seconds kLookPause{15};          // where nobody wakes us
constexpr seconds kRenewalPause = seconds(engine::kWatchLease) / 4;
constexpr minutes kPrunePause{1};

void log_failure(const WorkFailure& failure) {
  const char* const message = failure.message.c_str();
  pg_call([&] { ereport(LOG, (errmsg("pico http: %s", message))); });
}

engine::WebError come_back_later(std::string text) {
  return {503, std::move(text), {{"Retry-After", "1"}}};
}

/// The id of a change; nothing where it is none, as another server's.
std::optional<int64_t> change_id(std::string_view text) {
  int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return id;
}

}  // namespace

void Watchers::add(ExchangePtr exchange, engine::Watch call) {
  const Clock::time_point now = Clock::now();
  waiting_.push_back({std::move(exchange), std::move(call), now, now});
}

void Watchers::run(bool is_woken) {
  const ShortWaitScope short_waits;  // of somebody who changes a table
  const Clock::time_point now = Clock::now();
  forget_gone(now);
  if (is_woken) next_look_ = std::min(next_look_, now);
  if (!streams_.empty()) {
    last_stream_ = now;
    renew(now);
    if (now >= next_look_ || can_go_on()) look(now);
    for (WatchStream& stream : streams_) stream.show_life(now);
  }
  start_waiting(now);
  web_metrics().set(WebGauge::Streams, streams_.size());
  if (now >= next_prune_ && may_prune(now)) prune(now);
}

std::optional<milliseconds> Watchers::timeout() const {
  std::optional<Clock::time_point> next;
  const auto not_beyond = [&](Clock::time_point time) {
    next = std::min(next.value_or(time), time);
  };
  const Clock::time_point now = Clock::now();
  for (const Request& request : waiting_) not_beyond(request.next_try);
  for (const auto& [pico, lease] : leases_) not_beyond(lease.next_renewal);
  for (const WatchStream& stream : streams_)
    if (stream.is_behind()) not_beyond(now + kReadingPause);
  if (!streams_.empty()) not_beyond(next_look_);
  if (may_prune(now)) not_beyond(next_prune_);
  if (!next) return std::nullopt;
  return std::max(milliseconds(0), std::chrono::ceil<milliseconds>(*next - now));
}

void Watchers::end() {
  for (WatchStream& stream : streams_) stream.close();
  for (const Request& request : waiting_)
    refuse(request, come_back_later("Error: the server is about to end"));
  streams_.clear();
  waiting_.clear();
  leases_.clear();
}

// Requests ---------------------------------------------------------------------------------------

void Watchers::start_waiting(Clock::time_point now) {
  size_t started = 0;
  const Clock::time_point until = Clock::now() + kStartingTime;
  std::vector<Request> left;
  for (Request& request : waiting_) {
    if (!request.exchange->is_open()) continue;
    const bool is_due = request.next_try <= now && started++ < kStarts && Clock::now() < until;
    if (!is_due || !try_to_start(request)) left.push_back(std::move(request));
  }
  waiting_ = std::move(left);
}

/// Whether the request is answered.
bool Watchers::try_to_start(Request& request) {
  std::optional<krl::Error> refusal;
  std::optional<Beginning> beginning;
  const auto work = [&](ServerCall& call) {
    try {
      require_execute(call.caller(), "query");
      const auto watching = call.engine().watch(request.call.eci);
      if (!watching) return;
      beginning = {*watching, watching->last_change, !request.call.last_id.empty()};
    } catch (const krl::Error& error) {
      refusal = error;
      return;
    }
    const std::optional<int64_t> id = change_id(request.call.last_id);
    if (!id || !call.environment().server_store().has_change({beginning->watching.pico, *id}))
      return;
    beginning->last = *id;
    beginning->has_missed = false;
  };
  // A lease that a crash undoes goes with the streams it is for.
  const auto failure = run_in_transaction("beginning to watch", work, Durability::Eventual);
  if (refusal) {
    answer(request, engine::error_answer(*refusal, request.call, web_rules()));
  } else if (failure && !is_hindrance(*failure)) {
    refuse(request, engine::WebError(500, "Error: " + failure->message));
  } else if (!failure && beginning) {
    open(request, *beginning);
  } else if (Clock::now() - request.come > milliseconds(settings().executor_timeout_ms)) {
    refuse(request, come_back_later("Error: the pico is busy"));
  } else {
    request.next_try = Clock::now() + kRetryPause;
    return false;
  }
  return true;
}

void Watchers::answer(const Request& request, engine::WebAnswer answer) {
  web_metrics().count(request.call, answer.status, Clock::now() - request.come);
  request.exchange->answer(std::move(answer));
}

void Watchers::refuse(const Request& request, const engine::WebError& error) {
  answer(request, engine::error_answer(error, request.exchange->request(), web_rules()));
}

/// Streams take half the connections at most: the others are for requests.
bool Watchers::has_room(std::string_view pico) const {
  if (streams_.size() >= static_cast<size_t>(settings().http_max_connections + 1) / 2) return false;
  const auto of_pico = std::count_if(streams_.begin(), streams_.end(),
                                     [&](const WatchStream& each) { return each.pico() == pico; });
  return static_cast<size_t>(of_pico) < kMaxStreamsOfPico;
}

void Watchers::open(const Request& request, const Beginning& beginning) {
  const std::string& pico = beginning.watching.pico;
  if (!has_room(pico)) return refuse(request, come_back_later("Error: too many clients watch"));
  engine::WebAnswer head = engine::typed_answer("text/event-stream", "");
  web_metrics().count(request.call, head.status, Clock::now() - request.come);
  streams_.emplace_back(request.call.eci, pico, beginning.last,
                        request.exchange->open_stream(std::move(head.headers)));
  streams_.back().begin(beginning.has_missed);
  const Clock::time_point now = Clock::now();
  leases_.try_emplace(pico, Lease{now + kRenewalPause});
  next_look_ = now;
}

// Leases -----------------------------------------------------------------------------------------

void Watchers::renew(Clock::time_point now) {
  std::vector<std::pair<const std::string, Lease>*> due;
  for (auto& each : leases_)
    if (each.second.next_renewal <= now && due.size() < kRenewals) due.push_back(&each);
  if (due.empty()) return;
  for (auto* each : due) each->second.next_renewal = now + kCheckPause;
  const auto work = [&](ServerCall& call) {
    for (auto* each : due)
      if (renew(call, each->first)) each->second.next_renewal = now + kRenewalPause;
  };
  const auto failure = run_in_transaction("renewing leases", work, Durability::Eventual);
  if (!failure) return;
  for (auto* each : due) each->second.next_renewal = now + kCheckPause;
  if (!is_hindrance(*failure)) log_failure(*failure);
}

/// By the first channel that lets it be watched: those that do not any more end soon.
bool Watchers::renew(ServerCall& call, std::string_view pico) const {
  for (const WatchStream& stream : streams_) {
    if (stream.pico() != pico) continue;
    try {
      return call.engine().watch(stream.eci()).has_value();
    } catch (const krl::Error&) {
      continue;
    }
  }
  return false;
}

// Streams ----------------------------------------------------------------------------------------

/// Streams whose clients are gone, or cannot keep up, and leases that nobody wants any more.
void Watchers::forget_gone(Clock::time_point now) {
  const milliseconds patience(settings().http_client_timeout_ms);
  std::set<std::string_view> watched;
  for (WatchStream& stream : streams_)
    if (stream.is_lost(now, patience)) stream.close();
  std::erase_if(streams_, [](const WatchStream& stream) { return !stream.is_open(); });
  for (const WatchStream& stream : streams_) watched.insert(stream.pico());
  std::erase_if(leases_, [&](const auto& each) { return !watched.contains(each.first); });
}

/// Whether a client that was to read first has done so.
bool Watchers::can_go_on() const {
  return std::any_of(streams_.begin(), streams_.end(), [](const WatchStream& stream) {
    return stream.is_behind() && stream.can_take_more();
  });
}

/// What comes behind the changes that are told, oldest first, and whether it may be told. In this
/// order: what was committed after a channel was closed is seen by nobody.
void Watchers::look(Clock::time_point now) {
  const bool is_check = now >= next_check_;
  if (is_check) next_check_ = now + kCheckPause;
  next_look_ = is_check ? now + kLookPause : next_check_;
  std::vector<ServerStore::ChangeText> changes;
  Errors errors;
  const auto failure = run_in_transaction("reading changes", [&](ServerCall& call) {
    changes = call.environment().server_store().changes_since(places(), kChanges);
    errors = check(call, changes, is_check);
  });
  if (failure) {
    next_look_ = now + kCheckPause;
    if (!is_hindrance(*failure)) log_failure(*failure);
    return;
  }
  end(errors);
  const bool are_all = changes.size() < kChanges;
  tell(changes, are_all);
  if (!are_all) next_look_ = now;
}

/// Where to read on, for each pico: behind what that of its clients knows who knows least.
std::vector<ServerStore::ChangePlace> Watchers::places() const {
  std::map<std::string_view, int64_t> last;
  for (const WatchStream& stream : streams_) {
    if (!stream.can_take_more()) continue;
    const auto [known, is_new] = last.try_emplace(stream.pico(), stream.last());
    if (!is_new) known->second = std::min(known->second, stream.last());
  }
  std::vector<ServerStore::ChangePlace> places;
  for (const auto& [pico, id] : last) places.push_back({std::string(pico), id});
  return places;
}

/// Why channels do not let their picos be watched any more; those of picos that have changed, or
/// all.
Watchers::Errors Watchers::check(ServerCall& call,
                                 const std::vector<ServerStore::ChangeText>& changes,
                                 bool is_of_all) const {
  std::set<std::string_view> concerned;
  for (const auto& change : changes) concerned.insert(change.place.pico);
  Errors errors;
  std::set<std::string_view> checked;
  for (const WatchStream& stream : streams_) {
    if (!is_of_all && !concerned.contains(stream.pico())) continue;
    if (!checked.insert(stream.eci()).second) continue;
    try {
      require_execute(call.caller(), "query");
      call.engine().check_watch(stream.eci());
    } catch (const krl::Error& error) {
      errors.emplace(stream.eci(), error.text());
    }
  }
  return errors;
}

void Watchers::tell(const std::vector<ServerStore::ChangeText>& changes, bool are_all) {
  std::map<std::string_view, std::vector<const ServerStore::ChangeText*>> by_pico;
  for (const auto& change : changes) by_pico[change.place.pico].push_back(&change);
  for (WatchStream& stream : streams_) {
    bool takes_all = stream.can_take_more();
    for (const auto* change : by_pico[stream.pico()])
      takes_all = takes_all && stream.tell(change->place.id, change->what);
    if (!takes_all) {
      stream.fall_behind(Clock::now());
    } else if (are_all) {
      stream.catch_up();
    }
  }
}

void Watchers::end(const Errors& errors) {
  for (WatchStream& stream : streams_)
    if (const auto found = errors.find(stream.eci()); found != errors.end())
      stream.end(found->second);
  std::erase_if(streams_, [](const WatchStream& stream) { return !stream.is_open(); });
}

/// Whether there may be rows that have become old, of streams that are no more or of a process that
/// was there before this one.
bool Watchers::may_prune(Clock::time_point now) const {
  return now < last_stream_ + engine::kChangeRetention + 2 * kPrunePause;
}

/// Each process that has had streams does so, and passes over what another is about to delete.
void Watchers::prune(Clock::time_point now) {
  next_prune_ = now + kPrunePause;
  const auto failure = run_in_transaction(
      "deleting changes",
      [](ServerCall& call) {
        const engine::Time retention = milliseconds(engine::kChangeRetention).count();
        auto& environment = call.environment();
        environment.server_store().delete_changes_before(environment.now() - retention);
      },
      Durability::Eventual);
  if (failure && !is_hindrance(*failure)) log_failure(*failure);
}

}  // namespace pico::postgres
