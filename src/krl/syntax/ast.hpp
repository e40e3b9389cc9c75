// SPDX-License-Identifier: MIT
//
// The syntax tree of KRL.
// Four families share one design: Expression, Statement, EventExpression and MetaProperty each have
// an enum of kinds and one final struct per kind, so that a visitor is a `switch` over `kind`
// without default and a call of as<T>(). Everything that comes in one shape only is a plain struct.
// `loc` is the place the language specification gives for each node; errors are reported there,
// so for some nodes it is only an operator or keyword.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "krl/syntax/ast_event.hpp"
#include "krl/syntax/ast_expression.hpp"
#include "krl/syntax/ast_statement.hpp"
#include "krl/text/source.hpp"

namespace pico::krl::ast {

// Rules ------------------------------------------------------------------------------------------

enum class TimePeriod : std::uint8_t { Second, Minute, Hour, Day, Week, Month, Year };

/// `within expression period`
struct EventWithin {
  ExpressionPtr expression;
  TimePeriod period = TimePeriod::Second;
  Name period_name;  // as written, e.g. "seconds"
  Span loc;
};

/// `select when event within e` or `select where condition`: exactly one of `event` and `where`.
struct RuleSelect {
  EventExpressionPtr event;
  std::optional<EventWithin> within;
  ExpressionPtr where;
  Span where_text;  // all of it
  Span loc;
};

/// `foreach expression setting(value, key)`
struct RuleForeach {
  ExpressionPtr expression;
  Names setting;
  Span loc;
};

/// `label => callee(arguments) setting(name)`
struct Action {
  std::optional<Name> label;
  ExpressionPtr callee;  // an Identifier or a DomainIdentifier
  Arguments arguments;
  Names setting;
  Declarations with;  // older form `with a = e and b = f`
  Span loc;
};

enum class ActionBlockType : std::uint8_t { Every, Sample, Choose };

std::string_view name(ActionBlockType type);

/// Actions of a rule or defaction; a single action is an Every block of one. loc: first token.
struct ActionBlock {
  ExpressionPtr condition;  // null when there is none
  ActionBlockType type = ActionBlockType::Every;
  ExpressionPtr discriminant;  // of Choose
  std::vector<Action> actions;
  Span loc;
};

struct RulePostlude {
  std::optional<Statements> fired;
  std::optional<Statements> notfired;
  std::optional<Statements> always;  // `always` or `finally`
  Span loc;
};

struct Rule {
  Name name;
  bool is_active = true;
  std::optional<RuleSelect> select;
  std::vector<RuleForeach> foreach;
  Declarations prelude;
  std::unique_ptr<ActionBlock> action_block;  // null when there is none
  std::optional<RulePostlude> postlude;
  Span loc;
};

// Rulesets ---------------------------------------------------------------------------------------

enum class MetaKind : std::uint8_t {
  Text,
  Logging,
  Keys,
  UseModule,
  Errors,
  Configure,
  Provides,
  ProvidesKeys,
  Shares,
};

/// A property of `meta`; loc: its key.
struct MetaProperty {
  virtual ~MetaProperty() = default;

  const MetaKind kind;
  Span loc;

 protected:
  MetaProperty(MetaKind own_kind, Span place) : kind(own_kind), loc(place) {}
};

using MetaPropertyPtr = std::unique_ptr<MetaProperty>;

template <MetaKind K>
struct MetaPropertyOf : MetaProperty {
  static constexpr MetaKind kKind = K;
  explicit MetaPropertyOf(Span place) : MetaProperty(K, place) {}
};

/// `name`, `description`, `author` or `version`.
struct MetaText final : MetaPropertyOf<MetaKind::Text> {
  using MetaPropertyOf::MetaPropertyOf;
  std::string key;
  ExpressionPtr value;
};

struct MetaLogging final : MetaPropertyOf<MetaKind::Logging> {
  using MetaPropertyOf::MetaPropertyOf;
  bool on = false;
  Span value_loc;
};

/// `key name value`: an older form of `configure using` for secrets.
struct MetaKeys final : MetaPropertyOf<MetaKind::Keys> {
  using MetaPropertyOf::MetaPropertyOf;
  Name name;
  ExpressionPtr value;
};

struct MetaUseModule final : MetaPropertyOf<MetaKind::UseModule> {
  using MetaPropertyOf::MetaPropertyOf;
  RulesetId rid;
  std::optional<Name> alias;
  Declarations with;  // empty when there is none
};

struct MetaErrors final : MetaPropertyOf<MetaKind::Errors> {
  using MetaPropertyOf::MetaPropertyOf;
  RulesetId rid;
};

struct MetaConfigure final : MetaPropertyOf<MetaKind::Configure> {
  using MetaPropertyOf::MetaPropertyOf;
  Declarations declarations;
};

struct MetaProvides final : MetaPropertyOf<MetaKind::Provides> {
  using MetaPropertyOf::MetaPropertyOf;
  Names ids;
};

/// `provides keys a, b to rid, rid`
struct MetaProvidesKeys final : MetaPropertyOf<MetaKind::ProvidesKeys> {
  using MetaPropertyOf::MetaPropertyOf;
  Span operator_loc;  // of `keys`
  Names ids;
  std::vector<RulesetId> rulesets;
};

struct MetaShares final : MetaPropertyOf<MetaKind::Shares> {
  using MetaPropertyOf::MetaPropertyOf;
  Names ids;
};

struct Meta {
  std::vector<MetaPropertyPtr> properties;
  Span loc;
};

struct Ruleset {
  RulesetId rid;
  std::unique_ptr<String> version;  // deprecated `version "x"` before `meta`; null when absent
  std::optional<Meta> meta;
  Declarations global;
  std::vector<Rule> rules;
  Span loc;
};

}  // namespace pico::krl::ast
