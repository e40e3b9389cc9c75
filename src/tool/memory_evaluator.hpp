// SPDX-License-Identifier: MIT
//
// Evaluating in a pico in memory, which may have rulesets from files.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "tool/evaluator.hpp"
#include "tool/image.hpp"

namespace pico::tool {

class MemoryEvaluator final : public Evaluator {
 public:
  MemoryEvaluator();

  /// Installs the ruleset of a file and makes it the context. Throws Refused, having shown what is
  /// wrong, and InputError.
  void install(const std::string& file);

  std::string evaluate(const Input& input) override;
  std::vector<std::string> names() override;
  const krl::Source* source_of(std::string_view rid) override;
  void use_rid(std::optional<std::string> rid) override;
  std::string pico() override { return image_.pico(); }
  void use_pico(std::string pico) override;

 private:
  struct Ruleset {
    std::shared_ptr<const krl::Source> source;
    krl::ProgramPtr program;
  };

  void check(const Input& input) const;

  Image image_;
  std::map<std::string, Ruleset, std::less<>> rulesets_;  // by rid
};

}  // namespace pico::tool
