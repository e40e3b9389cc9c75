// SPDX-License-Identifier: MIT
//
// The syntax tree of KRL.
// Four families share one design: Expression, Statement, EventExpression and MetaProperty each have
// an enum of kinds and one final struct per kind, so that a visitor is a `switch` over `kind`
// without default and a call of as<T>(). Everything that comes in one shape only is a plain struct.
// `loc` is the place the language specification gives for each node; errors are reported there,
// so for some nodes it is only an operator or keyword.
#pragma once

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "krl/text/source.hpp"

namespace pico::krl::ast {

/// `node` seen as the struct `T` that its kind promises.
template <class T, class Base>
const T& as(const Base& node) {
  assert(node.kind == T::kKind);
  return static_cast<const T&>(node);
}

template <class T, class Base>
T& as(Base& node) {
  assert(node.kind == T::kKind);
  return static_cast<T&>(node);
}

/// An identifier that is declared or named, as opposed to evaluated (that is an `Identifier`).
struct Name {
  std::string value;
  Span loc;
};

using Names = std::vector<Name>;

/// A ruleset id such as `io.picolabs.wrangler`.
struct RulesetId {
  std::string value;
  Span loc;
};

// Expressions ------------------------------------------------------------------------------------

enum class ExpressionKind : std::uint8_t {
  Null,
  Boolean,
  Number,
  String,
  RegExp,
  Chevron,
  Array,
  Map,
  Identifier,
  DomainIdentifier,
  InfixOperator,
  UnaryOperator,
  ConditionalExpression,
  MemberExpression,
  Application,
  Function,
  DefAction,
};

struct Expression {
  virtual ~Expression() = default;

  const ExpressionKind kind;
  Span loc;

 protected:
  Expression(ExpressionKind own_kind, Span place) : kind(own_kind), loc(place) {}
};

using ExpressionPtr = std::unique_ptr<Expression>;

/// Gives a struct its kind: `struct Null final : ExpressionOf<ExpressionKind::Null>`.
template <ExpressionKind K>
struct ExpressionOf : Expression {
  static constexpr ExpressionKind kKind = K;
  explicit ExpressionOf(Span place) : Expression(K, place) {}
};

struct Null final : ExpressionOf<ExpressionKind::Null> {
  using ExpressionOf::ExpressionOf;
};

struct Boolean final : ExpressionOf<ExpressionKind::Boolean> {
  using ExpressionOf::ExpressionOf;
  bool value = false;
};

struct Number final : ExpressionOf<ExpressionKind::Number> {
  using ExpressionOf::ExpressionOf;
  double value = 0;
};

/// A string literal or the text between the beestings of a chevron, escapes translated.
struct String final : ExpressionOf<ExpressionKind::String> {
  using ExpressionOf::ExpressionOf;
  std::string value;
};

/// `re#pattern#flags`. The pattern is not validated here: the compiler does, with the same engine
/// that runs it. Flags are checked (letters of "gim", none twice).
struct RegExp final : ExpressionOf<ExpressionKind::RegExp> {
  using ExpressionOf::ExpressionOf;
  std::string pattern;
  std::string flags;
};

/// `<<text #{expression}>>`: texts are String nodes.
struct Chevron final : ExpressionOf<ExpressionKind::Chevron> {
  using ExpressionOf::ExpressionOf;
  std::vector<ExpressionPtr> parts;
};

struct Array final : ExpressionOf<ExpressionKind::Array> {
  using ExpressionOf::ExpressionOf;
  std::vector<ExpressionPtr> elements;
};

struct MapEntry {
  std::string key;
  Span key_loc;
  ExpressionPtr value;
  Span loc;
};

struct Map final : ExpressionOf<ExpressionKind::Map> {
  using ExpressionOf::ExpressionOf;
  std::vector<MapEntry> entries;  // in source order; equal keys are all here
};

/// A variable that is read.
struct Identifier final : ExpressionOf<ExpressionKind::Identifier> {
  using ExpressionOf::ExpressionOf;
  std::string value;
};

/// `domain:value`.
struct DomainIdentifier final : ExpressionOf<ExpressionKind::DomainIdentifier> {
  using ExpressionOf::ExpressionOf;
  std::string domain;
  std::string value;
};

enum class InfixOp : std::uint8_t {
  Or,
  And,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Like,
  Membership,  // ><
  Compare,     // <=>
  Cmp,
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
};

enum class UnaryOp : std::uint8_t { Plus, Minus, Not };

/// The operator as it is written, e.g. "><".
std::string_view symbol(InfixOp op);
std::string_view symbol(UnaryOp op);

/// loc: the operator.
struct InfixOperator final : ExpressionOf<ExpressionKind::InfixOperator> {
  using ExpressionOf::ExpressionOf;
  InfixOp op = InfixOp::Or;
  ExpressionPtr left;
  ExpressionPtr right;
};

/// loc: the operator.
struct UnaryOperator final : ExpressionOf<ExpressionKind::UnaryOperator> {
  using ExpressionOf::ExpressionOf;
  UnaryOp op = UnaryOp::Plus;
  ExpressionPtr argument;
};

/// `test => consequent | alternate`
struct ConditionalExpression final : ExpressionOf<ExpressionKind::ConditionalExpression> {
  using ExpressionOf::ExpressionOf;
  ExpressionPtr test;
  ExpressionPtr consequent;
  ExpressionPtr alternate;
};

enum class MemberAccess : std::uint8_t {
  Dot,    // object.property; property is an Identifier or a DomainIdentifier
  Path,   // object{property}
  Index,  // object[property]
};

struct MemberExpression final : ExpressionOf<ExpressionKind::MemberExpression> {
  using ExpressionOf::ExpressionOf;
  MemberAccess access = MemberAccess::Dot;
  ExpressionPtr object;
  ExpressionPtr property;
};

struct Argument {
  std::optional<Name> name;  // of a named argument
  ExpressionPtr value;
  Span loc;
};

struct Arguments {
  std::vector<Argument> items;
  Span loc;  // with the parentheses
};

struct Application final : ExpressionOf<ExpressionKind::Application> {
  using ExpressionOf::ExpressionOf;
  ExpressionPtr callee;
  Arguments arguments;
};

struct Parameter {
  Name name;
  ExpressionPtr default_value;  // null when there is none
};

struct Parameters {
  std::vector<Parameter> items;
  Span loc;  // with the parentheses
};

struct Declaration;
using Declarations = std::vector<std::unique_ptr<Declaration>>;
struct ActionBlock;

/// loc: the keyword.
struct Function final : ExpressionOf<ExpressionKind::Function> {
  explicit Function(Span place);
  ~Function() override;
  Parameters parameters;
  Declarations body;
  ExpressionPtr result;
};

/// loc: the keyword.
struct DefAction final : ExpressionOf<ExpressionKind::DefAction> {
  explicit DefAction(Span place);
  ~DefAction() override;
  Parameters parameters;
  Declarations body;
  std::unique_ptr<ActionBlock> action_block;  // null when the body has none
  ExpressionPtr result;                       // null without `return`
};

// Statements: declarations and what a postlude may hold ------------------------------------------

enum class StatementKind : std::uint8_t {
  Declaration,
  Expression,
  GuardCondition,
  PersistentVariableAssignment,
  ClearPersistentVariable,
  RaiseEvent,
  ScheduleEvent,
  Log,
  Error,
  Last,
};

struct Statement {
  virtual ~Statement() = default;

  const StatementKind kind;
  Span loc;

 protected:
  Statement(StatementKind own_kind, Span place) : kind(own_kind), loc(place) {}
};

using StatementPtr = std::unique_ptr<Statement>;
using Statements = std::vector<StatementPtr>;

template <StatementKind K>
struct StatementOf : Statement {
  static constexpr StatementKind kKind = K;
  explicit StatementOf(Span place) : Statement(K, place) {}
};

/// `name = value`
struct Declaration final : StatementOf<StatementKind::Declaration> {
  using StatementOf::StatementOf;
  Name name;
  ExpressionPtr value;
};

/// An expression by itself; only at the top of a source that is not a ruleset.
struct ExpressionStatement final : StatementOf<StatementKind::Expression> {
  using StatementOf::StatementOf;
  ExpressionPtr expression;
};

/// `statement if condition` or `statement on final`
struct GuardCondition final : StatementOf<StatementKind::GuardCondition> {
  using StatementOf::StatementOf;
  ExpressionPtr condition;  // null means `on final`
  StatementPtr statement;
};

/// `domain:name := value` or `domain:name{path} := value`; loc: the `:=`.
struct PersistentVariableAssignment final
    : StatementOf<StatementKind::PersistentVariableAssignment> {
  using StatementOf::StatementOf;
  std::unique_ptr<DomainIdentifier> variable;
  ExpressionPtr path;  // null when there is none
  ExpressionPtr value;
};

/// `clear domain:name` or `clear domain:name{path}`; loc: the variable.
struct ClearPersistentVariable final : StatementOf<StatementKind::ClearPersistentVariable> {
  using StatementOf::StatementOf;
  std::unique_ptr<DomainIdentifier> variable;
  ExpressionPtr path;  // null when there is none
};

/// What `raise` and `schedule` name: `domain event type`, or `event "domain:type"`.
struct EventTarget {
  std::optional<Name> domain;     // absent in the dynamic form
  ExpressionPtr type;             // with `domain`
  ExpressionPtr domain_and_type;  // without
};

/// loc: the keyword.
struct RaiseEvent final : StatementOf<StatementKind::RaiseEvent> {
  using StatementOf::StatementOf;
  EventTarget target;
  ExpressionPtr for_rid;     // null when there is none
  ExpressionPtr attributes;  // null when there is none
  Declarations with;         // older form `with a = e and b = f`, put over the attributes
};

/// loc: the keyword. Exactly one of `at` and `timespec` is set.
struct ScheduleEvent final : StatementOf<StatementKind::ScheduleEvent> {
  using StatementOf::StatementOf;
  EventTarget target;
  ExpressionPtr at;
  ExpressionPtr timespec;
  ExpressionPtr attributes;  // null when there is none
  std::optional<Name> setting;
};

enum class LogLevel : std::uint8_t { Error, Warn, Info, Debug };

/// The level as it is written, e.g. "warn".
std::string_view name(LogLevel level);

/// `log level expression`; loc: the keyword.
struct Log final : StatementOf<StatementKind::Log> {
  using StatementOf::StatementOf;
  LogLevel level = LogLevel::Info;
  ExpressionPtr expression;
};

/// `error level expression`; loc: the keyword.
struct Error final : StatementOf<StatementKind::Error> {
  using StatementOf::StatementOf;
  LogLevel level = LogLevel::Info;
  ExpressionPtr expression;
};

/// `last`; loc: the keyword.
struct Last final : StatementOf<StatementKind::Last> {
  using StatementOf::StatementOf;
};

// Event expressions ------------------------------------------------------------------------------

enum class EventExpressionKind : std::uint8_t { Base, Operator, Group };

struct EventExpression {
  virtual ~EventExpression() = default;

  const EventExpressionKind kind;
  Span loc;

 protected:
  EventExpression(EventExpressionKind own_kind, Span place) : kind(own_kind), loc(place) {}
};

using EventExpressionPtr = std::unique_ptr<EventExpression>;

template <EventExpressionKind K>
struct EventExpressionOf : EventExpression {
  static constexpr EventExpressionKind kKind = K;
  explicit EventExpressionOf(Span place) : EventExpression(K, place) {}
};

/// `attribute re#pattern#`
struct AttributeMatch {
  Name key;
  std::unique_ptr<RegExp> value;
  Span loc;
};

enum class AggregatorOp : std::uint8_t { Max, Min, Sum, Avg, Push };

std::string_view name(AggregatorOp op);

/// `max(a, b)` after a group; loc: the operator.
struct EventAggregator {
  AggregatorOp op = AggregatorOp::Max;
  Names args;
  Span loc;
};

/// A text that the compiler turns into a warning, see krl-language section 4.
enum class EventDeprecation : std::uint8_t { None, SettingWithoutMatches, WhereBeforeSetting };

/// The warning for a deprecation other than None.
std::string_view message(EventDeprecation deprecation);

/// `domain:type attribute re#..# setting(x) where e`; loc: domain to type.
struct EventBase final : EventExpressionOf<EventExpressionKind::Base> {
  using EventExpressionOf::EventExpressionOf;
  Name domain;
  Name type;
  std::vector<AttributeMatch> attributes;
  Names setting;
  ExpressionPtr where;                        // null when there is none
  std::optional<EventAggregator> aggregator;  // of the group around this base
  EventDeprecation deprecation = EventDeprecation::None;
};

enum class EventOp : std::uint8_t { Or, And, Before, Then, After, Between, NotBetween, Any };

std::string_view name(EventOp op);

/// The count of `any`, `count` and `repeat`: digits only, so a whole number, but maybe a huge one.
struct EventCount {
  double value = 0;
  Span loc;  // of the token after the number
};

/// An operator over event expressions; loc: the operator.
/// Between and NotBetween have the operands A, B, C of `A between(B, C)`.
struct EventOperator final : EventExpressionOf<EventExpressionKind::Operator> {
  using EventExpressionOf::EventExpressionOf;
  EventOp op = EventOp::Or;
  EventCount count;  // of Any
  std::vector<EventExpressionPtr> operands;
};

enum class EventGroupOp : std::uint8_t { Count, Repeat };

std::string_view name(EventGroupOp op);

/// `count n (base)` or `repeat n (base)`; loc: the operator.
struct EventGroupOperator final : EventExpressionOf<EventExpressionKind::Group> {
  using EventExpressionOf::EventExpressionOf;
  EventGroupOp op = EventGroupOp::Count;
  EventCount count;
  std::unique_ptr<EventBase> base;
};

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
