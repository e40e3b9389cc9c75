// SPDX-License-Identifier: MIT
//
// Names while compiling: which variable an identifier means, and where it will live.
// Spec: krl-language.md 5.
//
// A Variable lives in a global of the instance or in a slot of a frame. A FunctionScope is one
// frame: a function, a defaction or a rule, with the blocks of names that are visible in it. A
// name of an outer frame is reached through captures, one per frame in between.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "krl/compile/program.hpp"

namespace pico::krl {

/// What is known of a name's value while compiling (spec 5.3).
enum class StaticKind : uint8_t { Unknown, Function, Action, ActionFunction, String, Map };

/// As error texts print it: "Function".
std::string_view name_of(StaticKind kind) noexcept;

struct Variable {
  enum class Origin : uint8_t {
    Declaration,  // `name = e`
    Parameter,
    Selection,  // select `setting`, foreach
    Setting,    // of an action or a schedule
  };

  std::string name;
  uint32_t index;  // slot of the frame, or global
  Origin origin = Origin::Declaration;
  StaticKind kind = StaticKind::Unknown;
  bool is_captured = false;
  /// Evaluating the initialiser again would give the same (Global::is_pure).
  bool is_pure = false;
  /// Names of the parameters, when the value is a function literal: for `__testing`.
  std::vector<std::string> parameters;
};

/// Names declared together; a name may be declared once.
class NameBlock {
 public:
  [[nodiscard]] Variable* find(std::string_view name) const;
  void add(Variable& variable) { names_[variable.name] = &variable; }

 private:
  std::unordered_map<std::string, Variable*> names_;
};

/// The frame of a function, defaction or rule being compiled.
class FunctionScope {
 public:
  /// More variables in one frame are refused: frames live on the C++ stack.
  static constexpr uint32_t kMaxSlots = 4000;

  explicit FunctionScope(FunctionScope* outer) : outer_(outer), blocks_(1) {}

  /// A new variable of the innermost block, in a slot of its own.
  Variable& declare(std::string_view name, StaticKind kind,
                    Variable::Origin origin = Variable::Origin::Declaration);
  void enter_block(NameBlock block = {}) { blocks_.push_back(std::move(block)); }
  /// The block left, to be entered again where its names are visible once more.
  NameBlock leave_block();
  /// The variable of that name in the innermost block, or null.
  [[nodiscard]] Variable* find_in_block(std::string_view name) const {
    return blocks_.back().find(name);
  }
  /// The variable that the name means in this frame, or null.
  [[nodiscard]] Variable* find(std::string_view name) const;

  [[nodiscard]] FunctionScope* outer() const noexcept { return outer_; }
  [[nodiscard]] uint32_t slot_count() const noexcept {
    return static_cast<uint32_t>(variables_.size());
  }
  /// The place among this frame's captures of a variable of an outer frame; marks it captured.
  uint32_t capture(Variable& variable);
  [[nodiscard]] const std::vector<Capture>& captures() const noexcept { return captures_; }
  /// The slots of the captured ones among the variables `first` … before `end`.
  [[nodiscard]] std::vector<uint32_t> captured_slots(uint32_t first, uint32_t end) const;
  [[nodiscard]] const Variable& variable(uint32_t slot) const { return *variables_[slot]; }

 private:
  [[nodiscard]] bool owns(const Variable& variable) const noexcept;

  FunctionScope* outer_;
  std::vector<NameBlock> blocks_;
  std::vector<std::unique_ptr<Variable>> variables_;  // by slot
  std::vector<Capture> captures_;
  std::unordered_map<const Variable*, uint32_t> capture_of_;
};

/// The ruleset's own names: `configure`, `global`, and hidden ones for `keys`.
class GlobalScope {
 public:
  Variable& declare(std::string_view name, StaticKind kind);
  /// A variable of another compilation, in the place that it has there.
  void place(std::string_view name, uint32_t index, StaticKind kind);
  /// A global without a name.
  uint32_t reserve() { return count_++; }
  [[nodiscard]] Variable* find(std::string_view name) const { return names_.find(name); }
  [[nodiscard]] uint32_t count() const noexcept { return count_; }

 private:
  NameBlock names_;
  std::vector<std::unique_ptr<Variable>> variables_;
  uint32_t count_ = 0;
};

}  // namespace pico::krl
