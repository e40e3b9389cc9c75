// SPDX-License-Identifier: MIT
//
// The syntax tree of KRL: event expressions.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "krl/syntax/ast_expression.hpp"
#include "krl/text/source.hpp"

namespace pico::krl::ast {

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
  Span where_text;                            // all of it, as its own loc need not be
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

}  // namespace pico::krl::ast
