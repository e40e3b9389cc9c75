// SPDX-License-Identifier: MIT
//
// Versions in force and instances of them: see instances.hpp.
#include "engine/ruleset/instances.hpp"

#include <fmt/format.h>

#include "engine/ruleset/initialisation.hpp"
#include "engine/run/transaction.hpp"
#include "krl/text/error.hpp"
#include "krl/value/memory.hpp"

namespace pico::engine {

namespace {

// The shape of the stored row of an instance.
constexpr std::string_view kVersion = "version";  // fingerprint of what the values were found by
constexpr std::string_view kValues = "values";

/// The values kept by an initialisation of the same ingredients.
krl::Map kept_values(const krl::Value& row, std::string_view fingerprint) {
  if (!row.is_map()) return {};
  const krl::Value* version = row.map().find(kVersion);
  const krl::Value* values = row.map().find(kValues);
  const bool is_same = version != nullptr && version->is_string() && values != nullptr &&
                       values->is_map() && version->string().view() == fingerprint;
  return is_same ? values->map() : krl::Map();
}

/// A bound that was hit ends the call; it says nothing about the ruleset.
void let_limits_pass(const krl::Error& error) {
  if (error.code() == krl::ErrorCode::LimitExceeded) throw error;
}

}  // namespace

// Which version is in force -----------------------------------------------------------------------

std::shared_ptr<Dispatch> Instances::dispatch(const RulesetList& list) {
  if (dispatch_ && dispatched_ == list.hash()) return dispatch_;
  std::shared_ptr<Dispatch> found = programs_.dispatch(
      list, [this](const InstalledRuleset& ruleset) -> std::shared_ptr<const CompiledRuleset> {
        try {
          return registry_.compiled(ruleset.hash);
        } catch (const krl::Error& error) {
          let_limits_pass(error);
          return nullptr;  // code() tells why
        }
      });
  dispatched_ = list.hash();
  dispatch_ = found;
  return found;
}

const std::vector<uint32_t>& Instances::concerned(const RulesetList& list, const Event& event,
                                                  std::vector<uint32_t>& scratch) {
  return dispatch(list)->concerned(event, scratch);
}

const Instances::InForce* Instances::find_in_force(std::string_view pico,
                                                   std::string_view rid) const {
  const auto known = picos_.find(pico);
  if (known == picos_.end()) return nullptr;
  const auto found = known->second.rulesets.find(rid);
  return found == known->second.rulesets.end() ? nullptr : &found->second;
}

Instances::InForce& Instances::in_force(std::string_view pico, const InstalledRuleset& installed) {
  InForce& found = picos_[std::string(pico)].rulesets[installed.rid];
  if (found.hash.empty()) found.hash = installed.hash;
  return found;
}

/// Whether all versions of the list are those of their URLs.
bool Instances::is_current(const RulesetList& list) {
  if (unit_.has_changed_urls()) return false;
  const uint64_t version = unit_.registry_version();
  const std::shared_ptr<Dispatch> known = dispatch(list);
  if (known->is_current(version)) return true;
  for (const InstalledRuleset& ruleset : list.rulesets()) {
    const std::optional<RulesetUrl> url = unit_.ruleset_url(ruleset.url);
    if (url && url->hash != ruleset.hash) return false;
  }
  known->set_current(version);
  return true;
}

bool Instances::is_behind(Transaction& transaction) {
  using Checked = PicoInstances::Checked;
  const std::string& pico = transaction.pico();
  const Checked wanted =
      transaction.kind() == Transaction::Kind::Query ? Checked::ByQuery : Checked::ByEvent;
  PicoInstances& known = picos_[pico];
  if (known.checked >= wanted) return false;
  known = {.checked = wanted, .follows_list = true, .rulesets = {}};  // a query's do not last
  return !is_current(*unit_.rulesets(pico));
}

std::vector<Instances::Upgrade> Instances::bring_up_to_date(Transaction& transaction) {
  std::vector<Upgrade> upgrades;
  const std::shared_ptr<const RulesetList> list = unit_.rulesets(transaction.pico());
  for (const InstalledRuleset& each : list->rulesets()) update(transaction, each.rid, upgrades);
  return upgrades;
}

void Instances::keep_back(Transaction& transaction, const std::vector<Upgrade>& upgrades,
                          const std::string& error) {
  const std::string& pico = transaction.pico();
  picos_[pico] = {.checked = PicoInstances::Checked::ByEvent, .follows_list = true, .rulesets = {}};
  const std::shared_ptr<const RulesetList> list = unit_.rulesets(pico);
  for (const Upgrade& upgrade : upgrades) {
    if (const InstalledRuleset* installed = list->find(upgrade.rid))
      stay_behind(transaction, *installed, error);
  }
}

/// Brings one ruleset up to date, after the modules it uses.
void Instances::update(Transaction& transaction, std::string_view rid,
                       std::vector<Upgrade>& upgrades) {
  krl::check_stack();
  const std::string& pico = transaction.pico();
  const std::shared_ptr<const RulesetList> list = unit_.rulesets(pico);
  const InstalledRuleset* found = list->find(rid);
  if (found == nullptr || find_in_force(pico, rid) != nullptr) return;
  const InstalledRuleset installed = *found;
  in_force(pico, installed);
  const std::optional<RulesetUrl> url = unit_.ruleset_url(installed.url);
  if (!url || url->hash == installed.hash) return;
  try {
    if (url->rid != rid) {
      throw krl::Error(krl::ErrorClass::Error,
                       fmt::format("{} holds the ruleset {} now", url->url, url->rid));
    }
    const auto code = registry_.compiled(url->hash);
    for (const std::string& used : code->program->used_rids()) update(transaction, used, upgrades);
    std::shared_ptr<const LoadedInstance> instance =
        build(transaction, code, Values::Fresh).instance;
    InForce& mine = in_force(pico, installed);
    mine.hash = url->hash;
    mine.instance = std::move(instance);
    upgrades.push_back({installed.rid, url->url, installed.hash, url->hash});
    if (transaction.kind() == Transaction::Kind::Query) {
      picos_[pico].follows_list = false;
    } else {
      adopt(pico, installed, url->hash);
    }
  } catch (const krl::Error& error) {
    // A bound too: nothing else of the call needs the new version. Where it is the call that has
    // used it up, what comes next hits it again.
    stay_behind(transaction, installed, error.text());
  }
}

/// The new version is the pico's from now on.
void Instances::adopt(std::string_view pico, InstalledRuleset installed, const std::string& hash) {
  installed.hash = hash;
  unit_.delete_event_states(pico, installed.rid);
  const krl::Value config = unit_.installation(pico, installed.rid).config;
  unit_.put_installed_ruleset(pico, std::move(installed), {.config = config, .error = {}});
}

/// The pico stays on its last good version, and says so once.
void Instances::stay_behind(Transaction& transaction, const InstalledRuleset& installed,
                            const std::string& error) {
  Installation installation = unit_.installation(transaction.pico(), installed.rid);
  if (installation.error == error) return;
  transaction.log_error(installed.rid, error);
  if (transaction.kind() == Transaction::Kind::Query) return;
  installation.error = error;
  unit_.put_installed_ruleset(transaction.pico(), installed, std::move(installation));
}

// Instances of it ---------------------------------------------------------------------------------

std::shared_ptr<const CompiledRuleset> Instances::code(Transaction& transaction,
                                                       std::string_view rid) {
  const std::string& pico = transaction.pico();
  const std::shared_ptr<const RulesetList> list = unit_.rulesets(pico);
  const size_t position = list->position(rid);
  if (position == RulesetList::kNone) return nullptr;
  const InForce* mine = find_in_force(pico, rid);
  if (mine != nullptr && mine->instance) return mine->instance->code;
  if (mine != nullptr && mine->is_broken) return nullptr;
  if (auto known = dispatch(*list)->code(position)) return known;
  return compiled(transaction, list->rulesets()[position]);
}

/// Compiles what does not compile, to tell why, once in a call.
std::shared_ptr<const CompiledRuleset> Instances::compiled(Transaction& transaction,
                                                           const InstalledRuleset& installed) {
  try {
    return registry_.compiled(installed.hash);
  } catch (const krl::Error& error) {
    let_limits_pass(error);
    in_force(transaction.pico(), installed).is_broken = true;
    transaction.log_error(installed.rid, error.text());
    return nullptr;
  }
}

std::shared_ptr<const LoadedInstance> Instances::load(Transaction& transaction,
                                                      std::string_view rid) {
  auto version = code(transaction, rid);
  if (!version) return nullptr;
  const std::string& pico = transaction.pico();
  if (const InForce* mine = find_in_force(pico, rid); mine != nullptr && mine->instance) {
    return mine->instance;
  }
  const std::shared_ptr<const RulesetList> list = unit_.rulesets(pico);
  const size_t position = list->position(rid);
  const std::shared_ptr<Dispatch> shared = dispatch(*list);
  const bool follows_list = picos_[pico].follows_list;
  if (follows_list && shared->instance(position)) return shared->instance(position);
  const InstalledRuleset& installed = list->rulesets()[position];
  try {
    const Built built = build(transaction, std::move(version), Values::Kept);
    if (built.is_pure && follows_list) shared->share(position, built.instance);
    if (!built.is_pure) in_force(pico, installed).instance = built.instance;
    return built.instance;
  } catch (const krl::Error& error) {
    let_limits_pass(error);
    in_force(pico, installed).is_broken = true;
    transaction.log_error(rid, error.text());
    return nullptr;
  }
}

Instances::Built Instances::build(Transaction& transaction,
                                  std::shared_ptr<const CompiledRuleset> code, Values values) {
  Initialisation initialisation(*this, transaction);
  const Ingredients ingredients = initialisation.ingredients(*code);
  const std::string& fingerprint = ingredients.fingerprint;
  if (ingredients.is_pure) {
    if (auto shared = programs_.shared_instance(fingerprint)) return {shared, true};
    const size_t used = krl::MemoryMeter::used();
    auto made = initialisation.run(std::move(code), krl::Map());
    const size_t now = krl::MemoryMeter::used();
    programs_.share_instance(fingerprint, made, now > used ? now - used : 0);
    return {made, true};
  }
  const std::string& pico = transaction.pico();
  const std::string rid = code->program->rid;
  const krl::Value row = unit_.instance(pico, rid);
  const krl::Map kept = values == Values::Kept ? kept_values(row, fingerprint) : krl::Map();
  auto made = initialisation.run(std::move(code), kept);
  if (transaction.kind() != Transaction::Kind::Query && kept.empty()) {
    krl::Map found = made->instance->kept();
    if (!found.empty()) {
      unit_.put_instance(pico, rid,
                         krl::Map{{kVersion, std::string_view(fingerprint)}, {kValues, found}});
    } else if (!row.is_undefined()) {
      unit_.put_instance(pico, rid, krl::Value());
    }
  }
  return {made, false};
}

void Instances::install(Transaction& transaction, const RulesetUrl& url, const krl::Map& config) {
  const std::string& pico = transaction.pico();
  const bool is_new = unit_.rulesets(pico)->find(url.rid) == nullptr;
  if (!is_new) unit_.delete_event_states(pico, url.rid);
  // The row comes first: globals may ask for the URL and the configuration. Where they fail, so
  // does the call, and the row goes with it.
  unit_.put_installed_ruleset(pico, {.rid = url.rid, .url = url.url, .hash = url.hash},
                              {.config = config, .error = {}});
  forget(pico);
  build(transaction, registry_.compiled(url.hash), Values::Fresh);
}

}  // namespace pico::engine
