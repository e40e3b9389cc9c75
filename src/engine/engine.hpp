// SPDX-License-Identifier: MIT
//
// The pico engine: events, queries and the management of picos, channels and rulesets, over a
// Store.
//
// Each call serves everything it causes inside the same transaction. It writes when it ends well,
// and nothing when it throws. Spec: engine.md; docs/architecture.md, "The engine".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/environment.hpp"
#include "engine/model/rows.hpp"
#include "engine/outbound/retry.hpp"
#include "engine/run/channel_routes.hpp"
#include "engine/run/delivery.hpp"
#include "engine/run/table_events.hpp"
#include "engine/watch/watching.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/error.hpp"
#include "krl/value/array.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

class ProgramCache;
class Session;

struct EventResult {
  std::string eid;
  krl::Array directives;
  /// Messages to other picos that this call caused but left for later.
  size_t deferred = 0;
};

/// As callers get it: {"eid", "directives", "deferred"}.
krl::Map answer_of(const EventResult& result);

/// An event that was taken, whatever became of it.
struct TakenEvent {
  EventResult result;                 // without directives where it has failed
  std::optional<krl::Error> failure;  // of its rules, whose effects are undone
};

/// A query behind an event that was taken.
struct QueriedEvent {
  std::optional<krl::Error> failure;  // of the event, or of the query alone
  krl::Value result;
};

/// Events of one call of Engine::raise_events.
constexpr size_t kMaxEventsOfACall = 1000;

/// Names of rulesets, as Engine::install_ruleset takes them.
using RulesetNames = std::vector<std::string>;
/// Of a pico that has none.
inline const RulesetNames kBare;

class Engine {
 public:
  /// `programs` outlives the engine and is shared by all engines of a process.
  Engine(Environment& environment, ProgramCache& programs)
      : environment_(environment), programs_(programs) {}
  /// For calls from within a statement of the event or query that runs: they are part of its call.
  /// Of the calls below only raise_event, raise_events, table_event and query can be that; a pico
  /// that runs takes no event.
  Engine(Session& running, ProgramCache& programs);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  // Events and queries from outside (spec engine.md 9, 10).
  EventResult raise_event(std::string_view eci, std::string_view domain, std::string_view name,
                          const krl::Value& attributes);
  /// The same as its answer {"eid", "directives", "deferred"}, once for each key: a repetition
  /// through the same channel gets the first answer, and waits for it where it is still to come.
  krl::Value receive_event(std::string_view key, std::string_view eci, std::string_view domain,
                           std::string_view name, const krl::Value& attributes);
  /// Likewise for who is answered in any case, and for whom the transaction is committed then: an
  /// error of the event's rules undoes what they did, is logged with the pico, and is given. An
  /// empty key is none; an event that fails keeps none, so that it can be tried again.
  TakenEvent take_event(std::string_view key, std::string_view eci, std::string_view domain,
                        std::string_view name, const krl::Value& attributes);
  /// Events of one channel, `events` an Array of {"domain", "name", "attrs"}, one after the other.
  /// Gives for each {"eid", "directives"}, or {"error"} where it is refused or an error of its
  /// rules has undone it. What they send to other picos is delivered behind the last one.
  krl::Array raise_events(std::string_view eci, const krl::Value& events);
  /// Leaves an event to whoever delivers what waits in the outbox, after the checks of raise_event;
  /// its eid. With a key that is not empty, once for each key (see receive_event).
  std::string send_event(std::string_view key, std::string_view eci, std::string_view domain,
                         std::string_view name, const krl::Value& attributes);
  /// Takes no lock and writes nothing. Undefined where the result has no JSON.
  krl::Value query(std::string_view eci, std::string_view rid, std::string_view name,
                   const krl::Value& arguments);
  krl::Value event_query(std::string_view eci, std::string_view domain, std::string_view event_name,
                         const krl::Value& attributes, std::string_view rid,
                         std::string_view query_name, const krl::Value& arguments);
  /// The same by take_event(): a query that fails leaves the event done.
  QueriedEvent take_event_query(std::string_view key, std::string_view eci, std::string_view domain,
                                std::string_view event_name, const krl::Value& attributes,
                                std::string_view rid, std::string_view query_name,
                                const krl::Value& arguments);
  struct EventName {
    std::string_view eci;
    std::string_view domain;
    std::string_view name;
  };
  /// Throws where the event's channel does not let it through.
  void require_accepted(const EventName& event);
  /// A change of an application's table.
  struct TableChange {
    std::string_view table;  // for people
    StatementPart part = 0;  // of the statement that has made it, where an event runs that
  };
  /// An event of a table: as raise_event, but behind the event that runs where a statement of that
  /// one has changed the table.
  void table_event(const TableChange& change, std::string_view eci, std::string_view domain,
                   std::string_view name, const krl::Value& attributes);
  /// What the policies of a channel let through of what its pico knows, for whom they let it.
  ChannelRoutes channel_routes(std::string_view eci);
  /// Delivers at most `limit` messages that wait; how many it delivered (or buried).
  size_t deliver_pending(size_t limit);
  /// Delivers messages that wait for one pico.
  Delivered deliver_to(std::string_view pico, const Delivery& delivery);
  /// Counts a try of the oldest message that waits for a pico, waiting for the pico; false where
  /// none waits. To be committed before the try, so that even a message that ends the process is
  /// not tried for ever: one that has had all its tries is buried instead.
  bool count_attempt(std::string_view pico);
  /// Likewise the first try of the `limit` oldest messages that wait for a pico, unless another
  /// transaction holds it. False, and nothing is counted, where one of them was tried before.
  bool count_first_attempts(std::string_view pico, size_t limit);
  /// A try that was counted has failed with `error`. True where it was the last one, so that the
  /// message is buried.
  bool end_attempt(std::string_view pico, std::string_view error);
  /// A try that was counted has ended for what is no fault of the message: it was none.
  void take_back_attempt(std::string_view pico);

  // Tools (inspect/): nothing is changed by them.
  /// The value of an expression, before which declarations may stand, in the context of a ruleset
  /// of a pico, or of none: inspect/eval.hpp.
  krl::Value eval(std::string_view pico, std::string_view source,
                  const std::optional<std::string>& rid);
  /// Which rules an event would select, and why not the others: inspect/explain.hpp.
  krl::Array explain_event(std::string_view eci, std::string_view domain, std::string_view name,
                           const krl::Value& attributes);
  /// What a registered ruleset listens to, raises, shares, provides and stores:
  /// inspect/describe.hpp.
  krl::Map describe_ruleset(std::string_view rid_or_url);

  // Watching a pico (watch/watching.hpp).
  /// Has the events of the channel's pico recorded for kWatchLease from now on. Nothing where
  /// another transaction is at work on a pico that nobody has watched: to be tried again.
  std::optional<Watching> watch(std::string_view eci);
  /// Throws where a channel does not let its pico be watched, or no longer.
  void check_watch(std::string_view eci);

  // Timers (spec engine.md 13).
  /// Moves at most `limit` timers that are due into the outbox; how many
  /// (schedule/fire_timers.hpp).
  size_t fire_timers(size_t limit);

  // Requests on their way (outbound/), for the one process that sends them.
  /// Requests that are due, recipient by recipient in order, each with its try counted. The caller
  /// commits, and then sends those of a recipient one after the other.
  std::vector<Request> claim_requests(const ClaimLimits& limits);
  /// Records how tries ended, and gives back claims that were not tried.
  void finish_requests(const std::vector<RequestResult>& results, std::vector<Request> released);
  /// Records the claims of a process that is gone as tries that failed.
  void recover_requests();
  /// When a request to a recipient that is not `busy` is due next.
  std::optional<Time> next_request_due(const std::vector<std::string>& busy);

  // Management, as the bundled rulesets and SQL do it; all throw Error, with NotOwner where the
  // environment does not let the caller manage the pico or the URL.
  /// A child of `parent` with the same owner, or a root of the caller's; returns its id. It has the
  /// system rulesets and is set up by them (manage/full_picos.hpp), or it has `rulesets` and
  /// nothing else.
  std::string create_pico(std::string_view name, const std::optional<std::string>& parent,
                          const std::optional<RulesetNames>& rulesets);
  /// With its whole subtree (spec engine.md 2.3).
  void delete_pico(std::string_view id);
  /// `tags` and policies as KRL values (spec engine.md 3.2, 3.3); Null means the default.
  Channel create_channel(std::string_view pico, const krl::Value& tags,
                         const krl::Value& event_policy, const krl::Value& query_policy);
  void update_channel(std::string_view eci, const krl::Value& tags, const krl::Value& event_policy,
                      const krl::Value& query_policy);
  void delete_channel(std::string_view eci);
  /// Compiles a source and makes it the current version of `url`; returns its rid. Without a URL,
  /// `krl:RID` stands for it. Who registers a URL first owns it. Throws Error{KrlCompile} and
  /// leaves the version in force.
  std::string register_ruleset(std::string_view source, const std::optional<std::string>& url);
  /// Installs the ruleset that `rid_or_url` names; returns its rid (spec engine.md 5.4).
  std::string install_ruleset(std::string_view pico, std::string_view rid_or_url,
                              const krl::Value& config);
  void uninstall_ruleset(std::string_view pico, std::string_view rid);
  /// Fetches the URL anew (spec engine.md 5.3); what it stands for now, as version_record() tells.
  krl::Map flush_ruleset(std::string_view url);
  /// Puts a version that the URL stood for in force again; returns its rid.
  std::string roll_back_ruleset(std::string_view url, std::string_view hash);
  /// Makes the built-in rulesets of this version those in force, where the image uses any; how many
  /// have changed. Asks for no owner: whoever may call it may do this.
  size_t upgrade_rulesets();

 private:
  /// Runs `work` in a session; again, without locks in between, for each source it has to fetch.
  template <class Work>
  auto run(Work work);
  /// Does `work`, which takes an event, once for a key.
  template <class Work>
  TakenEvent once(std::string_view key, const EventName& event, Work work);

  Environment& environment_;
  ProgramCache& programs_;
  Session* session_ = nullptr;  // that calls are part of
};

}  // namespace pico::engine
