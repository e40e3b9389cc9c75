// SPDX-License-Identifier: MIT
//
// Compiling a function on its own: see body_compiler.hpp.
#include "krl/compile/body_compiler.hpp"

#include <utility>
#include <variant>

#include "krl/compile/expression_compiler.hpp"
#include "krl/compile/unit.hpp"

namespace pico::krl {

namespace {

/// What is known while compiling of the value that a node gives (spec krl-language.md 5.3).
StaticKind kind_of(const Node& node) {
  const auto* closure = dynamic_cast<const ClosureNode*>(&node);
  if (closure == nullptr) return StaticKind::Unknown;
  return closure->code->kind == Code::Kind::Function ? StaticKind::Function : StaticKind::Action;
}

/// Makes the names of a compiled ruleset those of the unit, each in its place.
void take_names(const Program& around, Unit& unit) {
  for (const SetupStep& step : around.setup) {
    if (const auto* configure = std::get_if<ConfigureStep>(&step)) {
      unit.globals.place(configure->name.view(), configure->global, StaticKind::Unknown);
    } else if (const auto* use = std::get_if<UseStep>(&step)) {
      unit.modules[use->alias] = use->module;
    } else {
      const auto& keys = std::get<KeysStep>(step);
      unit.keys[std::string(keys.name.view())] = keys.global;
    }
  }
  for (const Global& global : around.globals)
    unit.globals.place(global.name.view(), global.index, kind_of(*global.value));
}

std::shared_ptr<Program> begin_program(std::shared_ptr<const Source> source,
                                       const Program* around) {
  auto program = std::make_shared<Program>(std::move(source));
  if (around == nullptr) return program;
  program->meta = around->meta;
  program->testing = around->testing;
  program->global_count = around->global_count;
  program->module_count = around->module_count;
  return program;
}

/// The program with the function as its last global, which it shares.
ProgramPtr end_program(std::shared_ptr<Program> program, const ast::Function& body, Unit& unit) {
  const uint32_t place = program->global_count++;
  NodePtr function = ExpressionCompiler(unit).compile(body);
  if (unit.diagnostics.has_errors()) return nullptr;
  program->globals.push_back({place, String(), std::move(function), false});
  program->shares.push_back(
      {.name = {}, .global = place, .native = nullptr, .is_testing = false, .is_function = true});
  return program;
}

}  // namespace

ProgramPtr compile_body(const ast::Function& body, std::shared_ptr<const Source> source,
                        const Program* around, const Builtins& builtins, Diagnostics& diagnostics) {
  std::shared_ptr<Program> program = begin_program(std::move(source), around);
  Unit unit(*program, builtins, diagnostics);
  unit.has_entities = around != nullptr;
  if (around != nullptr) take_names(*around, unit);
  return end_program(std::move(program), body, unit);
}

ProgramPtr compile_function(const ast::Function& function, std::string_view name,
                            std::shared_ptr<const Source> source, const Builtins& builtins,
                            Diagnostics& diagnostics) {
  std::shared_ptr<Program> program = begin_program(std::move(source), nullptr);
  program->rid = name;
  Unit unit(*program, builtins, diagnostics);
  unit.has_entities = false;
  unit.is_strict = true;
  if (builtins.find(name) == nullptr) unit.globals.place(name, 0, StaticKind::Function);
  ProgramPtr made = end_program(program, function, unit);
  if (made != nullptr) program->warnings = diagnostics.all();
  return made;
}

}  // namespace pico::krl
