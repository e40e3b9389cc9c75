// SPDX-License-Identifier: MIT
//
// The syntax tree of KRL: statements, which are declarations and what a postlude may hold.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "krl/syntax/ast_expression.hpp"
#include "krl/text/source.hpp"

namespace pico::krl::ast {

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

}  // namespace pico::krl::ast
