// SPDX-License-Identifier: MIT
//
// Compiling calls and action blocks: which callee is known already, where its arguments go (spec
// krl-language.md 2.3, 5.3, 6, 7, 8.1).
#include <algorithm>
#include <utility>

#include "krl/compile/expression_compiler.hpp"

namespace pico::krl {

namespace {

const char* not_usable(CallUse use) {
  return use == CallUse::Function ? " is not a function" : " is not an action";
}

/// Why a native member cannot be used so; null when it can (spec modules.md 1).
const char* misuse(MemberKind kind, CallUse use) {
  switch (kind) {
    case MemberKind::Property:
      return "[JSObject]";
    case MemberKind::Function:
      return use == CallUse::Function ? nullptr : "[Function]";
    case MemberKind::Action:
      return use == CallUse::Action ? nullptr : "[Action]";
    case MemberKind::ActionFunction:
      return nullptr;
  }
  return nullptr;
}

std::optional<std::string_view> literal_text(const ast::Expression& expression) {
  if (expression.kind != ast::ExpressionKind::String) return std::nullopt;
  return ast::as<ast::String>(expression).value;
}

}  // namespace

bool is_event_attributes(const ast::Expression& expression) noexcept {
  if (expression.kind == ast::ExpressionKind::Application) {
    const auto& application = ast::as<ast::Application>(expression);
    return application.arguments.items.empty() && is_event_attributes(*application.callee);
  }
  if (expression.kind != ast::ExpressionKind::DomainIdentifier) return false;
  const auto& identifier = ast::as<ast::DomainIdentifier>(expression);
  return identifier.domain == "event" && identifier.value == "attrs";
}

void ExpressionCompiler::note_attribute(const ast::Expression& key) {
  if (const auto name = literal_text(key)) unit_.testing.add_attribute(*name);
}

void ExpressionCompiler::warn_attr(Span loc) {
  unit_.warn("event:attr(key) is deprecated. Use event:attrs{key} instead", loc);
}

bool ExpressionCompiler::is_callable(StaticKind kind, const CallSite& site) {
  const bool fits = site.use == CallUse::Function
                        ? kind == StaticKind::Function
                        : kind == StaticKind::Action || kind == StaticKind::ActionFunction;
  if (fits || kind == StaticKind::Unknown) return true;
  const char* expected = site.use == CallUse::Function ? "Not a function: " : "Not an action: ";
  unit_.error(expected + std::string(name_of(kind)), site.loc);
  return false;
}

void ExpressionCompiler::check_order(const std::vector<ast::Argument>& arguments) {
  bool had_named = false;
  for (const ast::Argument& argument : arguments) {
    if (argument.name) {
      had_named = true;
    } else if (had_named) {
      unit_.error("Once you used a named arg, all following must be named.", argument.loc);
    }
  }
}

NodePtr ExpressionCompiler::compile_application(const ast::Application& application) {
  const ast::Expression& callee = *application.callee;
  CallSite site{nullptr, &application.arguments.items, nullptr, CallUse::Function, application.loc};
  if (callee.kind == ast::ExpressionKind::Identifier) {
    return call_named(ast::as<ast::Identifier>(callee).value, callee.loc, site);
  }
  if (callee.kind == ast::ExpressionKind::DomainIdentifier) {
    return call_domain(ast::as<ast::DomainIdentifier>(callee), site);
  }
  if (callee.kind == ast::ExpressionKind::MemberExpression) {
    const auto& member = ast::as<ast::MemberExpression>(callee);
    if (member.access == ast::MemberAccess::Dot) {
      site.receiver = member.object.get();
      if (member.property->kind == ast::ExpressionKind::DomainIdentifier) {
        return call_domain(ast::as<ast::DomainIdentifier>(*member.property), site);
      }
      const auto& name = ast::as<ast::Identifier>(*member.property);
      if (name.value == "get" && is_event_attributes(*member.object) && !site.arguments->empty()) {
        note_attribute(*site.arguments->front().value);
      }
      return call_named(name.value, name.loc, site);
    }
  }
  if (!is_callable(static_kind(callee), site)) return stand_in(site.loc);
  return call_value(compile(callee), site);
}

NodePtr ExpressionCompiler::call_named(std::string_view name, Span name_loc, const CallSite& site) {
  const Variable* variable = find_variable(name);
  const StaticKind kind = variable != nullptr ? variable->kind : builtin_kind(name);
  if (!is_callable(kind, site)) return stand_in(site.loc);
  const NativeMember* member = variable == nullptr ? unit_.builtins.find(name) : nullptr;
  if (member != nullptr) return call_native(*member, true, site);
  return call_value(resolve(name, name_loc), site);
}

NodePtr ExpressionCompiler::call_domain(const ast::DomainIdentifier& callee, const CallSite& site) {
  if (!check_member(callee)) return stand_in(site.loc);
  const bool is_event = callee.domain == "event" && unit_.modules.count("event") == 0;
  if (is_event && callee.value == "attrs") {
    if (!site.arguments->empty() || site.receiver != nullptr) {
      unit_.error("`event:attrs` is a Map, not a Function. Use `event:attrs{key}` instead",
                  site.loc);
      return stand_in(site.loc);
    }
    unit_.warn("DEPRECATED - `event:attrs` is a Map, not a Function. Use `event:attrs` instead",
               site.loc);
    return compile_domain_identifier(callee);
  }
  if (is_event && callee.value == "attr") {
    warn_attr(site.loc);
    if (!site.arguments->empty()) note_attribute(*site.arguments->front().value);
  }
  if (callee.domain == "ent") return call_value(compile_domain_identifier(callee), site);
  const DomainMember member = find_member(callee);
  if (member.module) return call_value(module_member(callee, *member.module, true), site);
  if (member.key) return call_key(*member.key, callee, site);
  // A callee that fails whenever it is evaluated: the arguments are checked all the same.
  if (!member.domain_exists) return call_value(compile_domain_identifier(callee), site);
  const char* unusable = member.native == nullptr ? "null" : misuse(member.native->kind, site.use);
  if (unusable != nullptr) {
    return call_value(failing(std::string(unusable) + not_usable(site.use), site.loc), site);
  }
  return call_native(*member.native, member.is_pure, site);
}

NodePtr ExpressionCompiler::call_key(uint32_t global, const ast::DomainIdentifier& callee,
                                     const CallSite& site) {
  auto value =
      std::make_unique<GlobalNode>(callee.loc, global, String(callee.domain + ":" + callee.value));
  if (site.arguments->empty()) return value;
  return std::make_unique<PathNode>(site.loc, std::move(value),
                                    compile(*site.arguments->front().value));
}

NodePtr ExpressionCompiler::call_value(NodePtr callee, const CallSite& site) {
  is_pure_ = false;
  auto call = std::make_unique<CallNode>(site.loc, std::move(callee), site.use);
  call->uses_result = site.uses_result;
  if (site.receiver != nullptr) call->arguments.push_back(compile(*site.receiver));
  check_order(*site.arguments);
  for (const ast::Argument& argument : *site.arguments) {
    if (argument.name) call->names.emplace_back(argument.name->value);
    call->arguments.push_back(compile(*argument.value));
  }
  if (site.with != nullptr) {
    for (const auto& pair : *site.with) {
      call->names.emplace_back(pair->name.value);
      call->arguments.push_back(compile(*pair->value));
    }
  }
  return call;
}

NodePtr ExpressionCompiler::call_native(const NativeMember& member, bool is_pure,
                                        const CallSite& site) {
  is_pure_ = is_pure_ && is_pure && member.is_pure;
  auto call = std::make_unique<NativeCallNode>(site.loc, member);
  call->uses_result = site.uses_result;
  const auto capacity = static_cast<uint32_t>(member.parameters.size());
  const auto bind = [&](uint32_t position, const ast::Expression& value) {
    const bool is_bound = position < capacity;
    call->arguments.push_back({is_bound ? position : NativeCallNode::kDropped, compile(value)});
    if (is_bound) call->count = std::max(call->count, position + 1);
  };
  const auto bind_named = [&](std::string_view name, const ast::Expression& value) {
    const auto found = std::find(member.parameters.begin(), member.parameters.end(), name);
    bind(static_cast<uint32_t>(found - member.parameters.begin()), value);
  };
  uint32_t position = 0;
  if (site.receiver != nullptr) bind(position++, *site.receiver);
  check_order(*site.arguments);
  for (const ast::Argument& argument : *site.arguments) {
    if (argument.name) {
      bind_named(argument.name->value, *argument.value);
    } else {
      bind(position++, *argument.value);
    }
  }
  if (site.with != nullptr) {
    for (const auto& pair : *site.with) bind_named(pair->name.value, *pair->value);
  }
  return call;
}

// Actions ----------------------------------------------------------------------------------------

ActionBlock ExpressionCompiler::compile_actions(const ast::ActionBlock& block) {
  ActionBlock compiled;
  if (block.condition) compiled.condition = compile(*block.condition);
  switch (block.type) {
    case ast::ActionBlockType::Every:
      compiled.type = ActionBlock::Type::Every;
      break;
    case ast::ActionBlockType::Sample:
      compiled.type = ActionBlock::Type::Sample;
      break;
    case ast::ActionBlockType::Choose:
      compiled.type = ActionBlock::Type::Choose;
      compiled.discriminant = compile(*block.discriminant);
      break;
  }
  for (const ast::Action& action : block.actions) {
    compiled.actions.push_back(compile_action(action, compiled.type == ActionBlock::Type::Choose));
  }
  return compiled;
}

Action ExpressionCompiler::compile_action(const ast::Action& action, bool needs_label) {
  Action compiled;
  compiled.span = action.loc;
  if (action.label) compiled.label = String(action.label->value);
  if (needs_label && !action.label) {
    unit_.error("all actions inside a `choose` block need a label", action.loc);
  }
  if (action.setting.size() > 1) {
    unit_.error("Actions only return on value", action.setting[1].loc);
  }
  const CallSite site{nullptr,    &action.arguments.items, &action.with, CallUse::Action,
                      action.loc, !action.setting.empty()};
  if (action.callee->kind == ast::ExpressionKind::DomainIdentifier) {
    compiled.call = call_domain(ast::as<ast::DomainIdentifier>(*action.callee), site);
  } else {
    const auto& callee = ast::as<ast::Identifier>(*action.callee);
    const bool is_directive = callee.value == "send_directive" &&
                              find_variable(callee.value) == nullptr && !action.with.empty();
    compiled.call =
        is_directive ? compile_directive_with(action) : call_named(callee.value, callee.loc, site);
  }
  if (!action.setting.empty()) compiled.setting = declare_setting(action.setting.front());
  return compiled;
}

std::optional<uint32_t> ExpressionCompiler::declare_setting(const ast::Name& name) {
  using Origin = Variable::Origin;
  Variable* known = scope->find(name.value);
  if (known == nullptr) {
    return scope->declare(name.value, StaticKind::Unknown, Origin::Setting).index;
  }
  if (known->origin == Origin::Declaration || known->origin == Origin::Parameter) {
    unit_.error("Duplicate declaration: " + name.value, name.loc);
    return std::nullopt;
  }
  known->kind = StaticKind::Unknown;
  return known->index;
}

NodePtr ExpressionCompiler::compile_directive_with(const ast::Action& action) {
  auto options = std::make_unique<MapNode>(action.loc);
  for (const auto& pair : action.with) {
    options->keys.emplace_back(pair->name.value);
    options->values.push_back(compile(*pair->value));
  }
  auto call = std::make_unique<NativeCallNode>(action.loc, *unit_.builtins.find("send_directive"));
  if (!action.arguments.items.empty()) {
    call->arguments.push_back({0, compile(*action.arguments.items.front().value)});
  }
  call->arguments.push_back({1, std::move(options)});
  call->count = 2;
  return call;
}

}  // namespace pico::krl
