// SPDX-License-Identifier: MIT
//
// The syntax tree of KRL: names and expressions. See ast.hpp for the design of the whole.
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

}  // namespace pico::krl::ast
