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

Instances::InForce& Instances::in_force(const InstalledRuleset& installed) {
  InForce& found = picos_[installed.pico].rulesets[installed.rid];
  if (found.hash.empty()) found.hash = installed.hash;
  return found;
}

std::vector<std::string> Instances::bring_up_to_date(Transaction& transaction) {
  using Checked = PicoInstances::Checked;
  const std::string& pico = transaction.pico();
  const Checked wanted =
      transaction.kind() == Transaction::Kind::Query ? Checked::ByQuery : Checked::ByEvent;
  std::vector<std::string> updated;
  PicoInstances& known = picos_[pico];
  if (known.checked >= wanted) return updated;
  known = {.checked = wanted, .rulesets = {}};  // what a query did for itself does not last
  const std::vector<InstalledRow> rows = unit_.installed_rulesets(pico);
  for (const InstalledRow& row : rows) update(transaction, row.ruleset.rid, updated);
  return updated;
}

/// Brings one ruleset up to date, after the modules it uses.
void Instances::update(Transaction& transaction, std::string_view rid,
                       std::vector<std::string>& updated) {
  krl::check_stack();
  const InstalledRuleset* found = unit_.installed_ruleset(transaction.pico(), rid);
  if (found == nullptr || picos_[found->pico].rulesets.contains(rid)) return;
  const InstalledRuleset installed = *found;
  in_force(installed);
  const std::optional<RulesetUrl> url = unit_.ruleset_url(installed.url);
  if (!url || url->hash == installed.hash) return;
  try {
    if (url->rid != rid) {
      throw krl::Error(krl::ErrorClass::Error,
                       fmt::format("{} holds the ruleset {} now", url->url, url->rid));
    }
    const auto code = registry_.compiled(url->hash);
    for (const std::string& used : code->program->used_rids()) update(transaction, used, updated);
    std::shared_ptr<const LoadedInstance> instance = build(transaction, code, Values::Fresh);
    InForce& mine = in_force(installed);
    mine.hash = url->hash;
    mine.instance = std::move(instance);
    updated.emplace_back(rid);
    if (transaction.kind() != Transaction::Kind::Query) adopt(installed, url->hash);
  } catch (const krl::Error& error) {
    let_limits_pass(error);
    stay_behind(transaction, installed, error.text());
  }
}

/// The new version is the pico's from now on.
void Instances::adopt(InstalledRuleset installed, const std::string& hash) {
  installed.hash = hash;
  installed.error.clear();
  unit_.delete_event_states(installed.pico, installed.rid);
  unit_.put_installed_ruleset(std::move(installed));
}

/// The pico stays on its last good version, and says so once.
void Instances::stay_behind(Transaction& transaction, InstalledRuleset installed,
                            const std::string& error) {
  if (installed.error == error) return;
  transaction.log_error(installed.rid, error);
  if (transaction.kind() == Transaction::Kind::Query) return;
  installed.error = error;
  unit_.put_installed_ruleset(std::move(installed));
}

// Instances of it ---------------------------------------------------------------------------------

std::shared_ptr<const CompiledRuleset> Instances::code(Transaction& transaction,
                                                       std::string_view rid) {
  const InstalledRuleset* installed = unit_.installed_ruleset(transaction.pico(), rid);
  if (installed == nullptr) return nullptr;
  InForce& mine = in_force(*installed);
  if (mine.instance) return mine.instance->code;
  if (mine.is_broken) return nullptr;
  try {
    return registry_.compiled(mine.hash);
  } catch (const krl::Error& error) {
    let_limits_pass(error);
    mine.is_broken = true;
    transaction.log_error(rid, error.text());
    return nullptr;
  }
}

std::shared_ptr<const LoadedInstance> Instances::load(Transaction& transaction,
                                                      std::string_view rid) {
  const auto version = code(transaction, rid);
  if (!version) return nullptr;
  const InstalledRuleset installed = *unit_.installed_ruleset(transaction.pico(), rid);
  if (in_force(installed).instance) return in_force(installed).instance;
  try {
    std::shared_ptr<const LoadedInstance> built = build(transaction, version, Values::Kept);
    in_force(installed).instance = built;
    return built;
  } catch (const krl::Error& error) {
    let_limits_pass(error);
    in_force(installed).is_broken = true;
    transaction.log_error(rid, error.text());
    return nullptr;
  }
}

std::shared_ptr<const LoadedInstance> Instances::build(Transaction& transaction,
                                                       std::shared_ptr<const CompiledRuleset> code,
                                                       Values values) {
  Initialisation initialisation(*this, transaction);
  const Ingredients ingredients = initialisation.ingredients(*code);
  const std::string& fingerprint = ingredients.fingerprint;
  if (ingredients.is_pure) {
    if (auto shared = programs_.shared_instance(fingerprint)) return shared;
    auto made = initialisation.run(std::move(code), krl::Map());
    programs_.share_instance(fingerprint, made);
    return made;
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
  return made;
}

void Instances::install(Transaction& transaction, const RulesetUrl& url, const krl::Map& config) {
  const std::string& pico = transaction.pico();
  const bool is_new = unit_.installed_ruleset(pico, url.rid) == nullptr;
  if (!is_new) unit_.delete_event_states(pico, url.rid);
  // The row comes first: globals may ask for the URL and the configuration. Where they fail, so
  // does the call, and the row goes with it.
  unit_.put_installed_ruleset({.pico = pico,
                               .rid = url.rid,
                               .url = url.url,
                               .hash = url.hash,
                               .config = config,
                               .position = 0,
                               .error = {}});
  forget(pico);
  build(transaction, registry_.compiled(url.hash), Values::Fresh);
}

}  // namespace pico::engine
