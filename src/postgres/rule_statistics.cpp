// SPDX-License-Identifier: MIT
//
// Counters of rules: see rule_statistics.hpp.
#include <deque>

#include "engine/work/table.hpp"
#include "krl/value/array.hpp"
#include "krl/value/json.hpp"
#include "krl/value/map.hpp"

#include "postgres/arguments.hpp"
#include "postgres/guard.hpp"
#include "postgres/rule_statistics.hpp"

#include "postgres/postgres.hpp"

namespace pico::postgres {
namespace {

/// Rules that shared memory has room for, of all databases; those beyond are not counted.
constexpr int kMaxSharedRules = 5000;

/// Names are cut to what fits; rules that are the same then are counted as one.
struct Key {
  Oid database;
  char rid[128];
  char rule[128];
};

struct Counters {
  pg_atomic_uint64 calls;
  pg_atomic_uint64 errors;
  pg_atomic_uint64 nanoseconds;
};

struct SharedRule {
  Key key;  // first, as the hash table wants it
  Counters counters;
};

struct SharedState {
  LWLock* lock;                 // of the table's entries, not of their counters
  pg_atomic_uint64 generation;  // changes when entries are removed
};

// Null unless the library was preloaded.
SharedState* shared_state = nullptr;
HTAB* shared_rules = nullptr;

void clear(Counters& counters) {
  pg_atomic_init_u64(&counters.calls, 0);
  pg_atomic_init_u64(&counters.errors, 0);
  pg_atomic_init_u64(&counters.nanoseconds, 0);
}

template <size_t size>
void fill(char (&target)[size], std::string_view name) {
  const int length =
      pg_mbcliplen(name.data(), static_cast<int>(std::min<size_t>(name.size(), INT_MAX)), size - 1);
  std::memcpy(target, name.data(), static_cast<size_t>(length));
}

Key key_of(std::string_view rid, std::string_view rule) {
  Key key{};
  key.database = MyDatabaseId;
  fill(key.rid, rid);
  fill(key.rule, rule);
  return key;
}

/// The shared counters, made on need; null where there is no room.
Counters* shared_counters(std::string_view rid, std::string_view rule) {
  const Key key = key_of(rid, rule);
  LWLockAcquire(shared_state->lock, LW_EXCLUSIVE);
  const bool has_room = hash_get_num_entries(shared_rules) < kMaxSharedRules;
  bool is_known = false;
  auto* found = static_cast<SharedRule*>(
      hash_search(shared_rules, &key, has_room ? HASH_ENTER_NULL : HASH_FIND, &is_known));
  if (found != nullptr && !is_known) clear(found->counters);
  LWLockRelease(shared_state->lock);
  return found != nullptr ? &found->counters : nullptr;
}

class RuleStatistics final : public engine::RuleObserver {
 public:
  void rule_ran(std::string_view rid, std::string_view rule, std::chrono::nanoseconds time,
                bool has_failed) noexcept override {
    try {
      if (Counters* const counters = counters_of(rid, rule)) {
        pg_atomic_fetch_add_u64(&counters->calls, 1);
        if (has_failed) pg_atomic_fetch_add_u64(&counters->errors, 1);
        pg_atomic_fetch_add_u64(&counters->nanoseconds, time.count());
      }
    } catch (const std::bad_alloc&) {
      // The rule matters more than its being counted.
    }
  }

  void reset();
  [[nodiscard]] krl::Array records() const;

 private:
  Counters* counters_of(std::string_view rid, std::string_view rule);

  engine::TextMap<engine::TextMap<Counters*>> known_;  // by rid, then rule; null: not counted
  std::deque<Counters> own_;                           // unless they are shared
  uint64_t generation_ = 0;                            // of the shared ones that are known
};

/// A reset by another backend between this and the counting may lead one count astray, no more: the
/// memory of a removed entry stays one for entries.
Counters* RuleStatistics::counters_of(std::string_view rid, std::string_view rule) {
  if (shared_state != nullptr) {
    const uint64_t generation = pg_atomic_read_u64(&shared_state->generation);
    if (generation != generation_) known_.clear();
    generation_ = generation;
  }
  auto rules = known_.find(rid);
  if (rules == known_.end()) rules = known_.try_emplace(std::string(rid)).first;
  const auto found = rules->second.find(rule);
  if (found != rules->second.end()) return found->second;
  Counters* counters = nullptr;
  if (shared_state != nullptr) {
    counters = shared_counters(rid, rule);
  } else {
    counters = &own_.emplace_back();
    clear(*counters);
  }
  rules->second.emplace(rule, counters);
  return counters;
}

void RuleStatistics::reset() {
  if (shared_state == nullptr) {
    known_.clear();
    own_.clear();
    return;
  }
  pg_call([] {
    LWLockAcquire(shared_state->lock, LW_EXCLUSIVE);
    HASH_SEQ_STATUS scan;
    hash_seq_init(&scan, shared_rules);
    while (auto* each = static_cast<SharedRule*>(hash_seq_search(&scan)))
      if (each->key.database == MyDatabaseId)
        hash_search(shared_rules, &each->key, HASH_REMOVE, nullptr);
    pg_atomic_fetch_add_u64(&shared_state->generation, 1);
    LWLockRelease(shared_state->lock);
  });
}

krl::Value record_of(std::string_view rid, std::string_view rule, Counters& counters) {
  constexpr double kNanosecondsPerMs = 1e6;
  const auto number = [](pg_atomic_uint64& counter) {
    return static_cast<double>(pg_atomic_read_u64(&counter));
  };
  return krl::Map{{"rid", std::string_view(server_text(rid))},
                  {"rule", std::string_view(server_text(rule))},
                  {"calls", number(counters.calls)},
                  {"errors", number(counters.errors)},
                  {"total_time", number(counters.nanoseconds) / kNanosecondsPerMs},
                  {"all_backends", shared_state != nullptr}};
}

/// This database's entries, in the current memory context.
std::span<SharedRule> copy_shared_rules() {
  return pg_call([] {
    auto* const copies = static_cast<SharedRule*>(palloc(kMaxSharedRules * sizeof(SharedRule)));
    size_t count = 0;
    LWLockAcquire(shared_state->lock, LW_SHARED);
    HASH_SEQ_STATUS scan;
    hash_seq_init(&scan, shared_rules);
    while (const auto* each = static_cast<SharedRule*>(hash_seq_search(&scan)))
      if (each->key.database == MyDatabaseId) copies[count++] = *each;
    LWLockRelease(shared_state->lock);
    return std::span<SharedRule>(copies, count);
  });
}

krl::Array RuleStatistics::records() const {
  krl::Array records;
  if (shared_state != nullptr) {
    for (SharedRule& each : copy_shared_rules())
      records.edit().push_back(record_of(each.key.rid, each.key.rule, each.counters));
  } else {
    for (const auto& [rid, rules] : known_)
      for (const auto& [rule, counters] : rules)
        records.edit().push_back(record_of(rid, rule, *counters));
  }
  return records;
}

RuleStatistics& statistics() {
  static RuleStatistics only;
  return only;
}

// Shared memory ----------------------------------------------------------------------------------

constexpr const char* kTranche = "pico_rule_statistics";

shmem_startup_hook_type former_startup_hook = nullptr;

void request_memory() {
  RequestAddinShmemSpace(add_size(MAXALIGN(sizeof(SharedState)),
                                  hash_estimate_size(kMaxSharedRules, sizeof(SharedRule))));
  RequestNamedLWLockTranche(kTranche, 1);
}

void attach_memory() {
  if (former_startup_hook != nullptr) former_startup_hook();
  LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
  bool is_known = false;
  shared_state = static_cast<SharedState*>(
      ShmemInitStruct("pico rule statistics", sizeof(SharedState), &is_known));
  if (!is_known) {
    shared_state->lock = &GetNamedLWLockTranche(kTranche)->lock;
    pg_atomic_init_u64(&shared_state->generation, 0);
  }
  HASHCTL control{};
  control.keysize = sizeof(Key);
  control.entrysize = sizeof(SharedRule);
  shared_rules = ShmemInitHash("pico rules", kMaxSharedRules, kMaxSharedRules, &control,
                               HASH_ELEM | HASH_BLOBS);
  LWLockRelease(AddinShmemInitLock);
}

}  // namespace

engine::RuleObserver& rule_statistics() { return statistics(); }

void set_up_rule_statistics() {
  if (!process_shared_preload_libraries_in_progress) return;
  request_shared_memory<request_memory>();
  former_startup_hook = shmem_startup_hook;
  shmem_startup_hook = attach_memory;
}

}  // namespace pico::postgres

PICO_FUNCTION(pico_rule_statistics) {
  (void)fcinfo;
  return pico::postgres::entry([] {
    return pico::postgres::text_datum(
        pico::krl::to_json_or_null(pico::postgres::statistics().records()));
  });
}

PICO_FUNCTION(pico_reset_stat_rules) {
  (void)fcinfo;
  return pico::postgres::entry([] {
    pico::postgres::statistics().reset();
    return Datum{0};
  });
}
