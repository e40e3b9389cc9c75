// SPDX-License-Identifier: MIT
//
// What the compiler makes of expressions: a tree of nodes with every name resolved to a slot.
//
// The shapes are declared here, for the compiler to build; what evaluating them does is written in
// krl/run. Nodes are immutable, so one program serves all picos of a process. Captured variables
// live in cells (run/closure.hpp): a slot that holds one is seen through, which spares the compiler
// from knowing, when it meets a use, whether a later function will capture the variable.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "krl/text/source.hpp"
#include "krl/value/regexp.hpp"
#include "krl/value/string.hpp"
#include "krl/value/value.hpp"

namespace pico::krl {

struct Frame;
struct NativeMember;

/// The nodes that the evaluator reads in place (run/leaves.hpp).
enum class Leaf : uint8_t { None, Literal, Local, Global };

/// An expression, compiled.
struct Node {
  explicit Node(Span where, Leaf as = Leaf::None) : span(where), leaf(as) {}
  virtual ~Node() = default;
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  /// The value; throws Error placed at this node or an inner one.
  virtual Value evaluate(Frame& frame) const = 0;
  /// Whether the value counts as true; throws alike.
  virtual bool test(Frame& frame) const;

  Span span;
  Leaf leaf;
};

using NodePtr = std::unique_ptr<const Node>;
using Nodes = std::vector<NodePtr>;

struct LiteralNode final : Node {
  LiteralNode(Span where, Value constant)
      : Node(where, Leaf::Literal), value(std::move(constant)) {}
  Value evaluate(Frame& frame) const override;
  Value value;
};

struct RegExpNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  std::shared_ptr<const Pattern> pattern;
};

struct ChevronNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  Nodes parts;
};

struct ArrayNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  Nodes elements;
};

struct MapNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  std::vector<String> keys;
  Nodes values;
};

// Names ------------------------------------------------------------------------------------------

/// A variable of the running function, rule or block.
struct LocalNode final : Node {
  LocalNode(Span where, uint32_t at, String called)
      : Node(where, Leaf::Local), slot(at), name(std::move(called)) {}
  Value evaluate(Frame& frame) const override;
  uint32_t slot;
  String name;
  bool is_last = false;  // no other read follows: the value is taken out (last_reads.hpp)
};

/// A variable of an enclosing function, through the closure's captures.
struct CapturedNode final : Node {
  CapturedNode(Span where, uint32_t at, String called)
      : Node(where), index(at), name(std::move(called)) {}
  Value evaluate(Frame& frame) const override;
  uint32_t index;
  String name;
};

/// A `configure` or `global` name of the ruleset.
struct GlobalNode final : Node {
  GlobalNode(Span where, uint32_t at, String called)
      : Node(where, Leaf::Global), index(at), name(std::move(called)) {}
  Value evaluate(Frame& frame) const override;
  uint32_t index;
  String name;
};

/// `ent:name`, and `ent:name{path}` or `ent:name[key]` where a path is set.
struct EntityNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  String name;
  NodePtr path;         // null: the whole variable
  bool is_key = false;  // `[key]`: exactly one key
};

/// `alias:name` of a module brought in by `use module`.
struct ModuleMemberNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  uint32_t module = 0;
  String name;
  std::string text;        // "alias:name", for errors
  bool is_callee = false;  // a missing member is Null then, which cannot be called
};

/// The default `__testing` of the ruleset.
struct TestingNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
};

/// Something that compiles but fails when it is reached, e.g. a member of an unknown module.
struct FailingNode final : Node {
  using Node::Node;
  [[noreturn]] Value evaluate(Frame& frame) const override;
  std::string message;
};

// Operators --------------------------------------------------------------------------------------

enum class BinaryOperator : uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Equal,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Compare,
  CompareText,
  Like,
  Contains,
};

/// One final class per operator, so that evaluation needs no dispatch on it.
template <BinaryOperator Operator>
struct BinaryNode final : Node {
  BinaryNode(Span where, NodePtr a, NodePtr b)
      : Node(where), left(std::move(a)), right(std::move(b)) {}
  Value evaluate(Frame& frame) const override;
  bool test(Frame& frame) const override;
  NodePtr left;
  NodePtr right;
};

struct AndNode final : Node {
  AndNode(Span where, NodePtr a, NodePtr b)
      : Node(where), left(std::move(a)), right(std::move(b)) {}
  Value evaluate(Frame& frame) const override;
  bool test(Frame& frame) const override;
  NodePtr left;
  NodePtr right;
};

struct OrNode final : Node {
  OrNode(Span where, NodePtr a, NodePtr b) : Node(where), left(std::move(a)), right(std::move(b)) {}
  Value evaluate(Frame& frame) const override;
  bool test(Frame& frame) const override;
  NodePtr left;
  NodePtr right;
};

struct NotNode final : Node {
  NotNode(Span where, NodePtr a) : Node(where), operand(std::move(a)) {}
  Value evaluate(Frame& frame) const override;
  bool test(Frame& frame) const override;
  NodePtr operand;
};

struct NegateNode final : Node {
  NegateNode(Span where, NodePtr a) : Node(where), operand(std::move(a)) {}
  Value evaluate(Frame& frame) const override;
  NodePtr operand;
};

struct ConditionalNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  NodePtr condition;
  NodePtr consequent;
  NodePtr alternate;
};

/// `object{path}`.
struct PathNode final : Node {
  PathNode(Span where, NodePtr of, NodePtr by)
      : Node(where), object(std::move(of)), path(std::move(by)) {}
  Value evaluate(Frame& frame) const override;
  NodePtr object;
  NodePtr path;
};

/// `object[key]`.
struct KeyNode final : Node {
  KeyNode(Span where, NodePtr of, NodePtr by)
      : Node(where), object(std::move(of)), key(std::move(by)) {}
  Value evaluate(Frame& frame) const override;
  NodePtr object;
  NodePtr key;
};

/// The deprecated `object.name`.
struct MemberNode final : Node {
  MemberNode(Span where, NodePtr of, String key)
      : Node(where), object(std::move(of)), name(std::move(key)) {}
  Value evaluate(Frame& frame) const override;
  NodePtr object;
  String name;
};

// Calls ------------------------------------------------------------------------------------------

/// What a call expects of its callee: an expression calls functions, an action block actions.
enum class CallUse : uint8_t { Function, Action };

/// A call of a native member that is known at compile time. A property is one without arguments.
struct NativeCallNode final : Node {
  struct Argument {
    uint32_t position;  // the parameter it binds, or kDropped: evaluated only
    NodePtr value;
  };
  static constexpr uint32_t kDropped = UINT32_MAX;

  NativeCallNode(Span where, const NativeMember& callee) : Node(where), member(callee) {}
  Value evaluate(Frame& frame) const override;
  const NativeMember& member;
  std::vector<Argument> arguments;  // in source order
  uint32_t count = 0;               // position of the last one supplied, plus one
  bool uses_result = true;          // false: an action without `setting`
};

/// A call of a value. Arguments are in source order, the last names.size() of them named.
struct CallNode final : Node {
  CallNode(Span where, NodePtr target, CallUse as)
      : Node(where), callee(std::move(target)), use(as) {}
  Value evaluate(Frame& frame) const override;
  [[nodiscard]] size_t positional() const noexcept { return arguments.size() - names.size(); }
  NodePtr callee;
  CallUse use;
  bool uses_result = true;  // false: an action without `setting`
  Nodes arguments;
  std::vector<String> names;
};

struct Code;

/// A function or defaction literal.
struct ClosureNode final : Node {
  using Node::Node;
  Value evaluate(Frame& frame) const override;
  std::shared_ptr<const Code> code;
};

}  // namespace pico::krl
