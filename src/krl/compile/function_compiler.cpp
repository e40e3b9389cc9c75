// SPDX-License-Identifier: MIT
//
// Compiling functions, defactions and declaration blocks (spec krl-language.md 5.2, 6, 7.2).
#include <utility>

#include "krl/compile/expression_compiler.hpp"

namespace pico::krl {

DeclarationList all_of(const ast::Declarations& declarations) {
  DeclarationList list;
  for (const auto& declaration : declarations) list.push_back(declaration.get());
  return list;
}

NodePtr ExpressionCompiler::compile_function(const ast::Function& function) {
  return compile_closure(Code::Kind::Function, function.parameters, function.loc, [&](Code& code) {
    code.body = compile_block(all_of(function.body));
    code.result = compile(*function.result);
  });
}

NodePtr ExpressionCompiler::compile_defaction(const ast::DefAction& defaction) {
  const bool outer_pure = is_pure_;
  NodePtr made =
      compile_closure(Code::Kind::Action, defaction.parameters, defaction.loc, [&](Code& code) {
        code.body = compile_block(all_of(defaction.body));
        if (defaction.action_block) code.actions = compile_actions(*defaction.action_block);
        if (defaction.result) code.result = compile(*defaction.result);
      });
  is_pure_ = outer_pure;  // no expression can run an action
  return made;
}

template <class CompileBody>
NodePtr ExpressionCompiler::compile_closure(Code::Kind kind, const ast::Parameters& parameters,
                                            Span loc, CompileBody compile_body) {
  auto code = std::make_shared<Code>();
  code->kind = kind;
  FunctionScope inner(scope);
  FunctionScope* const outer = std::exchange(scope, &inner);
  const uint32_t outer_protected = std::exchange(protected_slots, 0);
  const bool outer_shadow = std::exchange(may_shadow, false);
  LastReads outer_reads = std::exchange(last_reads_, {});

  compile_parameters(parameters, *code);
  const uint32_t first_local = inner.slot_count();
  protected_slots = first_local;
  compile_body(*code);

  for (uint32_t i = 0; i < first_local && i < code->parameters.size(); ++i) {
    Parameter& parameter = code->parameters[i];
    parameter.is_captured = inner.variable(i).is_captured;
    code->prepares_parameters |= parameter.is_captured || parameter.default_value != nullptr;
  }
  code->body.cells = inner.captured_slots(first_local, inner.slot_count());
  code->slot_count = inner.slot_count();
  code->captures = inner.captures();
  if (inner.slot_count() > FunctionScope::kMaxSlots) {
    unit_.error("Too many variables in one function, at most " +
                    std::to_string(FunctionScope::kMaxSlots) + " are supported",
                loc);
  }
  scope = outer;
  protected_slots = outer_protected;
  may_shadow = outer_shadow;
  // Actions are not evaluated in the order that they are compiled in, and what failed to compile
  // may be gone.
  if (kind == Code::Kind::Function && !unit_.diagnostics.has_errors()) last_reads_.mark();
  last_reads_ = std::move(outer_reads);

  auto node = std::make_unique<ClosureNode>(loc);
  node->code = std::move(code);
  return node;
}

void ExpressionCompiler::compile_parameters(const ast::Parameters& parameters, Code& code) {
  bool had_default = false;
  for (const ast::Parameter& written : parameters.items) {
    if (scope->find_in_block(written.name.value) != nullptr) {
      unit_.error("Duplicate parameter: " + written.name.value, written.name.loc);
    }
    Parameter parameter;
    parameter.name = String(written.name.value);
    StaticKind kind = StaticKind::Unknown;
    if (written.default_value) {
      had_default = true;
      kind = static_kind(*written.default_value);
      parameter.default_value = compile(*written.default_value);
    } else if (had_default) {
      unit_.error("Cannot have a non-default parameter after a defaulted one", written.name.loc);
    }
    scope->declare(written.name.value, kind, Variable::Origin::Parameter);
    code.parameters.push_back(std::move(parameter));
  }
}

Variable* ExpressionCompiler::declare_local(const ast::Name& name, StaticKind kind) {
  Variable* known = may_shadow ? scope->find_in_block(name.value) : scope->find(name.value);
  if (known == nullptr) return &scope->declare(name.value, kind);
  if (known->index < protected_slots) {
    unit_.error("Duplicate declaration: " + name.value, name.loc);
    return nullptr;
  }
  unit_.warn("DEPRECATED - `" + name.value +
                 "` is declared twice in this block; give the second one a name of its own",
             name.loc);
  known->kind = StaticKind::Unknown;
  return known;
}

Block ExpressionCompiler::compile_block(const DeclarationList& declarations) {
  Block block;
  auto initialised = compile_declarations(
      declarations,
      [this](const ast::Name& name, StaticKind kind) { return declare_local(name, kind); });
  for (Initialised& each : initialised) {
    if (each.variable == nullptr) continue;
    block.assignments.push_back({each.variable->index, std::move(each.value)});
  }
  return block;
}

std::vector<ExpressionCompiler::Initialised> ExpressionCompiler::compile_declarations(
    const DeclarationList& declarations, const Declare& declare) {
  std::vector<Initialised> compiled(declarations.size());
  const bool outer_pure = is_pure_;
  for (size_t i = 0; i < declarations.size(); ++i) {
    const ast::Declaration& declaration = *declarations[i];
    if (declaration.value->kind == ast::ExpressionKind::Function) {
      compiled[i].variable = declare(declaration.name, StaticKind::Unknown);
      continue;
    }
    is_pure_ = true;
    const StaticKind kind = static_kind(*declaration.value);
    compiled[i].value = compile(*declaration.value);
    compiled[i].is_pure = is_pure_;
    compiled[i].variable = declare(declaration.name, kind);
    if (compiled[i].variable != nullptr) compiled[i].variable->is_pure = is_pure_;
  }
  // Function literals come last, so that they see every name of the block.
  for (size_t i = 0; i < declarations.size(); ++i) {
    if (declarations[i]->value->kind != ast::ExpressionKind::Function) continue;
    const auto& function = ast::as<ast::Function>(*declarations[i]->value);
    compiled[i].value = compile_function(function);
    compiled[i].is_pure = true;  // making the closure is; calling it may not be
    Variable* variable = compiled[i].variable;
    if (variable == nullptr) continue;
    variable->kind = StaticKind::Function;
    variable->parameters.clear();
    for (const auto& parameter : function.parameters.items) {
      variable->parameters.push_back(parameter.name.value);
    }
  }
  is_pure_ = outer_pure;
  return compiled;
}

}  // namespace pico::krl
