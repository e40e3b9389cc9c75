// SPDX-License-Identifier: MIT
//
// Building an instance of a ruleset in a pico, with the modules it uses (spec engine.md 5.6, 6).
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ruleset/compiled_ruleset.hpp"
#include "engine/ruleset/instances.hpp"
#include "krl/run/instance.hpp"

namespace pico::engine {

class Transaction;

/// What an instance is made of: as long as that stays, its kept values do.
struct Ingredients {
  std::string fingerprint;  // of the version and those of all its modules
  bool is_pure;             // the instance is the same in every pico
};

class Initialisation final : public krl::ModuleResolver {
 public:
  Initialisation(Instances& instances, Transaction& transaction)
      : instances_(instances), transaction_(transaction) {}

  /// Throws `Module not found: RID` and `Dependency Cycle Found: …`.
  Ingredients ingredients(const CompiledRuleset& code);
  /// The instance for `rid` as an installed ruleset; throws what its initialisers throw.
  std::shared_ptr<const LoadedInstance> run(std::shared_ptr<const CompiledRuleset> code,
                                            const krl::Map& kept);

  std::shared_ptr<krl::Instance> instantiate(std::string_view rid, const krl::Map& with,
                                             const krl::Map& kept) override;

 private:
  std::shared_ptr<const CompiledRuleset> module_code(std::string_view rid);
  std::shared_ptr<krl::Instance> make(const CompiledRuleset& code, std::string_view user,
                                      const krl::Map& with, const krl::Map& kept);

  Instances& instances_;
  Transaction& transaction_;
  std::vector<std::string> path_;  // of rulesets being initialised, outermost first
};

}  // namespace pico::engine
