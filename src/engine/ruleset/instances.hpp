// SPDX-License-Identifier: MIT
//
// The instances of rulesets in picos: which version of each is in force, and its values
// (spec engine.md 5.4-5.6, 6).
//
// An instance is the same in every pico when nothing in it depends on one; then the process keeps
// it. Otherwise it is rebuilt in each call from the values kept in the store.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/event/event.hpp"
#include "engine/model/rows.hpp"
#include "engine/ruleset/program_cache.hpp"
#include "engine/ruleset/registry.hpp"
#include "engine/work/table.hpp"
#include "engine/work/unit_of_work.hpp"

namespace pico::engine {

class Transaction;

class Instances {
 public:
  Instances(UnitOfWork& unit, Registry& registry, ProgramCache& programs)
      : unit_(unit), registry_(registry), programs_(programs) {}

  /// A ruleset whose version in a pico has changed to that of its URL.
  struct Upgrade {
    std::string rid;
    std::string url;
    std::string old_hash;
    std::string new_hash;
  };

  /// Whether a ruleset of the pico is not the current version of its URL, as far as this call has
  /// not dealt with it yet.
  bool is_behind(Transaction& transaction);
  /// Lets the rulesets of such a pico follow their URLs. An event initialises new versions for
  /// good; what fails stays on its last good version and says so. A query does it for itself.
  std::vector<Upgrade> bring_up_to_date(Transaction& transaction);
  /// After upgrades were undone: keeps the pico on its versions, and says why.
  void keep_back(Transaction& transaction, const std::vector<Upgrade>& upgrades,
                 const std::string& error);

  /// Positions in the list of the pico of the rulesets that an event concerns, in order.
  const std::vector<uint32_t>& concerned(const RulesetList& list, const Event& event,
                                         std::vector<uint32_t>& scratch);

  /// The compiled version in force; null where the ruleset is not installed or does not compile.
  std::shared_ptr<const CompiledRuleset> code(Transaction& transaction, std::string_view rid);
  /// The instance; null where the ruleset has none (the reason is logged).
  std::shared_ptr<const LoadedInstance> load(Transaction& transaction, std::string_view rid);

  /// Installs or re-installs a ruleset, whose initialisation may fail.
  void install(Transaction& transaction, const RulesetUrl& url, const krl::Map& config);

  /// Drops what is known of a pico, whose rulesets have changed.
  void forget(std::string_view pico) { picos_.erase(std::string(pico)); }
  void forget_all() { picos_.clear(); }

 private:
  /// What this call has found of a ruleset, where that is not the same for all picos.
  struct InForce {
    std::string hash;
    std::shared_ptr<const LoadedInstance> instance;  // null: not built yet
    bool is_broken = false;                          // building it has failed
  };
  struct PicoInstances {
    enum class Checked : uint8_t { No, ByQuery, ByEvent };
    Checked checked = Checked::No;
    bool follows_list = true;  // no version is in force that the list does not name
    std::map<std::string, InForce, std::less<>> rulesets;
  };

  enum class Values : uint8_t { Kept, Fresh };

  std::shared_ptr<Dispatch> dispatch(const RulesetList& list);
  const InForce* find_in_force(std::string_view pico, std::string_view rid) const;
  InForce& in_force(std::string_view pico, const InstalledRuleset& installed);
  bool is_current(const RulesetList& list);
  void update(Transaction& transaction, std::string_view rid, std::vector<Upgrade>& upgrades);
  void adopt(std::string_view pico, InstalledRuleset installed, const std::string& hash);
  void stay_behind(Transaction& transaction, const InstalledRuleset& installed,
                   const std::string& error);
  std::shared_ptr<const CompiledRuleset> compiled(Transaction& transaction,
                                                  const InstalledRuleset& installed);
  struct Built {
    std::shared_ptr<const LoadedInstance> instance;
    bool is_pure;  // the same in every pico
  };
  Built build(Transaction& transaction, std::shared_ptr<const CompiledRuleset> code, Values values);

  UnitOfWork& unit_;
  Registry& registry_;
  ProgramCache& programs_;
  TextMap<PicoInstances> picos_;
  std::shared_ptr<Dispatch> dispatch_;  // the one used last
  std::string dispatched_;              // the hash of its list
};

}  // namespace pico::engine
