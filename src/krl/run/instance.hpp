// SPDX-License-Identifier: MIT
//
// A ruleset in a pico: a program with its global values and modules (spec engine.md 5.6, 6).
//
// An instance knows no pico: the host of the evaluation does. One whose globals are all pure can
// therefore serve many picos. It must outlive every value that its code has made.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "krl/compile/program.hpp"
#include "krl/run/evaluation.hpp"
#include "krl/value/map.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

/// Finds modules while an instance is initialised.
class ModuleResolver {
 public:
  virtual ~ModuleResolver() = default;
  /// A fresh, initialised instance of ruleset `rid` for one user, configured by `with`; `kept` as
  /// for Instance::initialise. Throws `Module not found: RID` and what initialising throws.
  virtual std::shared_ptr<class Instance> instantiate(std::string_view rid, const Map& with,
                                                      const Map& kept) = 0;
};

class Instance {
 public:
  /// `user`: the rid of the ruleset for which `use module` makes the instance, whose code then
  /// never sees the event; empty for an installed ruleset.
  Instance(ProgramPtr program, std::string_view user);
  /// Of a body that was compiled to stand in `around` (compile/body_compiler.hpp): with the globals
  /// and modules of that, and on its behalf. `around` must outlive it.
  Instance(ProgramPtr body, const Instance& around);
  ~Instance();
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;

  [[nodiscard]] const Program& program() const noexcept { return *program_; }
  [[nodiscard]] std::string_view rid() const noexcept { return rid_; }
  [[nodiscard]] bool is_module() const noexcept { return !user_.empty(); }
  /// The rid of the ruleset that uses the module; empty for an installed ruleset.
  [[nodiscard]] std::string_view user() const noexcept { return user_; }

  /// Runs setup and globals, in source order. `with` overrides `configure` names. `kept` holds the
  /// values that an earlier initialisation found (see kept()): those are not evaluated again.
  void initialise(Evaluation& evaluation, const Map& with, const Map& kept,
                  ModuleResolver& modules);

  /// The values of impure globals that are JSON, by name, and those of modules under their alias:
  /// `{"globals": {…}, "modules": {"alias": {…}}}`; empty when there are none.
  [[nodiscard]] Map kept() const;

  [[nodiscard]] const Value& global(uint32_t index) const noexcept { return globals_[index]; }
  [[nodiscard]] const Instance& module(uint32_t index) const noexcept { return *modules_[index]; }
  /// The value of an exported name.
  [[nodiscard]] Value exported(const Export& item) const;

  /// Answers a query: calls a shared function with `arguments` by name (or position "0", "1" …), or
  /// gives a shared value. `item` is one of program().shares. Spec krl-language.md 11.
  Value answer(Evaluation& evaluation, const Export& item, const Map& arguments) const;

 private:
  ProgramPtr program_;
  std::string_view rid_;  // of the program, or of that which it stands in
  std::string user_;
  std::vector<Value> globals_;
  std::vector<std::shared_ptr<Instance>> modules_;
  CellPool cells_;
};

}  // namespace pico::krl
