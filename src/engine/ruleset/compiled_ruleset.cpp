// SPDX-License-Identifier: MIT
//
// Compiling for the engine: see compiled_ruleset.hpp.
#include "engine/ruleset/compiled_ruleset.hpp"

#include <algorithm>
#include <variant>

#include "engine/module/builtins.hpp"
#include "krl/compile/compiler.hpp"

namespace pico::engine {

namespace {

krl::ErrorClass class_named(std::string_view name) {
  if (name == "ParseError") return krl::ErrorClass::ParseError;
  if (name == "SyntaxError") return krl::ErrorClass::SyntaxError;
  if (name == "TypeError") return krl::ErrorClass::TypeError;
  if (name == "ReferenceError") return krl::ErrorClass::ReferenceError;
  return krl::ErrorClass::Error;
}

/// The machine of a rule; an expression that allows none is refused like any other bad source.
Machine make_machine(const krl::Rule& rule) {
  try {
    return Machine(rule);
  } catch (const krl::Error& error) {
    krl::Error refused(error.error_class(), error.message(), krl::ErrorCode::KrlCompile);
    refused.locate(error.place());
    throw refused;
  }
}

/// Only literals: whatever else there may be, these need nothing of a pico.
bool is_literal(const krl::NodePtr& node) {
  return node == nullptr || dynamic_cast<const krl::LiteralNode*>(node.get()) != nullptr;
}

bool is_pure_step(const krl::SetupStep& step) {
  if (const auto* configure = std::get_if<krl::ConfigureStep>(&step)) {
    return is_literal(configure->default_value);
  }
  if (const auto* use = std::get_if<krl::UseStep>(&step)) {
    return std::all_of(use->with.begin(), use->with.end(),
                       [](const auto& pair) { return is_literal(pair.second); });
  }
  return is_literal(std::get<krl::KeysStep>(step).value);
}

bool is_pure(const krl::Program& program) {
  return std::all_of(program.setup.begin(), program.setup.end(), is_pure_step) &&
         std::all_of(program.globals.begin(), program.globals.end(),
                     [](const krl::Global& global) { return global.is_pure; }) &&
         std::all_of(program.rules.begin(), program.rules.end(),
                     [](const krl::Rule& rule) { return is_literal(rule.select.within); });
}

/// Lets the index find a rule by what its machine waits for.
void add_rule(SelectionIndex& index, uint32_t position, const Machine& machine) {
  if (machine.matches_every_event()) index.add_for_every_event(position);
  const std::optional<Machine::WantedText> text = machine.wanted_text();
  for (const auto& [domain, name] : machine.salient_events()) {
    if (text) {
      index.add_for_text(position, domain, name, text->attribute, text->text);
    } else {
      index.add(position, domain, name);
    }
  }
}

}  // namespace

krl::Error refusal(const krl::Diagnostic& diagnostic) {
  krl::Error error(class_named(diagnostic.error_class), diagnostic.message,
                   krl::ErrorCode::KrlCompile);
  error.locate({.rid = {},
                .rule = {},
                .line = diagnostic.position.line,
                .column = diagnostic.position.column});
  return error;
}

std::shared_ptr<const CompiledRuleset> compile_ruleset(std::string_view hash,
                                                       const std::string& source) {
  const auto text = std::make_shared<const krl::Source>("", source);
  krl::Diagnostics diagnostics(*text);
  auto compiled = std::make_shared<CompiledRuleset>();
  compiled->hash = hash;
  compiled->program = krl::compile(text, builtins(), diagnostics);
  if (!compiled->program) throw refusal(*diagnostics.first_error());
  const std::vector<krl::Rule>& rules = compiled->program->rules;
  for (uint32_t i = 0; i < rules.size(); ++i) {
    add_rule(compiled->selection, i, compiled->machines.emplace_back(make_machine(rules[i])));
  }
  compiled->is_pure = is_pure(*compiled->program);
  return compiled;
}

}  // namespace pico::engine
