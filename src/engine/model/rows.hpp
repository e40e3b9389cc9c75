// SPDX-License-Identifier: MIT
//
// The state of an image as plain records: what a Store keeps and what the engine works on.
// Spec: engine.md 1-3, 5, 7, 16; docs/architecture.md, "The database".
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/http.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::engine {

/// Milliseconds since 1970, UTC.
using Time = int64_t;

struct Pico {
  std::string id;
  int64_t number = 0;  // the key of its lock; given by the store when the pico is added
  std::optional<std::string> parent;  // a pico id; none for a root
  std::string name;                   // for people; may be empty
  std::string owner;                  // who may manage it (Environment::may_manage)
  std::string program;                // hash of the list of its rulesets (RulesetList)
  Time watched_until = 0;             // so long its changes are recorded
  bool notifies = false;              // whether its events are told to who listens (Store::notify)
};

/// A rule of a policy: `first` is the domain of an event, or the rid of a query.
struct PolicyRule {
  std::string first;
  std::string name;
};

struct Policy {
  std::vector<PolicyRule> allow;
  std::vector<PolicyRule> deny;
};

/// The two ends of a family tie (spec engine.md 3.5). The self channel is implied, never stored.
enum class Family : uint8_t {
  None,
  Parent,  // lives on the parent; only the child may use it
  Child,   // lives on the child; only the parent may use it
};

struct Channel {
  std::string eci;
  std::string pico;      // id of the pico it leads to
  int64_t position = 0;  // order of creation; given by the store when the channel is added
  std::vector<std::string> tags;
  Policy event_policy;
  Policy query_policy;
  Family family = Family::None;
  std::string family_pico;  // who alone may use it; empty unless `family`
};

/// A channel as it was read, shared by all who look at it.
using ChannelPtr = std::shared_ptr<const Channel>;

/// One version of a ruleset; shared by everybody, never changed.
struct RulesetVersion {
  std::string hash;  // lower-case hex SHA-256 of the source
  std::string rid;
  std::string source;
};

/// Which version a URL stands for now.
struct RulesetUrl {
  std::string url;
  std::string hash;
  std::string rid;
  Time flushed = 0;
  std::string owner;  // who may replace the version
};

/// What of an installation picos can have in common.
struct InstalledRuleset {
  std::string rid;
  std::string url;
  std::string hash;  // the version that was initialised last
};

/// What of an installation is the pico's own.
struct Installation {
  krl::Value config;  // a Map
  std::string error;  // why the current version of the URL failed to initialise; empty if not
};

struct EntityName {
  std::string pico;
  std::string rid;
  std::string name;
  friend bool operator==(const EntityName&, const EntityName&) = default;
};

/// Of a variable that is kept by its members.
struct ItemsHeader {
  bool is_array = false;
  size_t count = 0;
  int64_t next_position = 0;  // of a member that is added; larger than all there are
  friend bool operator==(const ItemsHeader&, const ItemsHeader&) = default;
};

/// An entity variable as it is stored: a value, or what there is to know of its members.
struct EntityRow {
  krl::Value value;
  std::optional<ItemsHeader> items;
};

/// A member of a large entity variable.
struct EntityItem {
  std::string key;       // of an array: the index
  int64_t position = 0;  // in the order of adding; of an array: the index
  krl::Value value;
};

/// An event on its way to a pico of this image that could not be delivered inline, or from a timer.
struct Message {
  int64_t id = 0;    // order of sending; given by the store
  std::string pico;  // recipient
  std::string eci;
  std::string sender;  // id of the sending pico; empty: from outside
  std::string domain;
  std::string name;
  krl::Value attributes;  // a Map
  int32_t attempts = 0;
  krl::Value timer;         // what fired it, as schedule:fired; Undefined: no timer
  krl::Value result_event;  // by which the sender hears how it went; Undefined: not at all
  std::string eid;          // that was told to who sent it; empty: given when it is delivered
};

/// An event that fires at a time, once or again and again (spec engine.md 13).
struct Timer {
  std::string id;
  std::string pico;
  std::string rid;
  int64_t position = 0;  // order of creation; given by the store when the timer is added
  std::string eci;
  std::string domain;
  std::string name;
  krl::Value attributes;  // a Map
  bool repeats = false;
  krl::Value spec;        // a Number of ms since 1970; of one that repeats what says when
  std::string time_zone;  // in which that is reckoned
  Time due = 0;           // when it fires next
  std::optional<Time> last_fired;
};

/// What an event did, for those who watch its pico.
struct Change {
  int64_t id = 0;  // given by the store; those of one pico grow in the order of their commits
  std::string pico;
  krl::Map what;  // {"eid", "time", "domain", "name", "directives", "variables": [{"rid", "name"}]}
};

/// An HTTP request that leaves after the commit.
struct Request {
  int64_t id = 0;         // order of sending; given by the store
  std::string pico;       // who sends it
  std::string rid;        // which of its rulesets; empty: none
  std::string recipient;  // requests with the same one keep their order
  HttpRequest http;
  krl::Value outcome;  // a Map: what becomes of the response (outbound/outcome.hpp)
  std::string idempotency_key;
  int32_t attempts = 0;  // counted before each try
  Time next_try = 0;
  std::optional<Time> claimed;  // since when it is in flight
  Time sent = 0;                // when the rule sent it
  std::string error;            // why the last try failed; empty: it has not
};

struct LogEntry {
  std::string pico;
  std::string rid;          // empty: none
  std::string transaction;  // eid or qid; empty: none
  Time time = 0;
  uint8_t level = 30;  // a krl::LogLevel
  krl::Value message;
  krl::Map data;  // further members
};

}  // namespace pico::engine
