// SPDX-License-Identifier: MIT
//
// Compiling expressions: see expression_compiler.hpp. Calls are in call_compiler.cpp.
#include "krl/compile/expression_compiler.hpp"

#include <utility>

#include "krl/text/error.hpp"
#include "krl/value/memory.hpp"
#include "krl/value/operators.hpp"

namespace pico::krl {

namespace {

template <BinaryOperator Operator>
NodePtr binary(Span loc, NodePtr left, NodePtr right) {
  return std::make_unique<BinaryNode<Operator>>(loc, std::move(left), std::move(right));
}

NodePtr make_infix(ast::InfixOp op, Span loc, NodePtr left, NodePtr right) {
  using enum BinaryOperator;
  switch (op) {
    case ast::InfixOp::Or:
      return std::make_unique<OrNode>(loc, std::move(left), std::move(right));
    case ast::InfixOp::And:
      return std::make_unique<AndNode>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Equal:
      return binary<Equal>(loc, std::move(left), std::move(right));
    case ast::InfixOp::NotEqual:
      return binary<NotEqual>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Less:
      return binary<Less>(loc, std::move(left), std::move(right));
    case ast::InfixOp::LessEqual:
      return binary<LessEqual>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Greater:
      return binary<Greater>(loc, std::move(left), std::move(right));
    case ast::InfixOp::GreaterEqual:
      return binary<GreaterEqual>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Like:
      return binary<Like>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Membership:
      return binary<Contains>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Compare:
      return binary<Compare>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Cmp:
      return binary<CompareText>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Add:
      return binary<Add>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Subtract:
      return binary<Subtract>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Multiply:
      return binary<Multiply>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Divide:
      return binary<Divide>(loc, std::move(left), std::move(right));
    case ast::InfixOp::Modulo:
      return binary<Modulo>(loc, std::move(left), std::move(right));
  }
  __builtin_unreachable();
}

NodePtr literal(Span loc, Value value) {
  return std::make_unique<LiteralNode>(loc, std::move(value));
}

}  // namespace

NodePtr ExpressionCompiler::stand_in(Span loc) { return literal(loc, Value()); }

NodePtr ExpressionCompiler::failing(std::string message, Span loc) {
  is_pure_ = false;
  auto node = std::make_unique<FailingNode>(loc);
  node->message = std::move(message);
  return node;
}

NodePtr ExpressionCompiler::compile(const ast::Expression& expression) {
  using Kind = ast::ExpressionKind;
  check_stack();
  const Span loc = expression.loc;
  switch (expression.kind) {
    case Kind::Null:
      return literal(loc, Value());
    case Kind::Boolean:
      return literal(loc, ast::as<ast::Boolean>(expression).value);
    case Kind::Number:
      return literal(loc, ast::as<ast::Number>(expression).value);
    case Kind::String:
      return literal(loc, std::string_view(ast::as<ast::String>(expression).value));
    case Kind::RegExp: {
      const auto& regexp = ast::as<ast::RegExp>(expression);
      auto node = std::make_unique<RegExpNode>(loc);
      node->pattern = compile_pattern(regexp);
      return node->pattern ? NodePtr(std::move(node)) : stand_in(loc);
    }
    case Kind::Chevron: {
      auto node = std::make_unique<ChevronNode>(loc);
      for (const auto& part : ast::as<ast::Chevron>(expression).parts) {
        node->parts.push_back(compile(*part));
      }
      return node;
    }
    case Kind::Array: {
      auto node = std::make_unique<ArrayNode>(loc);
      for (const auto& element : ast::as<ast::Array>(expression).elements) {
        node->elements.push_back(compile(*element));
      }
      return node;
    }
    case Kind::Map: {
      auto node = std::make_unique<MapNode>(loc);
      for (const auto& entry : ast::as<ast::Map>(expression).entries) {
        node->keys.emplace_back(entry.key);
        node->values.push_back(compile(*entry.value));
      }
      return node;
    }
    case Kind::Identifier:
      return compile_identifier(ast::as<ast::Identifier>(expression));
    case Kind::DomainIdentifier:
      return compile_domain_identifier(ast::as<ast::DomainIdentifier>(expression));
    case Kind::InfixOperator:
      return compile_infix(ast::as<ast::InfixOperator>(expression));
    case Kind::UnaryOperator:
      return compile_unary(ast::as<ast::UnaryOperator>(expression));
    case Kind::ConditionalExpression:
      return compile_conditional(ast::as<ast::ConditionalExpression>(expression));
    case Kind::MemberExpression:
      return compile_member(ast::as<ast::MemberExpression>(expression));
    case Kind::Application:
      return compile_application(ast::as<ast::Application>(expression));
    case Kind::Function:
      return compile_function(ast::as<ast::Function>(expression));
    case Kind::DefAction:
      return compile_defaction(ast::as<ast::DefAction>(expression));
  }
  __builtin_unreachable();
}

std::shared_ptr<const Pattern> ExpressionCompiler::compile_pattern(const ast::RegExp& regexp) {
  try {
    return Pattern::compile(regexp.pattern, regexp.flags);
  } catch (const Error& error) {
    unit_.diagnostics.add_error(Phase::Parse, name_of(error.error_class()), error.message(),
                                regexp.loc);
    return nullptr;
  }
}

StaticKind ExpressionCompiler::static_kind(const ast::Expression& expression) const {
  if (expression.kind == ast::ExpressionKind::Function) return StaticKind::Function;
  if (expression.kind == ast::ExpressionKind::DefAction) return StaticKind::Action;
  if (expression.kind != ast::ExpressionKind::Identifier) return StaticKind::Unknown;
  const std::string& name = ast::as<ast::Identifier>(expression).value;
  if (const Variable* variable = find_variable(name)) return variable->kind;
  return builtin_kind(name);
}

// Names ------------------------------------------------------------------------------------------

Variable* ExpressionCompiler::find_variable(std::string_view name) const {
  for (FunctionScope* frame = scope; frame != nullptr; frame = frame->outer()) {
    if (Variable* variable = frame->find(name)) return variable;
  }
  return unit_.globals.find(name);
}

StaticKind ExpressionCompiler::builtin_kind(std::string_view name) const {
  if (name == kTesting) return StaticKind::Map;
  const NativeMember* member = unit_.builtins.find(name);
  if (member == nullptr) return StaticKind::Unknown;
  switch (member->kind) {
    case MemberKind::Action:
      return StaticKind::Action;
    case MemberKind::ActionFunction:
      return StaticKind::ActionFunction;
    case MemberKind::Function:
    case MemberKind::Property:
      break;
  }
  return StaticKind::Function;
}

NodePtr ExpressionCompiler::compile_identifier(const ast::Identifier& identifier) {
  return resolve(identifier.value, identifier.loc);
}

NodePtr ExpressionCompiler::resolve(std::string_view name, Span loc) {
  for (FunctionScope* frame = scope; frame != nullptr; frame = frame->outer()) {
    Variable* variable = frame->find(name);
    if (variable == nullptr) continue;
    if (frame == scope) {
      auto node = std::make_unique<LocalNode>(loc, variable->index, String(name));
      last_reads_.add(*node);
      return node;
    }
    return std::make_unique<CapturedNode>(loc, scope->capture(*variable), String(name));
  }
  if (const Variable* variable = unit_.globals.find(name)) {
    is_pure_ = is_pure_ && variable->is_pure;
    return std::make_unique<GlobalNode>(loc, variable->index, String(name));
  }
  if (name == kTesting) return std::make_unique<TestingNode>(loc);
  if (const NativeMember* member = unit_.builtins.find(name)) {
    is_pure_ = is_pure_ && member->is_pure;
    return literal(loc, native_value(*member));
  }
  if (names_attributes) return compile_bare_attribute(name, loc);
  unit_.error("Undefined id: " + std::string(name), loc);
  return stand_in(loc);
}

NodePtr ExpressionCompiler::compile_bare_attribute(std::string_view name, Span loc) {
  unit_.warn("DEPRECATED SYNTAX - Use `event:attrs{\"" + std::string(name) + "\"}` instead of `" +
                 std::string(name) + "` in a `where`",
             loc);
  unit_.testing.add_attribute(name);
  const NativeModule* event = unit_.builtins.find_module("event");
  const NativeMember* attributes = event != nullptr ? event->find("attrs") : nullptr;
  if (attributes == nullptr) return failing("event:attrs is not available here", loc);
  is_pure_ = false;
  return std::make_unique<PathNode>(loc, std::make_unique<NativeCallNode>(loc, *attributes),
                                    literal(loc, name));
}

NodePtr ExpressionCompiler::compile_domain_identifier(const ast::DomainIdentifier& identifier) {
  const Span loc = identifier.loc;
  if (!check_member(identifier)) return stand_in(loc);
  is_pure_ = false;
  if (identifier.domain == "ent") return entity(identifier.value, loc);
  const std::string text = identifier.domain + ":" + identifier.value;
  const DomainMember member = find_member(identifier);
  if (member.module) return module_member(identifier, *member.module, false);
  if (member.key) return std::make_unique<GlobalNode>(loc, *member.key, String(text));
  if (!member.domain_exists) {
    return failing(
        text + " names no module; bring it in with `use module … alias " + identifier.domain + "`",
        loc);
  }
  if (member.native == nullptr) return failing(text + " does not exist", loc);
  if (member.native->kind == MemberKind::Action) return failing("[Action] is not a function", loc);
  if (text == "event:attr") warn_attr(loc);
  is_pure_ = member.is_pure && member.native->is_pure;
  return std::make_unique<NativeCallNode>(loc, *member.native);
}

std::unique_ptr<EntityNode> ExpressionCompiler::entity(const std::string& name, Span loc) {
  if (!unit_.has_entities)
    unit_.error("ent:" + name + " belongs to a ruleset in a pico, and there is none here", loc);
  is_pure_ = false;
  auto node = std::make_unique<EntityNode>(loc);
  node->name = String(name);
  return node;
}

NodePtr ExpressionCompiler::module_member(const ast::DomainIdentifier& identifier, uint32_t module,
                                          bool is_callee) {
  auto node = std::make_unique<ModuleMemberNode>(identifier.loc);
  node->module = module;
  node->name = String(identifier.value);
  node->text = identifier.domain + ":" + identifier.value;
  node->is_callee = is_callee;
  return node;
}

ExpressionCompiler::DomainMember ExpressionCompiler::find_member(
    const ast::DomainIdentifier& identifier) const {
  DomainMember member;
  member.domain_exists = true;
  if (const auto module = unit_.modules.find(identifier.domain); module != unit_.modules.end()) {
    member.module = module->second;
    return member;
  }
  if (identifier.domain == "keys") {
    if (const auto key = unit_.keys.find(identifier.value); key != unit_.keys.end()) {
      member.key = key->second;
      return member;
    }
  }
  if (identifier.domain == "stdlib") {
    member.native = unit_.builtins.find(identifier.value);
    member.is_pure = true;
    return member;
  }
  const NativeModule* module = unit_.builtins.find_module(identifier.domain);
  member.domain_exists = module != nullptr;
  if (module != nullptr) {
    member.native = module->find(identifier.value);
    member.is_pure = module->is_pure;
  }
  return member;
}

bool ExpressionCompiler::check_member(const ast::DomainIdentifier& identifier) {
  if (!unit_.is_strict || identifier.domain == "ent") return true;
  const DomainMember member = find_member(identifier);
  if (member.native != nullptr) return true;
  const std::string text = identifier.domain + ":" + identifier.value;
  if (member.domain_exists) {
    unit_.error(text + " does not exist", identifier.loc);
    return false;
  }
  std::string known;
  for (const NativeModule& module : unit_.builtins.modules) {
    known.append(known.empty() ? "" : ", ").append(module.name);
  }
  unit_.error(text + " names no module; here there are " + known, identifier.loc);
  return false;
}

// Operators --------------------------------------------------------------------------------------

NodePtr ExpressionCompiler::compile_conditional(const ast::ConditionalExpression& conditional) {
  auto node = std::make_unique<ConditionalNode>(conditional.loc);
  node->condition = compile(*conditional.test);
  const LastReads before = last_reads_;
  node->consequent = compile(*conditional.consequent);
  const LastReads of_consequent = std::exchange(last_reads_, before);
  node->alternate = compile(*conditional.alternate);
  last_reads_.join(of_consequent, before);
  return node;
}

NodePtr ExpressionCompiler::compile_infix(const ast::InfixOperator& infix) {
  NodePtr left = compile(*infix.left);
  NodePtr right = compile(*infix.right);
  return make_infix(infix.op, infix.loc, std::move(left), std::move(right));
}

NodePtr ExpressionCompiler::compile_unary(const ast::UnaryOperator& unary) {
  NodePtr operand = compile(*unary.argument);
  switch (unary.op) {
    case ast::UnaryOp::Plus:
      return operand;
    case ast::UnaryOp::Not:
      return std::make_unique<NotNode>(unary.loc, std::move(operand));
    case ast::UnaryOp::Minus:
      break;
  }
  if (unary.argument->kind == ast::ExpressionKind::Number) {
    return literal(unary.loc, -ast::as<ast::Number>(*unary.argument).value);
  }
  return std::make_unique<NegateNode>(unary.loc, std::move(operand));
}

NodePtr ExpressionCompiler::compile_member(const ast::MemberExpression& member) {
  const Span loc = member.loc;
  if (member.access == ast::MemberAccess::Dot) return compile_dot(member);
  const bool is_key = member.access == ast::MemberAccess::Index;
  const auto* domain = member.object->kind == ast::ExpressionKind::DomainIdentifier
                           ? &ast::as<ast::DomainIdentifier>(*member.object)
                           : nullptr;
  if (domain != nullptr && domain->domain == "ent") {
    auto node = entity(domain->value, loc);
    node->path = compile(*member.property);
    node->is_key = is_key;
    return node;
  }
  NodePtr object = compile(*member.object);
  if (is_event_attributes(*member.object)) note_attribute(*member.property);
  NodePtr property = compile(*member.property);
  if (is_key) return std::make_unique<KeyNode>(loc, std::move(object), std::move(property));
  return std::make_unique<PathNode>(loc, std::move(object), std::move(property));
}

NodePtr ExpressionCompiler::compile_dot(const ast::MemberExpression& member) {
  unit_.warn("DEPRECATED use `{}` or `[]` instead of `.`", member.loc);
  NodePtr object = compile(*member.object);
  if (member.property->kind == ast::ExpressionKind::Identifier) {
    const std::string& name = ast::as<ast::Identifier>(*member.property).value;
    return std::make_unique<MemberNode>(member.loc, std::move(object), String(name));
  }
  const auto& domain = ast::as<ast::DomainIdentifier>(*member.property);
  return std::make_unique<MemberNode>(member.loc, std::move(object),
                                      String(domain.domain + ":" + domain.value));
}

}  // namespace pico::krl
