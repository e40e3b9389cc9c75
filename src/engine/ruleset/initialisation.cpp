// SPDX-License-Identifier: MIT
//
// Building instances: see initialisation.hpp.
#include "engine/ruleset/initialisation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/model/hash.hpp"
#include "engine/run/transaction.hpp"
#include "krl/run/rule_run.hpp"
#include "krl/text/error.hpp"
#include "krl/value/memory.hpp"

namespace pico::engine {

namespace {

/// A ruleset on the path of those being initialised; refuses to be on it twice.
class OnPath {
 public:
  OnPath(std::vector<std::string>& path, std::string_view rid) : path_(path) {
    krl::check_stack();
    const auto first = std::find(path.begin(), path.end(), rid);
    if (first != path.end()) {
      throw krl::Error(krl::ErrorClass::Error,
                       fmt::format("Dependency Cycle Found: {} -> {}",
                                   fmt::join(first, path.end(), " -> "), rid));
    }
    path.emplace_back(rid);
  }
  ~OnPath() { path_.pop_back(); }
  OnPath(const OnPath&) = delete;
  OnPath& operator=(const OnPath&) = delete;

 private:
  std::vector<std::string>& path_;
};

/// While one lives, the code that runs is that of globals and sees no event.
class Initialising {
 public:
  explicit Initialising(Transaction& transaction)
      : transaction_(transaction), former_(transaction.exchange_initialising(true)) {}
  ~Initialising() { transaction_.exchange_initialising(former_); }
  Initialising(const Initialising&) = delete;
  Initialising& operator=(const Initialising&) = delete;

 private:
  Transaction& transaction_;
  bool former_;
};

}  // namespace

std::shared_ptr<const CompiledRuleset> Initialisation::module_code(std::string_view rid) {
  if (std::shared_ptr<const CompiledRuleset> code = instances_.code(transaction_, rid)) return code;
  throw krl::Error(krl::ErrorClass::Error, fmt::format("Module not found: {}", rid),
                   krl::ErrorCode::UnknownRuleset);
}

Ingredients Initialisation::ingredients(const CompiledRuleset& code) {
  const OnPath on_path(path_, code.program->rid);
  Ingredients all{.fingerprint = code.hash, .is_pure = code.is_pure};
  const std::vector<std::string> rids = code.program->used_rids();
  if (rids.empty()) return all;
  for (const std::string& rid : rids) {
    const Ingredients module = ingredients(*module_code(rid));
    all.fingerprint += " " + module.fingerprint;
    all.is_pure = all.is_pure && module.is_pure;
  }
  all.fingerprint = sha256_text(all.fingerprint);
  return all;
}

std::shared_ptr<krl::Instance> Initialisation::make(const CompiledRuleset& code,
                                                    std::string_view user, const krl::Map& with,
                                                    const krl::Map& kept) {
  const OnPath on_path(path_, code.program->rid);
  auto instance = std::make_shared<krl::Instance>(code.program, user);
  instance->initialise(transaction_.evaluation(), with, kept, *this);
  return instance;
}

std::shared_ptr<krl::Instance> Initialisation::instantiate(std::string_view rid,
                                                           const krl::Map& with,
                                                           const krl::Map& kept) {
  const std::string user = path_.back();
  return make(*module_code(rid), user, with, kept);
}

std::shared_ptr<const LoadedInstance> Initialisation::run(
    std::shared_ptr<const CompiledRuleset> code, const krl::Map& kept) {
  const Initialising initialising(transaction_);
  auto loaded = std::make_shared<LoadedInstance>();
  loaded->instance = make(*code, {}, krl::Map(), kept);
  for (const krl::Rule& rule : code->program->rules) {
    loaded->windows.push_back(
        rule.select.within == nullptr
            ? 0
            : krl::evaluate_within(rule, *loaded->instance, transaction_.evaluation()));
  }
  loaded->code = std::move(code);
  return loaded;
}

}  // namespace pico::engine
