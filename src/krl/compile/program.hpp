// SPDX-License-Identifier: MIT
//
// A compiled ruleset: immutable, shared by all picos of the process that have it installed.
//
// Spec: krl-language.md 3, 5-11. Expressions are trees of nodes (node.hpp); this file holds what
// stands around them: functions, action blocks, statements, event expressions, rules.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "krl/compile/node.hpp"
#include "krl/text/diagnostic.hpp"
#include "krl/text/source.hpp"
#include "krl/value/map.hpp"
#include "krl/value/regexp.hpp"

namespace pico::krl {

// Blocks and functions ---------------------------------------------------------------------------

/// `name = expression`, stored in a slot of the frame.
struct Assignment {
  uint32_t slot;
  NodePtr value;
};

/// Declarations in source order. `cells` are the slots of captured variables, for each of which
/// entering the block makes a fresh cell.
struct Block {
  [[nodiscard]] bool is_empty() const noexcept { return assignments.empty() && cells.empty(); }

  std::vector<Assignment> assignments;
  std::vector<uint32_t> cells;
};

struct Parameter {
  String name;
  NodePtr default_value;  // null: none
  bool is_captured = false;
};

/// Where a closure finds a variable of its surroundings when it is made.
struct Capture {
  enum class From : uint8_t { Slot, Capture };  // of the frame, or of that frame's own closure
  From from;
  uint32_t index;
};

/// One action of an action block.
struct Action {
  Span span;
  std::optional<String> label;
  NodePtr call;
  std::optional<uint32_t> setting;  // slot
};

/// Spec krl-language.md 7.1.
struct ActionBlock {
  enum class Type : uint8_t { Every, Sample, Choose };
  NodePtr condition;  // null: none
  Type type = Type::Every;
  NodePtr discriminant;  // of Choose
  std::vector<Action> actions;
};

/// A function or defaction: parameters are slots 0…n-1.
struct Code {
  enum class Kind : uint8_t { Function, Action };
  Kind kind = Kind::Function;
  std::string name;  // as declared; empty for a literal elsewhere
  std::vector<Parameter> parameters;
  std::vector<Capture> captures;
  uint32_t slot_count = 0;
  bool prepares_parameters = false;  // one has a default value or is captured
  Block body;
  std::optional<ActionBlock> actions;  // of a defaction
  NodePtr result;                      // null: a defaction without `return`
};

// Postlude statements ----------------------------------------------------------------------------

struct Statement;
using Statements = std::vector<Statement>;

struct EntityAssignment {
  String name;
  NodePtr path;  // null: the whole variable
  NodePtr value;
};

struct EntityClear {
  String name;
  NodePtr path;  // null: the whole variable
};

/// What `raise` and `schedule` name. In the dynamic form `domain` is null and `name` is "d:t".
struct EventTarget {
  std::optional<String> domain;
  NodePtr name;
};

struct RaiseStatement {
  EventTarget target;
  NodePtr for_rids;    // null: none
  NodePtr attributes;  // null: none
};

struct ScheduleStatement {
  EventTarget target;
  bool repeats = false;
  NodePtr time;
  NodePtr attributes;               // null: none
  std::optional<uint32_t> setting;  // slot
};

struct LogStatement {
  uint8_t level;  // a LogLevel of run/host.hpp
  NodePtr message;
};

struct ErrorStatement {
  uint8_t level;
  NodePtr data;
};

struct LastStatement {};

struct Statement {
  enum class Guard : uint8_t { None, If, OnFinal };
  Span span;
  Guard guard = Guard::None;
  NodePtr condition;  // of If
  std::variant<Assignment, EntityAssignment, EntityClear, RaiseStatement, ScheduleStatement,
               LogStatement, ErrorStatement, LastStatement>
      action;
};

// Event expressions ------------------------------------------------------------------------------

enum class Aggregator : uint8_t { Max, Min, Sum, Avg, Push };

/// `domain:name a re#…# setting(v) where e`, with the aggregator of the group around it.
struct EventBase {
  struct AttributeTest {
    String attribute;
    std::shared_ptr<const Pattern> pattern;
  };
  String domain;
  String name;
  std::vector<AttributeTest> tests;
  std::vector<String> setting;
  NodePtr where;    // null: none; evaluated by evaluate_where()
  Span where_text;  // in the source
  std::optional<Aggregator> aggregator;
  std::vector<String> aggregated;  // the aggregator's variables

  /// True when the base can fail or bind: two equal bases without are the same condition.
  [[nodiscard]] bool has_matcher() const noexcept {
    return !tests.empty() || !setting.empty() || where != nullptr || aggregator.has_value();
  }
};

/// The tree of a `select when`. Spec event-expressions.md 1.
struct EventExpression {
  enum class Operator : uint8_t {
    Base,
    Or,
    And,
    Before,
    Then,
    After,
    Between,
    NotBetween,
    Any,
    Count,
    Repeat,
  };
  Operator op = Operator::Base;
  std::shared_ptr<const EventBase> base;  // of Base, Count and Repeat
  double count = 0;                       // of Any, Count and Repeat: a whole number
  std::vector<EventExpression> operands;  // Between, NotBetween: A, B, C of `A between(B, C)`
};

/// How a rule is selected: exactly one of `when` and `where`.
struct Select {
  std::optional<EventExpression> when;
  NodePtr within;        // null: no window
  double period_ms = 0;  // the unit `within` counts in
  NodePtr where;
  Span where_text;  // in the source
};

// Rules and rulesets -----------------------------------------------------------------------------

struct Foreach {
  NodePtr expression;
  std::vector<uint32_t> setting;  // slots of value, key, then surplus names
  std::vector<uint32_t> cells;
};

/// A variable that `setting` or an aggregator of the event expression binds.
struct SelectVariable {
  String name;
  uint32_t slot;
};

struct Rule {
  String name;
  Span span;  // of the name
  Select select;
  std::vector<SelectVariable> select_variables;
  std::vector<uint32_t> select_cells;
  std::vector<Foreach> foreach;
  Block prelude;  // its cells also cover what follows in the body
  std::optional<ActionBlock> actions;
  std::optional<Statements> fired;
  std::optional<Statements> notfired;
  std::optional<Statements> always;
  uint32_t slot_count = 0;
  /// Changes when the event expression does, so that stored progress is not misread.
  std::string select_fingerprint;
};

/// `configure using name = default`.
struct ConfigureStep {
  uint32_t global;
  String name;
  NodePtr default_value;
};

/// `use module rid alias a with k = e`.
struct UseStep {
  uint32_t module;  // index among the program's modules
  std::string rid;
  std::string alias;
  std::vector<std::pair<String, NodePtr>> with;
};

/// `keys NAME e` of older programs.
struct KeysStep {
  uint32_t global;
  String name;
  NodePtr value;
};

/// What is done, in source order, when a ruleset is initialised.
using SetupStep = std::variant<ConfigureStep, UseStep, KeysStep>;

/// A name that is shared or provided: a global, or a name of the root level.
struct Export {
  String name;
  std::optional<uint32_t> global;
  const NativeMember* native = nullptr;  // where `global` is not set
  bool is_testing = false;               // the default `__testing`
  /// Statically a Function (spec krl-language.md 5.3): only then a query calls it.
  bool is_function = false;
};

/// `name = expression` in `global`.
struct Global {
  uint32_t index;
  String name;
  NodePtr value;
  /// Gives the same value whenever it is evaluated. The values of the others, where they are JSON,
  /// are kept when an instance is rebuilt (docs/architecture.md, "Instances").
  bool is_pure;
};

struct Program {
  explicit Program(std::shared_ptr<const Source> text) : source(std::move(text)) {}

  std::string rid;
  std::shared_ptr<const Source> source;
  std::vector<Diagnostic> warnings;
  /// The `krlMeta` of `ctx:rulesets`; Undefined without a meta block.
  Value meta;
  uint32_t global_count = 0;
  std::vector<SetupStep> setup;
  uint32_t module_count = 0;
  std::vector<Global> globals;
  std::vector<Rule> rules;     // active ones, in source order
  std::vector<Export> shares;  // the last one is `__testing`
  std::vector<Export> provides;
  Value testing;  // default answer of `__testing`

  [[nodiscard]] const Export* find_shared(std::string_view name) const noexcept;
  [[nodiscard]] const Export* find_provided(std::string_view name) const noexcept;
  /// The rids of `use module`, in source order.
  [[nodiscard]] std::vector<std::string> used_rids() const;
};

using ProgramPtr = std::shared_ptr<const Program>;

}  // namespace pico::krl
